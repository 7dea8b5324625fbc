/**
 * Plays a scene: registers the remotes of all its cases at once, breaks what is to be broken, and
 * has the command judge them in one run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { CheckReport, CheckResult } from '../../lib/result/result.ts';
import { nodeOf, startNodes, stopNodes } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { untilConnected } from './clusters/remoteInfo.ts';
import { demand } from './clusters/request.ts';
import { checkByCommand } from './command.ts';
import {
  accessTo,
  type Credentials,
  type LocalEntry,
  registryOf,
  remoteEntry,
} from './registry.ts';
import { aliasOf, type Case, type RemoteSettings, type Scene } from './scene.ts';
import { createStage, type Stage } from './stage.ts';

export interface Played {
  readonly exitCode: number;
  readonly report: CheckReport;
  /** The result of a case with the full registry, or with the bare one. */
  resultOf(one: Case, registry: 'full' | 'bare'): CheckResult;
  /** Why the case was not tried. */
  readonly skipped: ReadonlyMap<Case, string>;
  strike(): Promise<void>;
}

export async function play(scene: Scene): Promise<Played> {
  await bringUpPhase(scene.phase);
  const stage = createStage();
  const skipped = await skippedOf(scene);
  const cases = scene.cases.filter((one) => !skipped.has(one));
  const strike = () => strikeScene(scene, stage);
  try {
    await stopNodes(...(scene.stopped ?? []));
    await register(cases, stage);
    for (const one of cases) await one.onceConnected?.(stage);
    const { exitCode, report } = await checkByCommand(await registryFor(cases, stage));
    writeFileSync(
      join(inject('runDirectory'), `${scene.name}.json`),
      JSON.stringify(report, undefined, 1),
    );
    return {
      exitCode,
      report,
      skipped,
      strike,
      resultOf: (one, registry) => find(report, entryName(one, registry), aliasOf(one)),
    };
  } catch (thrown) {
    await strike();
    throw thrown;
  }
}

async function skippedOf({ cases }: Scene): Promise<Map<Case, string>> {
  const skipped = new Map<Case, string>();
  for (const one of cases) {
    const reason = await one.skip?.();
    if (reason !== undefined) skipped.set(one, reason);
  }
  return skipped;
}

/** Takes everything away that the scene has brought. */
async function strikeScene({ cases, stopped = [] }: Scene, stage: Stage): Promise<void> {
  await stage.strike();
  await Promise.all(localsOf(cases).map(unregisterAll));
  await startNodes(...stopped);
}

function localsOf(cases: readonly Case[]): string[] {
  return [...new Set(cases.map(({ local }) => local))];
}

export async function register(cases: readonly Case[], stage: Stage): Promise<void> {
  const settings = new Map<string, Record<string, unknown>>();
  for (const one of cases) {
    const ofRemote = await one.set(stage);
    if (ofRemote !== undefined)
      settings.set(one.local, { ...settings.get(one.local), ...flat(aliasOf(one), ofRemote) });
  }
  await Promise.all(
    [...settings].map(([local, persistent]) =>
      demand(nodeOf(local), '/_cluster/settings', { method: 'PUT', body: { persistent } }),
    ),
  );
  await Promise.all(
    cases.filter(isConnectedAtFirst).map((one) => untilConnected(one.local, aliasOf(one))),
  );
}

function flat(alias: string, settings: RemoteSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`cluster.remote.${alias}.${name}`, value]),
  );
}

function isConnectedAtFirst({ seen, onceConnected }: Case): boolean {
  return onceConnected !== undefined || seen.status === 'healthy' || seen.status === 'degraded';
}

export async function unregisterAll(local: string): Promise<void> {
  await demand(nodeOf(local), '/_cluster/settings', {
    method: 'PUT',
    body: { persistent: { 'cluster.remote.*': null } },
  });
}

/**
 * Which nodes of the local cluster are asked is part of its entry's name, since cases differ in it.
 */
function entryName(one: Case, registry: 'full' | 'bare'): string {
  const { local, nodes = [0] } = one;
  const own = one.registry === undefined ? '' : `.${aliasOf(one)}`;
  return `${local}.${nodes.join('-')}.${registry}${own}`;
}

/** Full and bare entries for the cases; `as`: the checker's user, the superuser by default. */
export async function registryFor(
  cases: readonly Case[],
  stage: Stage,
  as?: Credentials,
): Promise<unknown> {
  const entries = new Map<string, LocalEntry>();
  for (const one of cases) {
    for (const registry of one.bare === undefined
      ? (['full'] as const)
      : (['full', 'bare'] as const)) {
      const name = entryName(one, registry);
      const part = registry === 'full' ? await one.registry?.(stage) : undefined;
      const known = entries.get(name) ?? {
        name,
        ...accessTo(one.local, { nodes: one.nodes ?? [0], as }),
        ...part?.local,
      };
      const remotes = {
        ...known.remotes,
        [aliasOf(one)]:
          registry === 'full'
            ? {
                ...remoteEntry(one.remote, {
                  expect: await one.expect?.(stage),
                  as,
                  sniffing: one.sniffing,
                }),
                ...part?.remote,
              }
            : {},
      };
      entries.set(name, { ...known, remotes });
    }
  }
  return registryOf([...entries.values()]);
}

function find({ results }: CheckReport, cluster: string, alias: string): CheckResult {
  const ofCluster = results.filter((one) => one.cluster === cluster);
  const result =
    ofCluster.find((one) => one.alias === alias) ?? ofCluster.find((one) => one.alias === '*');
  if (result === undefined) throw new Error(`The report has no result for ${alias} of ${cluster}`);
  return result;
}
