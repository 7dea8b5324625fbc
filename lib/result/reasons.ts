/** Counts by reason. */
import * as z from 'zod';

export const reasonsSchema = z.record(z.string(), z.int());
export type Reasons = Readonly<Record<string, number>>;

/** What there is of each reason more, or less; nothing of those that did not change. */
export function difference(now: Reasons, before: Reasons): Record<string, number> {
  const changes = Object.keys({ ...before, ...now }).map((reason) => [reason, countOf(now, reason) - countOf(before, reason)] as const);
  return Object.fromEntries(changes.filter(([, count]) => count !== 0));
}

export function sum(one: Reasons, other: Reasons): Record<string, number> {
  return Object.fromEntries(Object.keys({ ...one, ...other }).map((reason) => [reason, countOf(one, reason) + countOf(other, reason)]));
}

/** So many less of each; nothing of those of which nothing is left. */
export function reduced(reasons: Reasons, by: number): Record<string, number> {
  return Object.fromEntries(Object.entries(reasons).flatMap(([reason, count]) => (count > by ? [[reason, count - by] as const] : [])));
}

/** Reasons are names that a cluster gives, `constructor` perhaps. */
export function countOf(reasons: Reasons, reason: string): number {
  return Object.hasOwn(reasons, reason) ? Number(reasons[reason]) : 0;
}
