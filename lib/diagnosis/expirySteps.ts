/** How pressing it is that something expires. */
import type { Instant } from '../instant.ts';
import type { Finding, Severity } from '../result/finding.ts';

/** At each of these many days left it becomes more pressing, or is worth another word. */
export const EXPIRY_STEPS_DAYS = [30, 14, 7, 1, 0] as const;

const DAY_MS = 86_400_000;

/** Whole days left: 0 on the last day, to the very moment, and negative from then on. */
export function daysLeft(expiresAt: Instant, now: Date): number {
  return Math.floor((Date.parse(expiresAt) - now.getTime()) / DAY_MS);
}

export interface Urgency {
  /** Days before expiry from which it is a finding: the first step. */
  readonly warningDays: number;
  /** Whether it is certain that something stops when it expires. */
  readonly isVital: boolean;
}

/**
 * `warning` from the first step on; what is vital is critical from the day before the last.
 * Undefined before the first step.
 */
export function severityOf(
  days: number,
  { warningDays, isVital }: Urgency,
): Extract<Severity, 'critical' | 'warning'> | undefined {
  if (days > warningDays) return undefined;
  return days <= 1 && isVital ? 'critical' : 'warning';
}

/** The last step that is reached, the first one being `warningDays`; -1 after the end. */
function stepOf(days: number, warningDays: number): number {
  const steps = [-1, ...EXPIRY_STEPS_DAYS.toReversed().filter((step) => step < warningDays)];
  return steps.find((step) => Math.max(-1, days) <= step) ?? warningDays;
}

/** What a finding says of when something expires. */
export function expiresIn(
  at: Instant,
  days: number,
  { warningDays, isVital }: Urgency,
): NonNullable<Finding['expires']> {
  return { at, stepDays: stepOf(days, warningDays), isVital };
}

/** `in 12 days`, `within a day`, `3 days ago`. */
export function whenInWords(days: number): string {
  if (days < 0)
    return days === -1 ? 'less than a day ago' : `${-days - 1} ${days === -2 ? 'day' : 'days'} ago`;
  if (days === 0) return 'within a day';
  return `in ${days} ${days === 1 ? 'day' : 'days'}`;
}
