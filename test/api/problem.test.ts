import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import { answerError, problem, problemSchema } from '../../lib/api/problem.ts';

describe('answerError', () => {
  it('answers a problem as it was made', async () => {
    const thrown = problem(429, 'Too many', {
      headers: { 'Retry-After': '7' },
      errors: [{ in: 'body', path: 'cluster', detail: 'write a name' }],
    });
    const answer = answerError(thrown, () => expect.unreachable());
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '7']);
    expect(problemSchema.parse(await answer.json())).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Too many',
      errors: [{ in: 'body', path: 'cluster', detail: 'write a name' }],
    });
  });

  it('makes a problem of what hono throws', async () => {
    const answer = answerError(new HTTPException(415, { message: 'Unsupported Media Type' }), () =>
      expect.unreachable(),
    );
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(problemSchema.parse(await answer.json())).toMatchObject({
      status: 415,
      detail: 'Unsupported Media Type',
    });
  });

  it('tells any other error to the log and not to the caller', async () => {
    const logged: unknown[] = [];
    const error = new Error('password is hunter2');
    const answer = answerError(error, (thrown) => logged.push(thrown));
    expect(logged).toEqual([error]);
    expect(problemSchema.parse(await answer.json())).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The program failed; its log says why',
    });
  });
});
