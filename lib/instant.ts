/** A moment as text, the same everywhere: parsed once at the edge, compared and stored as it is. */
import * as z from 'zod';

/**
 * An ISO time in UTC with milliseconds: `2026-11-24T00:00:00.000Z`. Times of this form sort as
 * text. A plain string is none, and a literal of another form does not compile.
 */
export type Instant = `${number}-${number}-${number}T${number}:${number}:${number}.${number}Z`;

/** Throws a RangeError for an invalid date. */
export function instantOf(date: Date): Instant {
  return date.toISOString() as Instant;
}

/** An instant that the checker itself has written: in its report, its store or its answers. */
export const instantSchema = z.iso.datetime({ precision: 3 }) as unknown as z.ZodType<
  Instant,
  string
>;

/** A time that others have written, in UTC and of any precision. */
export const foreignInstantSchema = z.iso.datetime().transform((time) => instantOf(new Date(time)));

/** Negative if `a` is earlier, for `sort`. */
export function byInstant(a: Instant, b: Instant): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
