/** Requests that are repeated because something is silent, and those with large answers. */
import { describe, expect, it } from 'vitest';
import type { CheckContext } from '../../lib/collect/context.ts';
import type { NodeClient } from '../../lib/collect/elasticsearch/client.ts';
import { askForMuch, repeatIfSilent } from '../../lib/collect/nodeRequests.ts';
import { notedBy, type Surroundings } from '../../lib/collect/surroundings.ts';
import { registryFromUrls } from '../../lib/registry/fromUrls.ts';
import type { Memory } from '../../lib/state/baseline/baseline.ts';
import { active, deadEndpoint, facts, localNode, NOW, passive, probe } from '../support/facts.ts';

const URLS = ['https://local-1:9200', 'https://local-2:9200'] as const;
const SILENT = [probe('10.0.0.1:9300', { endpoints: [deadEndpoint('timed-out')] })];
const open = URLS.map((url) => active({ url }));

function surroundings(memory?: Memory): Surroundings & { asked: string[] } {
  const asked: string[] = [];
  const { clusters, defaults } = registryFromUrls([...URLS], {});
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('The registry has no cluster');
  const clients = URLS.map((url) => ({
    url,
    requestTimeoutMs: 1000,
    redact: (text: string) => text,
    close: async () => undefined,
    get: async () => {
      asked.push(url);
      return { statusCode: 200, body: { archive: { connected: true, skip_unavailable: true } } };
    },
  })) as unknown as NodeClient[];
  const local = { ...facts().local, nodesAsked: URLS.map((url) => localNode({ url })) };
  const context = {
    defaults,
    signal: new AbortController().signal,
    end: new AbortController().signal,
    now: () => NOW,
  } as CheckContext;
  return {
    asked,
    observed: {
      cluster,
      local: { facts: local, clients, close: async () => undefined },
      memory: { timeoutRefused: false },
      memories: Promise.resolve(new Map(memory === undefined ? [] : [['archive', memory]])),
    },
    context,
    tried: notedBy(context).tried,
  };
}

describe('repeatIfSilent', () => {
  it('asks each open node as often as it has connections: at least 2 times, at most 6', async () => {
    const around = surroundings();
    const held = [
      passive({ url: URLS[0], connections: 18 }),
      passive({ url: URLS[1], connections: 1 }),
    ];
    const seen = { passive: held, active: open, network: SILENT };
    const repeated = await repeatIfSilent('archive', seen, around);
    expect(repeated).toHaveLength(8);
    expect(repeated.every(({ outcome }) => outcome === 'connected')).toBe(true);
    expect(Object.fromEntries(URLS.map((url) => [url, count(around.asked, url)]))).toEqual({
      [URLS[0]]: 6,
      [URLS[1]]: 2,
    });
  });

  it('asks nothing if every address answers', async () => {
    const around = surroundings();
    const seen = { passive: [], active: open, network: [probe()] };
    expect(await repeatIfSilent('archive', seen, around)).toEqual([]);
    expect(around.asked).toEqual([]);
  });

  it.each([
    ['not again within five minutes', '10.0.0.1:9300', 4, 0],
    ['again after five minutes', '10.0.0.1:9300', 5, 4],
    ['at once if something else is silent', '10.0.0.9:9300', 1, 4],
  ])('asks %s', async (_what, silent, minutes, requests) => {
    const at = new Date(NOW.getTime() - minutes * 60_000).toISOString();
    const around = surroundings({ repeated: { silent, at } } as Memory);
    await repeatIfSilent('archive', { passive: [], active: open, network: SILENT }, around);
    expect(around.asked).toHaveLength(requests);
  });

  it('asks no node that says that it is not connected', async () => {
    const around = surroundings();
    const refused = [
      active({ url: URLS[0], outcome: 'not-connected' }),
      active({ url: URLS[1], outcome: 'timed-out' }),
    ];
    await repeatIfSilent('archive', { passive: [], active: refused, network: SILENT }, around);
    expect(around.asked).toEqual([URLS[1], URLS[1]]);
  });
});

describe('askForMuch', () => {
  const much = async (
    first: ReturnType<typeof active>[],
    repeated: ReturnType<typeof active>[] = [],
  ) => {
    const around = surroundings();
    const seen = { passive: [], active: first, network: [], repeated };
    const large = await askForMuch('archive', seen, around);
    return { large, asked: around.asked };
  };

  it('asks the first node through which a request passed', async () => {
    const { large, asked } = await much([
      active({ url: URLS[0], outcome: 'timed-out' }),
      active({ url: URLS[1] }),
    ]);
    expect(large).toBeDefined();
    expect(new Set(asked)).toEqual(new Set([URLS[1]]));
  });

  it.each([
    ['no request passed', [active({ url: URLS[0], outcome: 'not-connected' })], []],
    ['a repeated one hung', open, [active({ url: URLS[1], outcome: 'timed-out' })]],
  ])('asks nothing if %s', async (_what, first, repeated) => {
    expect(await much(first, repeated)).toEqual({ large: undefined, asked: [] });
  });
});

function count(all: readonly string[], one: string): number {
  return all.filter((each) => each === one).length;
}
