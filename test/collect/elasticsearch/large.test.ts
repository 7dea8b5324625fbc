import { describe, expect, test } from 'vitest';
import { askLarge, LARGE_BYTES, LARGE_NAME } from '../../../lib/collect/elasticsearch/large.ts';
import { type Asked, clientFor, fakeNode, type Reply } from './support/fakeNode.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

function isLarge({ path }: Asked): boolean {
  return path.includes('connectivity-check-');
}

function entry(error?: string, connected = true): Reply {
  const more = error === undefined ? {} : { error };
  return { body: { archive: { connected, skip_unavailable: true, ...more } } };
}

async function asking(
  reply: (asked: Asked, large: number) => Reply,
  { alias = 'archive', nodeVersion = '9.5.3' } = {},
) {
  let large = 0;
  const node = await fakeNode((asked) => {
    if (isLarge(asked)) large += 1;
    return reply(asked, large);
  });
  return askLarge(clientFor(node), alias, {
    nodeName: 'local-1',
    nodeVersion,
    listed: true,
    memory: { timeoutRefused: false },
    timeoutMs: 300,
    now: () => NOW,
    repeats: 3,
  });
}

const NO_SUCH_INDEX = `no such index [${LARGE_NAME}]`;

describe('askLarge', () => {
  test('asks for a name that compression leaves longer than two packets', async () => {
    const { deflateSync } = await import('node:zlib');
    expect(LARGE_NAME).toHaveLength(LARGE_BYTES);
    expect(LARGE_NAME).toMatch(/^connectivity-check-[a-z0-9_-]+$/);
    expect(deflateSync(LARGE_NAME).length).toBeGreaterThan(1500);
  });
  test('passes if the remote repeats the name', async () => {
    expect(await asking(() => entry(NO_SUCH_INDEX))).toEqual({
      outcome: 'passed',
      node: 'local-1',
      bytes: LARGE_BYTES,
    });
  });

  test('passes by a search in versions that cannot resolve a cluster', async () => {
    const error = { type: 'index_not_found_exception', reason: NO_SUCH_INDEX };
    const reply = { status: 404, body: { error: { ...error, root_cause: [error] }, status: 404 } };
    expect(await asking(() => reply, { nodeVersion: '8.5.0' })).toMatchObject({
      outcome: 'passed',
    });
  });

  test('is lost if small answers pass and no large one does', async () => {
    expect(await asking((asked) => (isLarge(asked) ? 'silent' : entry()))).toEqual({
      outcome: 'lost',
      node: 'local-1',
      bytes: LARGE_BYTES,
      small: { asked: 3, answered: 3 },
      large: { asked: 3, answered: 0 },
    });
  });

  test('is lost if the local node itself gives up waiting', async () => {
    const timedOut = 'Request timed out before receiving a response from the remote cluster';
    expect(
      await asking((asked) => (isLarge(asked) ? entry(timedOut, false) : entry())),
    ).toMatchObject({ outcome: 'lost' });
  });

  test('passes if the first answer was late and no other is', async () => {
    expect(
      await asking((asked, large) =>
        isLarge(asked) ? (large === 1 ? 'silent' : entry(NO_SUCH_INDEX)) : entry(),
      ),
    ).toMatchObject({ outcome: 'passed', large: { asked: 3, answered: 3 } });
  });

  test('is lost if small answers behind it are held up', async () => {
    expect(await asking(() => 'silent')).toMatchObject({
      outcome: 'lost',
      small: { asked: 3, answered: 0 },
    });
  });

  test('is not measured if some large answers come and others do not', async () => {
    expect(
      await asking((asked, large) =>
        isLarge(asked) ? (large < 3 ? 'silent' : entry(NO_SUCH_INDEX)) : entry(),
      ),
    ).toMatchObject({ outcome: 'not-measured', large: { asked: 3, answered: 2 } });
  });

  test.each<[string, Reply, string]>([
    ['answers without the name', entry(), 'does not repeat the name'],
    ['refuses', { status: 400, body: {} }, '400'],
    [
      'refuses our user, which the local node does',
      { status: 403, body: { error: { type: 'security_exception', reason: NO_SUCH_INDEX } } },
      '403',
    ],
  ])('is not measured if the node %s', async (_what, reply, why) => {
    const large = await asking(() => reply);
    expect(large.outcome).toBe('not-measured');
    expect(large.why).toContain(why);
    expect(large.why).not.toContain(LARGE_NAME);
  });

  test('is not measured for an alias that would be read as something else', async () => {
    expect(await asking(() => entry(), { alias: '*' })).toMatchObject({
      outcome: 'not-measured',
      why: 'the alias cannot be asked alone',
    });
  });
});
