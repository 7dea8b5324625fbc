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

/** Results sorted by status, worst first, then by cluster and alias. */
export function byTrouble(results: readonly CheckResult[]): CheckResult[] {
  const rank = ({ status }: CheckResult) => STATUSES_WORST_FIRST.indexOf(status);
  return [...results].sort(
    (a, b) => rank(a) - rank(b) || natural(a.cluster, b.cluster) || natural(a.alias, b.alias),
  );
}
