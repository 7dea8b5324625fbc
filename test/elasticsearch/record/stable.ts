/**
 * Keeps what differs from run to run as it was recorded first, so that a difference between two
 * recordings is one in Elasticsearch: ids, ports, times, serial numbers and counters.
 */

/** Values that mean nothing but this run. */
const OF_THIS_RUN: ReadonlySet<string> = new Set([
  'ms',
  'took',
  'client_error',
  'timestamp',
  'creation',
  'expiration',
  'invalidation',
  'expiry',
  'issue_date',
  'issue_date_in_millis',
  'expiry_date',
  'expiry_date_in_millis',
  'uid',
  'serial_number',
  'indices_total_size_in_bytes',
  'max_heap_in_bytes',
  'mem_total_in_bytes',
  // Counts all searches of the cluster so far.
  '_search',
]);

const ID = /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20}(?:[\w-]{2})?(?![\w-])/g;
const PORT = /(?<=127\.0\.0\.1:)\d+/g;

type Json = Readonly<Record<string, unknown>>;

export function stable(now: unknown, before: unknown, key = ''): unknown {
  if (OF_THIS_RUN.has(key) && typeof now === typeof before) return before;
  if (typeof now === 'string')
    return typeof before === 'string' && blank(now) === blank(before) ? before : now;
  if (Array.isArray(now)) return Array.isArray(before) ? stableList(now, before) : now;
  return isObject(now) && isObject(before) ? stableObject(now, before) : now;
}

export function blank(text: string): string {
  return text.replaceAll(ID, 'ID').replaceAll(PORT, 'PORT');
}

/** What has a name is compared with what had it; all else in its place. */
function stableList(now: readonly unknown[], before: readonly unknown[]): unknown[] {
  const known = new Map(
    before.flatMap((item) => (nameOf(item) === undefined ? [] : [[nameOf(item), item]])),
  );
  const stabilized = now.map((item, index) =>
    stable(item, known.get(nameOf(item)) ?? before[index]),
  );
  const order = (item: unknown) =>
    known.has(nameOf(item)) ? [...known.keys()].indexOf(nameOf(item)) : known.size;
  return stabilized.toSorted((a, b) => order(a) - order(b));
}

function stableObject(now: Json, before: Json): Json {
  const renamed = isById(now) && isById(before) ? asBefore(now, before) : now;
  const keys = [
    ...Object.keys(before).filter((key) => key in renamed),
    ...Object.keys(renamed).filter((key) => !(key in before)),
  ];
  return Object.fromEntries(keys.map((key) => [key, stable(renamed[key], before[key], key)]));
}

function isById(object: Json): boolean {
  const keys = Object.keys(object);
  return keys.length > 0 && keys.every((key) => blank(key) === 'ID');
}

/** The ids under which values of the same name stood. */
function asBefore(now: Json, before: Json): Json {
  const ids = new Map(Object.entries(before).map(([id, value]) => [nameOf(value), id]));
  return Object.fromEntries(
    Object.entries(now).map(([id, value]) => [ids.get(nameOf(value)) ?? id, value]),
  );
}

function nameOf(value: unknown): unknown {
  return isObject(value) ? value['name'] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
