/** Stored remotes as a check two minutes ago would have left them. */
import { type Instant, instantOf } from '../../../lib/instant.ts';
import type { CheckResult } from '../../../lib/result/result.ts';
import type { HistoryEntry } from '../../../lib/store/history.ts';
import type { StoredRemote } from '../../../lib/store/remotes.ts';
import { NOW } from '../../support/facts.ts';

export function minutesAgo(minutes: number): Instant {
  return instantOf(new Date(NOW.getTime() - minutes * 60_000));
}

export function stored(result: CheckResult, overrides: Partial<StoredRemote> = {}): StoredRemote {
  const state = { failures: 0, successes: 0, status: result.status, since: minutesAgo(180) };
  return {
    cluster: result.cluster,
    alias: result.alias,
    result,
    state,
    updatedAt: minutesAgo(2),
    ...overrides,
  };
}

export function outcome(minutes: number, overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  const at = minutesAgo(minutes);
  return {
    at,
    until: at,
    checks: 1,
    status: 'healthy',
    cause: 'healthy',
    durationMs: 12,
    ...overrides,
  };
}
