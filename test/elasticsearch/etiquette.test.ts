/** Watching must not disturb: nothing in the remote's log, nothing left open. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HEALTHY_SCENES } from './cases/healthy.cases.ts';
import { clusterOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { pause, until } from './clusters/request.ts';
import { runningTasks } from './clusters/tasks.ts';
import { checkByCommand } from './command.ts';
import { checkByLibrary } from './library.ts';
import { openSockets } from './network/sockets.ts';
import { register, registryFor, unregisterAll } from './play.ts';
import type { Case } from './scene.ts';
import { createStage } from './stage.ts';

const CLUSTERS = ['local9', 'remote9'] as const;
const PAIRS: Readonly<Record<string, string>> = { local9: 'remote9', local8: 'remote8' };
const CHECKS = 50;
/**
 * Both modes, certificates and API keys, and the seeds asked for their nodes with a key, as a node
 * and without either.
 */
const ALL_CASES = HEALTHY_SCENES.flatMap(({ cases }) => cases)
  .filter(({ local, remote }) => PAIRS[local] === remote)
  .map(
    (one): Case => ({
      ...one,
      sniffing: one.key === undefined ? { asNode: true } : { key: `${one.remote}.checker` },
    }),
  );
const CASES = ALL_CASES.filter(({ local }) => local === 'local9');

describe.skipIf(inject('missing') !== '')('a healthy remote is watched', () => {
  const stage = createStage();
  let registry: unknown;
  beforeAll(async () => {
    await bringUpPhase('secure');
    await register(ALL_CASES, stage);
    registry = await registryFor(CASES, stage);
  });
  afterAll(() => Promise.all(Object.keys(PAIRS).map(unregisterAll)));

  it('its log gets no warning and no error', async () => {
    const before = logs();
    const { exitCode, report } = await checkByCommand(await registryFor(ALL_CASES, stage));
    await pause(2000);
    expect(exitCode).toBe(0);
    expect(
      new Set(
        report.results.flatMap(({ witnesses }) =>
          witnesses.sniff.map(({ as, outcome }) => `${as} ${outcome}`),
        ),
      ),
    ).toEqual(new Set(['api-key answered', 'node answered', 'nobody refused']));
    for (const [name, text] of logs())
      expect(complaints(text.slice(before.get(name)?.length)), name).toEqual([]);
  });

  it(`neither cluster keeps a socket or a task of ${CHECKS} checks`, async () => {
    await checkByLibrary(registry);
    const before = await held();
    for (let count = 0; count < CHECKS; count += 1) {
      const { results } = await checkByLibrary(registry);
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['healthy']));
    }
    await until('no more sockets and tasks are held than before', async () => {
      const now = await held();
      return now.every((count, index) => count <= (before[index] ?? 0));
    });
  });
});

/** Node name → its log. */
function logs(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(PAIRS)
      .flat()
      .flatMap((name) =>
        clusterOf(name).nodes.map((node) => [node.name, readFileSync(node.log, 'utf8')]),
      ),
  );
}

function complaints(text: string): string[] {
  return text.split('\n').filter((line) => /\]\[(WARN|ERROR|FATAL) *\]/.test(line));
}

/** How many sockets and tasks each cluster has, in turn. */
async function held(): Promise<number[]> {
  return Promise.all(
    CLUSTERS.flatMap((name) =>
      clusterOf(name).nodes.flatMap((node) => [openSockets(node), runningTasks(node)]),
    ),
  );
}
