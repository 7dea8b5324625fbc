/** Results to store, how they are stored, and what then stands. */

import { type Instant, instantOf } from '../../lib/instant.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { CANARY_ALIAS, type IncidentEvent } from '../../lib/state/incident/incident.ts';
import type { Maintenance } from '../../lib/state/incident/maintenance.ts';
import type { Entry } from '../../lib/store/entry.ts';
import { type Saved, type SaveOptions, saveReport } from '../../lib/store/save.ts';
import { homeOf, readStandings, type Standing } from '../../lib/store/standing.ts';
import type { Access, Table } from '../../lib/store/table.ts';
import { THRESHOLDS } from '../state/incident/thresholds.ts';
import { failingResult, healthyResult, report } from '../support/results.ts';

export const START = new Date('2026-11-24T00:00:00Z');

/** The time of a minute of the test, as runs have it. */
export function minute(count: number): Instant {
  return instantOf(new Date(START.getTime() + count * 60_000));
}

export function failing(alias: string, cluster = 'eu'): CheckResult {
  return { ...failingResult, cluster, alias };
}

export function healthy(alias: string, cluster = 'eu'): CheckResult {
  return { ...healthyResult, cluster, alias };
}

export function lostCanary(status: 'healthy' | 'failing') {
  const code = status === 'failing' ? 'checker-network-lost' : 'healthy';
  return { status, cause: { ...failingResult.cause, code }, checkedAt: minute(1) };
}

/** An incident opens and ends at the first check, and none flaps. */
export const AT_ONCE = { ...THRESHOLDS, failures: 1, successes: 1, flappingTimes: 100 };

export interface Checking extends Partial<Omit<SaveOptions, 'onSaved' | 'now' | 'maintenance'>> {
  readonly maintenance?: Maintenance | undefined;
  readonly now?: Date;
}

export interface Checked {
  /** By alias. */
  readonly saved: ReadonlyMap<string, Saved>;
  readonly ended: readonly IncidentEvent[];
}

/** One invocation of `check`, as far as the store sees it, in the run of that minute. */
export async function check(
  access: Access,
  results: readonly CheckResult[],
  runMinute: number,
  options: Checking = {},
): Promise<Checked> {
  const saved = new Map<string, Saved>();
  const ended: IncidentEvent[] = [];
  const run = minute(runMinute);
  const { now = new Date(run), ...given } = options;
  const checked = results.map((result) => ({ ...result, checkedAt: run }));
  await saveReport(access, report(checked), {
    cluster: results[0]?.cluster ?? 'eu',
    part: 0,
    run,
    thresholds: AT_ONCE,
    now: () => now,
    onSaved: ({ alias }, one) => void saved.set(alias, one),
    onEnded: (event) => void ended.push(event),
    ...given,
  });
  return { saved, ended };
}

/** What became of a single result. */
export async function save(
  access: Access,
  result: CheckResult,
  runMinute: number,
  options: Checking = {},
): Promise<Saved> {
  const { saved } = await check(access, [result], runMinute, options);
  const one = saved.get(result.alias);
  if (one === undefined) throw new Error(`Nothing is known of ${result.alias}`);
  return one;
}

export async function entryOf(
  access: Access,
  alias: string,
  cluster = 'eu',
): Promise<Entry | undefined> {
  return homeOf(await readStandings(access, cluster), alias)?.entries.get(alias);
}

export async function unsent(access: Access, cluster = 'eu'): Promise<string[]> {
  const entries = (await readStandings(access, cluster)).flatMap((standing: Standing) => [
    ...standing.entries.values(),
  ]);
  return entries.flatMap(({ alias, outbox }) =>
    outbox.map(({ kind }) => `${alias === CANARY_ALIAS ? 'checker' : alias} ${kind}`),
  );
}

/** The table, where `before` is called before each operation and awaited, and may throw. */
export function watched(table: Table, before: (operation: string) => unknown): Table {
  const named = async <T>(name: string, act: () => Promise<T>) => {
    await before(name);
    return act();
  };
  return {
    get: (key) => named(`get ${key.pk} ${key.sk}`, () => table.get(key)),
    put: (row, condition) => named(`put ${row.pk} ${row.sk}`, () => table.put(row, condition)),
    query: (query) => named(`query ${query.pk}`, () => table.query(query)),
    pending: () => named('pending', () => table.pending()),
    open: () => named('open', () => table.open()),
    delete: (key) => named(`delete ${key.pk} ${key.sk}`, () => table.delete(key)),
    expire: (now) => named('expire', () => table.expire(now)),
  };
}
