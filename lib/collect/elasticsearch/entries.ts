/**
 * Objects whose keys are names that somebody chose, such as aliases, and lists: both may be long
 * and odd.
 */
import * as z from 'zod';
import { NAME_ONLY } from './shorten.ts';

/** What stands under one name, or why it is not understood. */
export type Entry<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** Ten times as many as any cluster should have remotes. */
const MAX_ENTRIES = 10_000;

const objectSchema = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Invalid input: expected object',
);

/**
 * Reads entry by entry, so that an odd one costs no other; in their order. Unlike with z.record,
 * the name `__proto__` is one like any other. Of those beyond the first 10,000 only the names are read.
 */
export function entriesOf<T>(schema: z.ZodType<T>): z.ZodType<ReadonlyMap<string, Entry<T>>> {
  return objectSchema.transform((object) => {
    let read = 0;
    const isRead = (entry: unknown) => entry !== NAME_ONLY && read++ < MAX_ENTRIES;
    return new Map(
      Object.entries(object).map(([name, entry]): [string, Entry<T>] => [
        name,
        isRead(entry) ? entryOf(schema, entry) : NOT_READ,
      ]),
    );
  });
}

const NOT_READ = { ok: false, why: 'Not read, as too many others are listed' } as const;

/**
 * Like z.record, but ends at the first odd entry and takes the name `__proto__` for one like any
 * other.
 */
export function recordOf<T>(schema: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  return objectSchema.transform((entries, context) => {
    const values = understood(Object.entries(entries), schema, context);
    return Object.fromEntries(values);
  });
}

/**
 * Like z.array, but ends at the first odd entry: zod makes an issue of each, which takes a
 * kilobyte.
 */
export function listOf<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  return z
    .custom<unknown[]>(Array.isArray, 'Invalid input: expected array')
    .transform((list, context) => {
      const values = understood([...list.entries()], schema, context);
      return values.map(([, value]) => value);
    });
}

function understood<K extends PropertyKey, T>(
  entries: readonly (readonly [K, unknown])[],
  schema: z.ZodType<T>,
  context: z.RefinementCtx,
): [K, T][] {
  const values: [K, T][] = [];
  for (const [key, entry] of entries) {
    const result = schema.safeParse(entry);
    if (!result.success) {
      passOn(result.error, key, context);
      break;
    }
    values.push([key, result.data]);
  }
  return values;
}

function passOn({ issues }: z.ZodError, key: PropertyKey, context: z.RefinementCtx): void {
  for (const { message, path } of issues.slice(0, MAX_ISSUES))
    context.addIssue({ code: 'custom', message, path: [key, ...path] });
}

/** Those that are understood. */
export function valuesOf<T>(entries: ReadonlyMap<string, Entry<T>>): [string, T][] {
  return [...entries].flatMap(([name, entry]): [string, T][] =>
    entry.ok ? [[name, entry.value]] : [],
  );
}

function entryOf<T>(schema: z.ZodType<T>, entry: unknown): Entry<T> {
  const result = schema.safeParse(entry);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, why: inWords(result.error) };
}

/**
 * Of an answer with thousands of odd entries zod has as many issues, and takes minutes to print
 * them.
 */
const MAX_ISSUES = 5;

/** What zod finds wrong with an answer. */
export function inWords({ issues }: z.ZodError): string {
  const words = z.prettifyError(new z.ZodError(issues.slice(0, MAX_ISSUES)));
  const more = issues.length - MAX_ISSUES;
  return more > 0 ? `${words}\n✖ ${more} more of the kind` : words;
}
