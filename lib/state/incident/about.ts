/** What the events of one message have in common. */
import * as z from 'zod';

const count = z.int();

export const aboutSchema = z.discriminatedUnion('kind', [
  /** Remotes of one local cluster, with the same cause. */
  z.object({ kind: z.literal('remotes') }),
  /**
   * One remote cluster as several local clusters see it: of those that have it registered so many
   * cannot reach it now.
   */
  z.object({ kind: z.literal('remote'), bad: count, of: count }),
  /**
   * One local cluster that cannot reach so many of its remotes now; with `resolved`, that can
   * again.
   */
  z.object({ kind: z.literal('local'), bad: count, of: count }),
  /** Several local clusters of which that is true. */
  z.object({ kind: z.literal('locals') }),
  /** Remotes of many local clusters, for the same cause, or more than can be told one by one. */
  z.object({ kind: z.literal('storm') }),
  /** The checker itself. */
  z.object({ kind: z.literal('checker') }),
]);

/** Where the events are too many for one message; the first part speaks for all of them. */
export const partSchema = z.object({ number: count, of: count, events: count, clusters: count });

export type About = z.infer<typeof aboutSchema>;
export type Part = z.infer<typeof partSchema>;

/**
 * At most so many UTF-16 units; a text that is longer ends with `…`, and no character is cut in
 * two.
 */
export function cut(text: string, length: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= length) return wellFormed;
  return `${wellFormed.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
