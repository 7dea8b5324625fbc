import { describe, expect, test } from 'vitest';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { askOneOf, firstValue, isReached } from '../../../lib/collect/elasticsearch/ask.ts';
import { answered, notAnswered } from '../../support/facts.ts';
import { clientFor, fakeNode, type Reply, routes } from './support/fakeNode.ts';

describe('askOneOf', () => {
  test('asks the first node only where that answers', async () => {
    const nodes = [
      await fakeNode(routes({ '/': 'a-sniff-certificate/root' })),
      await fakeNode(routes({})),
    ];
    const clients = nodes.map((node) => clientFor(node));
    expect(await askOneOf(clients, rootInfoRequest, {})).toMatchObject({
      ok: true,
      value: { nodeName: 'l95-0' },
    });
    expect(nodes.map(({ asked }) => asked.length)).toEqual([1, 0]);
  });

  test('asks the second where the first refuses, and no third', async () => {
    const refusing = await fakeNode(() => ({ status: 403, body: {} }));
    const failing = await fakeNode(() => ({ status: 500, body: {} }));
    const third = await fakeNode(routes({ '/': 'a-sniff-certificate/root' }));
    const clients = [refusing, failing, third].map((node) => clientFor(node));
    expect(await askOneOf(clients, rootInfoRequest, {})).toMatchObject({
      ok: false,
      failed: { kind: 'not-authorized' },
    });
    expect([refusing, failing, third].map(({ asked }) => asked.length)).toEqual([1, 1, 0]);
    expect(await askOneOf(clients.slice(1), rootInfoRequest, {})).toMatchObject({ ok: true });
  });

  test('asks the second too if the first is silent for half of the time, and does not wait for the first then', async () => {
    const silent = await fakeNode(() => 'silent');
    const second = await fakeNode(routes({ '/': 'a-sniff-certificate/root' }));
    const clients = [silent, second].map((node) => clientFor(node));
    expect(await askOneOf(clients, rootInfoRequest, { timeoutMs: 1_000 })).toMatchObject({
      ok: true,
      value: { nodeName: 'l95-0' },
    });
    expect([silent, second].map(({ asked }) => asked.length)).toEqual([1, 1]);
  });

  test('takes what the first says late', async () => {
    const late = Promise.withResolvers<Reply>();
    const first = await fakeNode(() => late.promise);
    const second = await fakeNode((asked) => {
      late.resolve(routes({ '/': 'a-sniff-certificate/root' })(asked));
      return 'silent';
    });
    const clients = [first, second].map((node) => clientFor(node));
    expect(await askOneOf(clients, rootInfoRequest, { timeoutMs: 2_000 })).toMatchObject({
      ok: true,
    });
  });

  test('has the time of one request if both are silent, and ends with the check', async () => {
    const clients = [
      clientFor(await fakeNode(() => 'silent')),
      clientFor(await fakeNode(() => 'silent')),
    ];
    expect(await askOneOf(clients, rootInfoRequest, { timeoutMs: 100 })).toMatchObject({
      failed: { kind: 'timed-out' },
    });
    const ended = new AbortController();
    const answer = askOneOf(clients, rootInfoRequest, { signal: ended.signal });
    ended.abort();
    expect(await answer).toMatchObject({ failed: { kind: 'not-asked' } });
  });

  test('says that nobody was asked where there is nobody', async () => {
    expect(await askOneOf([], rootInfoRequest, {})).toEqual({
      ok: false,
      failed: {
        kind: 'not-asked',
        message: 'No node answered that could be asked GET /',
        reasons: [],
        durationMs: 0,
      },
    });
  });
});

describe('firstValue', () => {
  test('prefers a value to an earlier failure, and the first failure to a later one', () => {
    expect(firstValue([notAnswered('missing'), answered(1), answered(2)], 'none')).toEqual(
      answered(1),
    );
    expect(firstValue([notAnswered('missing'), notAnswered('refused')], 'none')).toEqual(
      notAnswered('missing'),
    );
  });
});

describe('isReached', () => {
  test.each(['not-authorized', 'no-role', 'missing', 'refused'] as const)(
    'a node that says %s is there',
    (kind) => {
      expect(isReached(notAnswered(kind))).toBe(true);
    },
  );

  test.each(['unreachable', 'timed-out', 'nonsense', 'not-asked'] as const)(
    'a node that is %s is not',
    (kind) => {
      expect(isReached(notAnswered(kind))).toBe(false);
    },
  );

  test('a node that gives a value is there', () => {
    expect(isReached(answered(1))).toBe(true);
  });
});
