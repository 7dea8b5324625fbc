/**
 * HTTP connections that are kept from check to check, over TLS, while the network and the node do
 * what they like.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckOptions } from '../../lib/check.ts';
import { keepConnections } from '../../lib/collect/elasticsearch/keepAlive.ts';
import { nodeOf, startNodes, stopNodes } from './clusters/lab.ts';
import { certificateFile } from './clusters/labCommand.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { pause } from './clusters/request.ts';
import { checkByLibrary } from './library.ts';
import type { Relay } from './network/relay.ts';
import { accessTo, remoteEntry } from './registry.ts';
import { createStage } from './stage.ts';

const [LOCAL, REMOTE] = ['tls9', 'remote9'];
const HEALTHY = 'healthy healthy';
const DEAD = 'unknown local-cluster-unreachable';

describe.skipIf(inject('missing') !== '')('connections that are kept', () => {
  const stage = createStage();
  const kept = keepConnections(() => new Date());
  let relay: Relay;
  let registry: unknown;
  beforeAll(async () => {
    await bringUpPhase('tls');
    relay = await stage.relayTo(LOCAL, 'http');
    const access = {
      ...accessTo(LOCAL),
      urls: [`https://127.0.0.1:${relay.port}`],
      tls: { ca: certificateFile('ca.crt') },
    };
    const timeouts = {
      checkSeconds: 120,
      httpSeconds: 10,
      resolveSeconds: 25,
      tlsSeconds: 20,
      handshakeSeconds: 20,
    };
    const clusters = [{ name: LOCAL, ...access, remotes: { archive: remoteEntry(REMOTE, {}) } }];
    registry = { vantage: 'lab', defaults: { timeouts }, clusters };
    await judged({ kept: undefined });
  });
  afterAll(() => stage.strike());

  async function judged(options: Partial<CheckOptions> = {}): Promise<string> {
    const { results } = await checkByLibrary(registry, { kept, ...options });
    return results.map(({ status, cause }) => `${status} ${cause.code}`).join();
  }

  /** How many connections a check opens to the local node, and what it says. */
  async function seen(options: Partial<CheckOptions> = {}): Promise<[string, number]> {
    const before = relay.accepted();
    const said = await judged(options);
    return [said, relay.accepted() - before];
  }

  it('are used again and again', async () => {
    const [said, opened] = await seen();
    expect([said, opened]).toEqual([HEALTHY, expect.any(Number)]);
    expect(opened).toBeGreaterThan(1);
    for (let check = 0; check < 10; check += 1) expect(await seen()).toEqual([HEALTHY, 0]);
  });

  it.each(['cut', 'forget'] as const)(
    'leave no trace where the network loses them (%s)',
    async (lose) => {
      await seen();
      relay[lose]();
      const [said, opened] = await seen();
      expect(said).toBe(HEALTHY);
      expect(opened).toBeGreaterThan(1);
    },
  );

  it('leave no trace where the node is restarted', async () => {
    await seen();
    await stopNodes(LOCAL);
    await startNodes(LOCAL);
    expect(await judged({ kept: undefined })).toBe(HEALTHY);
    const [said, opened] = await seen();
    expect(said).toBe(HEALTHY);
    expect(opened).toBeGreaterThan(1);
    expect(await seen()).toEqual([HEALTHY, 0]);
  });

  it.each<[string, Partial<CheckOptions>]>([
    ['kept', {}],
    ['not kept', { kept: undefined }],
  ])('make no difference to a node that is killed while it is asked (%s)', async (_, options) => {
    await seen();
    const { pid } = nodeOf(LOCAL);
    process.kill(pid, 'SIGSTOP');
    const [said] = await Promise.all([
      judged(options),
      pause(1500).then(() => process.kill(pid, 'SIGKILL')),
    ]);
    expect(said).toBe(DEAD);
    await startNodes(LOCAL);
    expect(await judged({ kept: undefined })).toBe(HEALTHY);
  });

  it('make no difference to a node that hangs', async () => {
    await seen();
    const { pid } = nodeOf(LOCAL);
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await judged()).toBe(DEAD);
      expect(await judged({ kept: undefined })).toBe(DEAD);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await judged()).toBe(HEALTHY);
  });
});
