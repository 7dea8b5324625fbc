/**
 * A healthy pair, under load, while the nodes of the remote restart one after the other: each
 * verdict has to be true. FALSE_ALARM_CHECKS says how many checks there are at least.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import {
  bringUp,
  type ClusterSpec,
  keyText,
  type LabNode,
  nodeOf,
  startNodes,
  stopNodes,
} from './clusters/lab.ts';
import { untilConnected } from './clusters/remoteInfo.ts';
import { demand, pause, request } from './clusters/request.ts';
import { checkByLibrary } from './library.ts';
import { unregisterAll } from './play.ts';
import { accessTo, registryOf, remoteEntry } from './registry.ts';
import { createStage } from './stage.ts';
import { noteFalseAlarms } from './testedWith.ts';

const CHECKS = Number(process.env['FALSE_ALARM_CHECKS'] ?? 60);
const LOCAL = 'steady';
const REMOTE = 'rolling';
const ALIASES = { certificate: 'rolled', 'API key': 'rolled_key' } as const;
const NODES = ['rolling-0', 'rolling-1', 'rolling-2'] as const;

const SPECS: readonly ClusterSpec[] = [
  { name: REMOTE, version: '9.5.3', keys: { good: {} }, nodes: NODES.map((name) => ({ name })) },
  {
    name: LOCAL,
    version: '9.5.3',
    cert: 'local',
    settings: {
      [`secure:cluster.remote.${ALIASES['API key']}.credentials`]: keyText('rolling.good'),
    },
  },
];

/** After its start, a node is not yet connected to everybody. */
const SETTLING_MS = 20_000;
const RESTS_MS = 5000;

describe.skipIf(inject('missing') !== '')('a rolling restart under load', () => {
  beforeAll(async () => {
    await bringUp(SPECS);
    await fillIndex();
    await registerBoth();
  });
  afterAll(() => unregisterAll(LOCAL));

  it('gets no verdict that is not true', async () => {
    const restart = rollingRestart();
    const load = startLoad();
    const results: Checked[] = [];
    let isOver = false;
    const rolled = restart.roll().finally(() => {
      isOver = true;
    });
    for (let checks = 0; checks < CHECKS || !isOver; checks += 1) {
      results.push(...(await checkBoth(restart.suspects)));
    }
    await rolled;
    const searches = await load.stop();
    const untrue = results.filter(isUntrue);
    noteFalseAlarms(inject('runDirectory'), {
      checks: results.length / 2,
      restarts: NODES.length,
      ...searches,
      verdicts: countBy(results, ({ result }) => `${result.status}, ${result.cause.code}`),
      untrue: untrue.length,
    });
    expect(untrue.map(shown)).toEqual([]);
    expect(searches.passed).toBeGreaterThan(0);
  });
});

interface Checked {
  readonly result: CheckResult;
  /** Nodes that were down or settling at some time of the check. */
  readonly suspects: readonly LabNode[];
}

/** Each finding that is more than a note has to name a node that was down or settling. */
function isUntrue({ result, suspects }: Checked): boolean {
  if (result.status === 'healthy' && faultsOf(result).length === 0) return false;
  const names = suspects.flatMap((node) => [
    node.name,
    ...[node.http, node.transport, node.remote].map((port) => `127.0.0.1:${port}`),
  ]);
  const faults = faultsOf(result);
  return faults.length === 0 || !faults.every((text) => names.some((name) => text.includes(name)));
}

function faultsOf({ cause, findings }: CheckResult): string[] {
  return [cause, ...findings]
    .filter(({ severity }) => severity !== 'note' && severity !== 'ok')
    .map(({ code, evidence }) => `${code}: ${evidence}`);
}

function shown({ result, suspects }: Checked): string {
  const nodes = suspects.map(({ name }) => name).join(', ');
  return `${result.alias} is ${result.status} while ${nodes}: ${faultsOf(result).join('; ')}`;
}

function rollingRestart() {
  const suspected = new Map<string, number>();
  const isSuspect = (name: string, since: number) => (suspected.get(name) ?? 0) >= since;
  return {
    /** Those that were down or settling since then. */
    suspects: (since: number) =>
      NODES.map((_, index) => nodeOf(REMOTE, index)).filter(({ name }) => isSuspect(name, since)),
    roll: async () => {
      for (const name of NODES) {
        await pause(RESTS_MS);
        suspected.set(name, Number.POSITIVE_INFINITY);
        await stopNodes(name);
        await pause(RESTS_MS);
        await startNodes(name);
        suspected.set(name, Date.now() + SETTLING_MS);
      }
      await pause(RESTS_MS + SETTLING_MS);
    },
  };
}

async function checkBoth(suspectsSince: (since: number) => LabNode[]): Promise<Checked[]> {
  const since = Date.now();
  const entry = remoteEntry(REMOTE, {});
  const remotes = Object.fromEntries(Object.values(ALIASES).map((alias) => [alias, entry]));
  const registry = registryOf([{ name: LOCAL, ...accessTo(LOCAL), remotes }]);
  const { results } = await checkByLibrary(registry);
  const suspects = suspectsSince(since);
  return results.map((result) => ({ result, suspects }));
}

/** A few searches at a time, one after the other, until it is stopped. */
function startLoad() {
  let [isOn, passed, failed] = [true, 0, 0];
  const workers = [...Object.values(ALIASES), ...Object.values(ALIASES)].map(async (alias) => {
    while (isOn) {
      const path = `/${alias}:load/_search?size=20`;
      const isAnswered = await request(nodeOf(LOCAL), path).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (isAnswered) passed += 1;
      else failed += 1;
      await pause(20);
    }
  });
  return {
    stop: async () => {
      isOn = false;
      await Promise.all(workers);
      return { passed, failed };
    },
  };
}

async function fillIndex(): Promise<void> {
  const settings = { number_of_shards: 3, number_of_replicas: 1 };
  await request(nodeOf(REMOTE), '/load', { method: 'PUT', body: { settings } });
  const lines = Array.from({ length: 200 }, (_, id) => [
    { index: { _index: 'load', _id: String(id) } },
    { text: 'x'.repeat(400) },
  ]).flat();
  await demand(nodeOf(REMOTE), '/_bulk?refresh', { method: 'POST', lines });
}

async function registerBoth(): Promise<void> {
  const stage = createStage();
  const seeds = (kind: 'transport' | 'remote') =>
    NODES.map((_, index) => stage.address(REMOTE, kind, index));
  const persistent = {
    [`cluster.remote.${ALIASES.certificate}`]: {
      seeds: seeds('transport'),
      skip_unavailable: false,
    },
    [`cluster.remote.${ALIASES['API key']}`]: { seeds: seeds('remote'), skip_unavailable: false },
  };
  await demand(nodeOf(LOCAL), '/_cluster/settings', { method: 'PUT', body: { persistent } });
  for (const alias of Object.values(ALIASES)) await untilConnected(LOCAL, alias);
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const groups = Map.groupBy(items, key);
  return Object.fromEntries([...groups].map(([name, group]) => [name, group.length]));
}
