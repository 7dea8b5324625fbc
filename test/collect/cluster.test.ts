/**
 * What becomes of the HTTP connections to a local cluster and to a remote's own address from one
 * check to the next.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CheckOptions, check } from '../../lib/check.ts';
import { keepConnections } from '../../lib/collect/elasticsearch/keepAlive.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { openRelay, type Relay } from '../elasticsearch/network/relay.ts';
import {
  addressOf,
  type Fleet,
  httpAccessOf,
  PASSWORD,
  registryOf,
  startFleet,
} from '../support/fleet.ts';

interface Scene {
  readonly fleet: Fleet;
  /** In front of the HTTP ports of the local cluster and of the remote. */
  readonly relays: readonly [local: Relay, remote: Relay];
  checkOnce(options?: Partial<CheckOptions>): Promise<string[]>;
}

/** Two remotes of one local node; its connections are kept. Closed at the end of the test. */
async function watched(): Promise<Scene> {
  const fleet = await startFleet((remote) => {
    const common = { mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true } as const;
    return [
      { alias: 'archive', ...common },
      { alias: 'orders', ...common },
    ];
  });
  const relays = [
    await relayTo(fleet.local.nodes[0]?.url),
    await relayTo(fleet.remote.nodes[0]?.url),
  ] as const;
  onTestFinished(async () => {
    for (const relay of relays) await relay.close();
    await fleet[Symbol.asyncDispose]();
  });
  const [local, remote] = relays.map(({ port }) => `http://127.0.0.1:${port}`);
  const registry = registryOf(fleet, {
    archive: { remote: { ...httpAccessOf(fleet), urls: [remote] } },
  });
  const clusters = registry.clusters.map((cluster) => ({ ...cluster, urls: [String(local)] }));
  const defaults = {
    ...registry.defaults,
    timeouts: { ...registry.defaults.timeouts, httpSeconds: 2 },
  };
  const options = {
    secrets: localSecretResolvers('.', { PASSWORD }),
    vantage: 'test',
    kept: keepConnections(() => new Date()),
  };
  return {
    fleet,
    relays,
    checkOnce: async (more) =>
      (await check({ ...registry, clusters, defaults }, { ...options, ...more })).results.map(
        judged,
      ),
  };
}

async function relayTo(url = ''): Promise<Relay> {
  return openRelay(Number(new URL(url).port));
}

function judged({ alias, status, cause }: CheckResult): string {
  return `${alias} ${status} ${cause.code}`;
}

const HEALTHY = ['archive healthy healthy', 'orders healthy healthy'];

describe('a check whose connections are kept', () => {
  it('opens none the second time, neither to the local node nor to the remote', async () => {
    const { checkOnce, relays } = await watched();
    expect(await checkOnce()).toEqual(HEALTHY);
    const before = relays.map((relay) => relay.accepted());
    expect(await checkOnce()).toEqual(HEALTHY);
    expect(relays.map((relay) => relay.accepted())).toEqual(before);
  });

  it('opens its own where they are not kept', async () => {
    const { checkOnce, relays } = await watched();
    await checkOnce({ kept: undefined });
    const before = relays.map((relay) => relay.accepted());
    await checkOnce({ kept: undefined });
    expect(relays.map((relay) => relay.accepted())).toEqual(before.map((count) => 2 * count));
  });

  it.each<[string, (scene: Scene) => Promise<void> | void]>([
    ['were closed', ({ relays }) => relays.forEach((relay) => void relay.cut())],
    [
      'were forgotten without a word',
      ({ relays }) => relays.forEach((relay) => void relay.forget()),
    ],
    [
      'were lost as the nodes were restarted',
      async ({ fleet }) => {
        for (const isRefused of [true, false]) await fleet.local.setHttpRefused(isRefused);
      },
    ],
  ])('finds nothing where they %s', async (_, lose) => {
    const scene = await watched();
    expect(await scene.checkOnce()).toEqual(HEALTHY);
    const before = scene.relays[0].accepted();
    await lose(scene);
    expect(await scene.checkOnce()).toEqual(HEALTHY);
    expect(scene.relays[0].accepted()).toBeGreaterThan(before);
  });

  it.each<[string, (scene: Scene) => Promise<void> | void]>([
    ['a node that is gone', ({ fleet }) => fleet.local.setHttpRefused(true)],
    ['a node that says nothing', ({ relays }) => relays[0].setMode('freeze')],
    [
      'a node that refuses new connections and says nothing over others',
      async ({ relays: [local] }) => {
        local.forget();
        await local.setMode('refuse');
      },
    ],
    ['a remote that hangs', ({ fleet }) => fleet.remote.setTransportFault({ kind: 'hang' })],
    ['a remote that is gone', ({ fleet }) => fleet.remote.setTransportFault({ kind: 'refuse' })],
  ])('says of %s what one says that opens its own', async (_, breakIt) => {
    const scene = await watched();
    expect(await scene.checkOnce()).toEqual(HEALTHY);
    await breakIt(scene);
    const said = await scene.checkOnce();
    expect(said).not.toEqual(HEALTHY);
    expect(said).toEqual(await scene.checkOnce({ kept: undefined }));
  });

  it.each([{ kept: undefined }, {}])(
    'says that the local cluster is unreachable where its node dies in the middle (%j)',
    async (options) => {
      const scene = await watched();
      expect(await scene.checkOnce()).toEqual(HEALTHY);
      for (const api of ['root', 'remote-info'] as const)
        scene.fleet.local.setApiFault(api, { kind: 'hang' });
      const [said] = await Promise.all([
        scene.checkOnce(options),
        sleep(300).then(() => scene.fleet.local.setHttpRefused(true)),
      ]);
      expect(said).toEqual(['archive unknown local-cluster-unreachable']);
    },
  );
});
