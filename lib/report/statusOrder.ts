import type { CheckResult, Status } from '../result/result.ts';
import { natural } from './naturalOrder.ts';

/** Worst first, in the order of monitoring plugins (critical, warning, unknown, ok). */
export const STATUSES_WORST_FIRST = [
  'failing',
  'degraded',
  'unknown',
  'healthy',
] as const satisfies readonly Status[];

/** Exit codes of monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export const EXIT_CODES = {
  healthy: 0,
  degraded: 1,
  failing: 2,
  unknown: 3,
} as const satisfies Record<Status, number>;

/** The worst status of all results. Unknown if there are none. */
export function worstStatus({
  results,
}: {
  readonly results: readonly Pick<CheckResult, 'status'>[];
}): Status {
  return (
    STATUSES_WORST_FIRST.find((status) => results.some((result) => result.status === status)) ??
    'unknown'
  );
}

/** More healthy remotes than these share one line, unless all are asked for. */
const MOST_HEALTHY = 20;

/** What is listed, worst first, and how many healthy remotes share one line. */
export function folded(
  results: readonly CheckResult[],
  { all }: { readonly all: boolean },
): { readonly listed: readonly CheckResult[]; readonly rest: number } {
  const listed = byTrouble(results);
  const troubled = listed.filter(({ status }) => status !== 'healthy');
  const healthy = listed.length - troubled.length;
  if (all || healthy <= MOST_HEALTHY) return { listed, rest: 0 };
  return { listed: troubled, rest: healthy };
}

/** The line for those that are not listed; none if all are. */
export function foldLine(rest: number): string[] {
  return rest === 0 ? [] : [`and ${rest} healthy remotes; --all lists them`];
}

/** Results sorted by status, worst first, then by cluster and alias. */
export function byTrouble(results: readonly CheckResult[]): CheckResult[] {
  const rank = ({ status }: CheckResult) => STATUSES_WORST_FIRST.indexOf(status);
  return [...results].sort(
    (a, b) => rank(a) - rank(b) || natural(a.cluster, b.cluster) || natural(a.alias, b.alias),
  );
}
