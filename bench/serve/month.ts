/** How large the database gets: a month of checks of one local cluster with ten remotes. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf } from '../../lib/instant.ts';
import type { Thresholds } from '../../lib/registry/schema.ts';
import type { CheckReport, CheckResult } from '../../lib/result/result.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import { accessTo, alertStore, checkStore } from '../../lib/store/store.ts';

export interface MonthOptions {
  readonly directory: string;
  /** Of one local cluster, as a check found it. */
  readonly report: CheckReport;
  readonly days: number;
  /** From the start of one check to the next, in seconds. */
  readonly everySeconds: number;
  readonly retentionDays: number;
}

const THRESHOLDS: Thresholds = {
  failures: 3,
  failuresWhileUpgrading: 15,
  successes: 2,
  reminderHours: 4,
  flappingTimes: 3,
  flappingMinutes: 60,
  calmMinutes: 30,
};
const START = Date.parse('2026-11-01T00:00:00Z');
/** In each hour, one of the remotes has another outcome for this many minutes. */
const BAD_MINUTES = 10;

/** Bytes of the file after each day. */
export async function month(options: MonthOptions): Promise<number[]> {
  const file = join(options.directory, 'state.db');
  const sizes: number[] = [];
  using table = sqliteTable(file);
  const access = accessTo(table, { historyDays: options.retentionDays });
  const [store, alerts] = [checkStore(access), alertStore(access)];
  const perDay = 86_400 / options.everySeconds;
  for (let check = 0; check < options.days * perDay; check += 1) {
    const now = new Date(START + check * options.everySeconds * 1000);
    await store.save(reportAt(options.report, now), {
      cluster: options.report.results[0]?.cluster ?? '',
      part: 0,
      run: instantOf(now),
      thresholds: THRESHOLDS,
      now: () => now,
      handedOn: [],
      onSaved: () => undefined,
      onEnded: () => undefined,
    });
    if (now.getUTCMinutes() === 0) await sendAndExpire(alerts, now);
    if ((check + 1) % perDay === 0) sizes.push(statSync(file).size);
  }
  return sizes;
}

async function sendAndExpire(alerts: ReturnType<typeof alertStore>, now: Date): Promise<void> {
  await alerts.expire(now);
  const { signal } = new AbortController();
  const { views } = await alerts.view((await alerts.waiting()).clusters, signal);
  const refs = alerts.eventsIn(views).map(({ id, incidentId, kind, summary }) => {
    const { cluster, alias, cause } = summary;
    return { id, incidentId, kind, cluster, alias, cause };
  });
  await alerts.markSent(refs, { views, now, signal });
}

/** The remotes take turns, an hour each, in failing for some minutes. */
function reportAt(report: CheckReport, now: Date): CheckReport {
  const bad = now.getUTCHours() % report.results.length;
  const isBad = now.getUTCMinutes() < BAD_MINUTES;
  const results = report.results.map((result, index): CheckResult => {
    const at = { checkedAt: instantOf(now), durationMs: 100 + (now.getUTCMinutes() % 7) };
    if (index !== bad || !isBad) return { ...result, ...at };
    const cause = { ...result.cause, code: 'connection-refused' as const };
    return { ...result, ...at, status: 'failing', cause };
  });
  return { ...report, results };
}
