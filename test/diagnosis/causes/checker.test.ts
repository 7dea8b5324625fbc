import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import type { FailedAnswer } from '../../../lib/result/witness.ts';
import { answered, facts, localNode, root } from '../../support/facts.ts';

type Failed = { readonly ok: false; readonly failed: FailedAnswer };

function failed(overrides: Partial<FailedAnswer>): Failed {
  const message = `HTTP ${overrides.httpStatus} to GET /`;
  return {
    ok: false,
    failed: { kind: 'refused', message, reasons: [], durationMs: 1, ...overrides },
  };
}

function verdictOf(...answers: Failed[]) {
  const nodesAsked = answers.map((one) => localNode({ root: one, remoteInfo: one }));
  const given = facts({ local: { ...facts().local, nodesAsked }, passive: [], active: [] });
  const { status, cause, findings } = diagnose(given);
  return { status, cause, codes: findings.map(({ code }) => code) };
}

const security = (reason: string) => [
  { type: 'security_exception', reason },
  { type: 'additional_unsuccessful_credentials', reason: 'API key: api key is expired' },
];

describe('the HTTP addresses of the local cluster', () => {
  it('refuse the credentials with 401, which no role mends', () => {
    const answer = failed({ kind: 'not-authorized', httpStatus: 401, reasons: security('who?') });
    const { status, cause, codes } = verdictOf(answer);
    expect({ status, code: cause.code }).toEqual({
      status: 'unknown',
      code: 'checker-credentials-refused',
    });
    expect(cause.evidence).toBe('HTTP 401 to GET /; API key: api key is expired');
    expect(codes).not.toContain('checker-not-authorized');
    expect(textOf(cause.fix)).not.toMatch(/_security\/role/);
  });

  it.each([
    [{ kind: 'not-authorized', httpStatus: 403 }, 'local-http-error', /allow the address/],
    [{ kind: 'missing', httpStatus: 404 }, 'local-http-error', /path of the URL/],
    [{ httpStatus: 429 }, 'local-http-error', /Too many requests/],
    [{ httpStatus: 502 }, 'local-http-error', /no healthy backend/],
    [{ httpStatus: 503 }, 'local-http-error', /or the node is starting/],
    [{ httpStatus: 400 }, 'local-http-error', /first line of the answer/],
    [{ kind: 'nonsense', httpStatus: 200 }, 'unsupported-product', /addresses of Elasticsearch/],
    [{ kind: 'nonsense', httpStatus: 302 }, 'unsupported-product', /addresses of Elasticsearch/],
    [{ kind: 'nonsense' }, 'local-cluster-unreachable', /is up/],
  ] as const)('answer %j: %s', (answer, code, fix) => {
    const { status, cause, codes } = verdictOf(failed(answer));
    expect({ status, code: cause.code }).toEqual({ status: 'unknown', code });
    expect(textOf(cause.fix)).toMatch(fix);
    expect(codes).not.toContain('checker-not-authorized');
  });

  it('refuse a privilege with a reason of Elasticsearch', () => {
    const reasons = security('action [x] is unauthorized for user [y]');
    expect(verdictOf(failed({ kind: 'not-authorized', httpStatus: 403, reasons })).cause.code).toBe(
      'checker-not-authorized',
    );
  });

  it('are named for each that is of no use, and for none if one answers', () => {
    const two = verdictOf(failed({ httpStatus: 502 }), failed({ kind: 'timed-out' }));
    expect(two.cause).toMatchObject({ code: 'local-http-error', subject: 'HTTP 502' });
    const bad = failed({ httpStatus: 502 });
    const nodesAsked = [
      localNode({ root: bad, remoteInfo: bad }),
      localNode({ root: answered(root()) }),
    ];
    const given = facts({ local: { ...facts().local, nodesAsked } });
    expect(diagnose(given)).toMatchObject({
      status: 'degraded',
      cause: { code: 'local-node-silent' },
    });
  });
});
