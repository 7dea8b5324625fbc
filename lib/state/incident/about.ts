/** What the events of one message have in common. */
import * as z from 'zod';

const count = z.int();

export const aboutSchema = z.discriminatedUnion('kind', [
  /** Remotes of one local cluster with the same cause. */
  z.object({ kind: z.literal('remotes') }),
  /**
   * One remote cluster, seen from several local clusters: `bad` of the `of` clusters that have
   * registered it cannot reach it now.
   */
  z.object({ kind: z.literal('remote'), bad: count, of: count }),
  /**
   * One local cluster that cannot reach `bad` of its `of` remotes now. With `resolved`, it can
   * reach them again.
   */
  z.object({ kind: z.literal('local'), bad: count, of: count }),
  /** Several local clusters that lost their remotes. */
  z.object({ kind: z.literal('locals') }),
  /** Remotes of many local clusters with the same cause, or too many for single messages. */
  z.object({ kind: z.literal('storm') }),
  /** The checker itself. */
  z.object({ kind: z.literal('checker') }),
]);

/** Set if the events are too many for one message. The first part describes all of them. */
export const partSchema = z.object({ number: count, of: count, events: count, clusters: count });

export type About = z.infer<typeof aboutSchema>;
export type Part = z.infer<typeof partSchema>;

/**
 * Limits a text to a number of UTF-16 units. A longer text ends with `…`, and no character is
 * split.
 */
export function cut(text: string, length: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= length) return wellFormed;
  return `${wellFormed.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
