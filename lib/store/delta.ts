/**
 * What makes one JSON value of another: small where little differs, and nothing is left out of it.
 */
interface Fields {
  readonly [key: string]: Json;
}
type Nest = readonly Json[] | Fields;
export type Json = string | number | boolean | null | Nest;

/**
 * `[value]`: this instead. `[]`: gone. Otherwise what differs, by key, or by index in a list of the
 * same length.
 */
export type Delta = readonly Json[] | { readonly [key: string]: Delta };

/**
 * Only durations have fractions, and a hundredth of a millisecond is all that they are good for.
 */
export function roundedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' ? Math.round(part * 100) / 100 : part,
  );
}

/** Undefined where nothing differs. */
export function deltaOf(before: Json, after: Json): Delta | undefined {
  if (before === after) return undefined;
  if (!isNest(before) || !isNest(after) || !areAlike(before, after)) return [after];
  const was = new Map(Object.entries(before));
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const differing = Object.entries(after).flatMap(([key, part]): [string, Delta][] => {
    const old = was.get(key);
    const delta = old === undefined ? [part] : deltaOf(old, part);
    return delta === undefined ? [] : [[key, delta]];
  });
  const all = [...gone.map((key): [string, Delta] => [key, []]), ...differing];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

const MISFIT = 'What has changed does not fit what it was';

/** Throws where the value is not such as the delta was made from. */
export function applyDelta(value: Json | undefined, delta: Delta): Json | undefined {
  if (isList(delta)) return delta[0];
  if (value === undefined || !isNest(value)) throw new Error(MISFIT);
  const parts = new Map<string, Json | undefined>(Object.entries(value));
  for (const [key, change] of Object.entries(delta)) {
    if (isList(value) && !parts.has(key)) throw new Error(MISFIT);
    parts.set(key, applyDelta(parts.get(key), change));
  }
  const present = [...parts].filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return isList(value) ? present.map(([, part]) => part) : Object.fromEntries(present);
}

/** Whether more differs than single values: lists that grow or shrink, parts that come or go. */
export function isStructural(delta: Delta): boolean {
  if (isList(delta)) return delta.length === 0 || delta.some(isNest);
  return Object.values(delta).some(isStructural);
}

function isNest(value: Json): value is Nest {
  return typeof value === 'object' && value !== null;
}

function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

function areAlike(before: Nest, after: Nest): boolean {
  return isList(before) ? isList(after) && before.length === after.length : !isList(after);
}
