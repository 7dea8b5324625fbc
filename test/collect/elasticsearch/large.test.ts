import { describe, expect, test } from 'vitest';
import { askLarge, LARGE_BYTES, LARGE_NAME } from '../../../lib/collect/elasticsearch/large.ts';
import { type Asked, clientFor, fakeNode, type Reply } from './support/fakeNode.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

function isLarge({ path }: Asked): boolean {
  return path.includes('connectivity-check-');
}

function entry(error?: string, connected = true): Reply {
  const more = error === undefined ? {} : { error };
  return { json: { archive: { connected, skip_unavailable: true, ...more } } } as Reply;
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
const HANGS = 'hang' as unknown as Reply;

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
});
