import { errors } from '@elastic/transport';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../../lib/collect/elasticsearch/client.ts';
import {
  failureOfAnswer,
  failureOfThrown,
  safeReasons,
  safeText,
} from '../../../lib/collect/elasticsearch/failure.ts';
import { UnreadableJson } from '../../../lib/collect/elasticsearch/json.ts';

const node = createClient({
  url: 'http://es.example:9200',
  auth: { kind: 'bearer', token: 'hunter2' },
  requestTimeoutMs: 1_000,
});

describe('failureOfAnswer', () => {
  test('reads a chain and names what was asked', () => {
    const body = {
      error: { type: 'x', reason: 'why', caused_by: { type: 'y', reason: 'deeper' } },
    };
    expect(failureOfAnswer(node, '/_nodes', { statusCode: 500, body })).toEqual({
      kind: 'refused',
      httpStatus: 500,
      message: 'HTTP 500 to GET /_nodes at http://es.example:9200: why; caused by: deeper',
      reasons: [
        { type: 'x', reason: 'why' },
        { type: 'y', reason: 'deeper' },
      ],
    });
  });

  test('says that the rest of a long answer was not read', () => {
    const rest = {
      type: 'not-shown',
      reason: 'the rest of the error answer is too long or too deep, and was not read',
    };
    const cut = (body: unknown) =>
      failureOfAnswer(node, '/', { statusCode: 500, body, isCut: true }).reasons;
    expect(cut({ error: { type: 'x', reason: 'why' } })).toEqual([
      { type: 'x', reason: 'why' },
      rest,
    ]);
    expect(cut({ error: { root_cause: [{ type: 'y', reason: 'root' }] } })).toEqual([
      { type: 'y', reason: 'root' },
      rest,
    ]);
    expect(cut({ error: {} })).toEqual([]);
    expect(cut('<html>')).toEqual([]);
  });

  test('takes an unknown parameter for missing only with 400', () => {
    const body = { error: 'contains unrecognized parameter: [timeout]' };
    expect(failureOfAnswer(node, '/', { statusCode: 400, body }).kind).toBe('missing');
    expect(failureOfAnswer(node, '/', { statusCode: 500, body }).kind).toBe('refused');
  });
});

describe('failureOfAnswer without a reason', () => {
  test('quotes the body, be it text or JSON', () => {
    const answer = (body: unknown) =>
      failureOfAnswer(node, '/_license', { statusCode: 404, body }).message;
    expect(answer({})).toBe('HTTP 404 to GET /_license at http://es.example:9200: {}');
    expect(answer('<html>')).toBe('HTTP 404 to GET /_license at http://es.example:9200: <html>');
  });
});

describe('failureOfAnswer of JSON that is not read', () => {
  test('keeps the status and shows how the body begins', () => {
    const body = new UnreadableJson(
      'its JSON is nested more than 200 deep, which is not read',
      '{"x":{"caused_by":',
    );
    expect(failureOfAnswer(node, '/', { statusCode: 500, body })).toEqual({
      kind: 'refused',
      httpStatus: 500,
      message:
        'HTTP 500 to GET / at http://es.example:9200: {"x":{"caused_by": (its JSON is nested more than 200 deep, which is not read)',
      reasons: [],
    });
  });
});

describe('failureOfThrown', () => {
  test.each([undefined, 200])('tells no connection from no usable answer: %s', (httpStatus) => {
    const broken = new errors.ConnectionError('Connection refused: x');
    expect(failureOfThrown(node, '/', { thrown: broken, httpStatus })).toEqual({
      kind: 'unreachable',
      message: 'No usable answer to GET / from http://es.example:9200: Connection refused: x',
      reasons: [],
    });
    const unreadable = new errors.DeserializationError('bad', '{');
    expect(failureOfThrown(node, '/', { thrown: unreadable, httpStatus }).kind).toBe('nonsense');
  });

  test('keeps the status of an error answer', () => {
    const thrown = new errors.RequestAbortedError('too large');
    expect(failureOfThrown(node, '/', { thrown, httpStatus: 401 })).toEqual({
      kind: 'not-authorized',
      httpStatus: 401,
      message: 'HTTP 401 to GET / at http://es.example:9200: too large',
      reasons: [],
    });
  });
});

describe('safeText', () => {
  test('redacts before it cuts, so that no part of a secret is left at the edge', () => {
    expect(safeText(node, `${'x'.repeat(995)}hunter2`)).toBe(`${'x'.repeat(995)}[reda…`);
  });

  test('leaves a text of 1000 characters whole', () => {
    expect(safeText(node, 'x'.repeat(1_000))).toHaveLength(1_000);
  });
});

describe('safeReasons', () => {
  test('redacts types and reasons', () => {
    expect(safeReasons(node, [{ type: 'hunter2', reason: 'is hunter2' }])).toEqual([
      { type: '[redacted]', reason: 'is [redacted]' },
    ]);
  });
});
