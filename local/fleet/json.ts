import { globPattern } from './query.ts';

/** Any answer of a REST API. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An exception in Elasticsearch's JSON format. */
export interface ExceptionJson extends JsonObject {
  readonly type: string;
  readonly reason: string;
}

export interface RestAnswer {
  readonly status: number;
  /** Sends a string without changes. */
  readonly body: Json;
}

export interface RestError {
  readonly status: number;
  readonly error: ExceptionJson;
  /** The value of `root_cause`. Defaults to the error itself without its causes. */
  readonly rootCause?: ExceptionJson;
}

export function restError({
  status,
  error,
  rootCause = withoutCauses(error),
}: RestError): RestAnswer {
  return { status, body: { error: { root_cause: [rootCause], ...error }, status } };
}

export function illegalArgument(reason: string): RestAnswer {
  return restError({ status: 400, error: { type: 'illegal_argument_exception', reason } });
}

export function withoutCauses(error: ExceptionJson): ExceptionJson {
  const { caused_by: _causedBy, suppressed: _suppressed, ...rest } = error;
  return { ...rest, type: error.type, reason: error.reason };
}

/** Dotted keys to nested objects, the reverse of `flat_settings`. */
export function nested(flat: JsonObject): JsonObject {
  const root: Record<string, Json> = {};
  for (const [key, value] of Object.entries(flat)) place(root, key.split('.'), value);
  return root;
}

function place(
  into: Record<string, Json>,
  [head = '', ...rest]: readonly string[],
  value: Json,
): void {
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner = { ...asObject(into[head]) };
  place(inner, rest, value);
  into[head] = inner;
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

/**
 * Keeps the parts that `filter_path` names: comma-separated dotted paths. `*` matches any part of a
 * key. A flat key counts as one part. Drops empty values at the end of a path.
 */
export function filterPath(body: Json, filter: string): Json {
  const paths = filter.split(',').map((path) => path.split('.').map(globPattern));
  return keep(body, paths) ?? {};
}

function keep(value: Json, paths: readonly (readonly RegExp[])[]): Json | undefined {
  if (paths.some((path) => path.length === 0)) return isEmpty(value) ? undefined : value;
  if (Array.isArray(value)) return nonEmpty(value.flatMap((item) => keep(item, paths) ?? []));
  const kept = Object.entries(asObject(value)).flatMap(([key, inner]) => {
    const rest = paths.filter(([head]) => head?.test(key)).map((path) => path.slice(1));
    const keptInner = rest.length === 0 ? undefined : keep(inner, rest);
    return keptInner === undefined ? [] : [[key, keptInner] as const];
  });
  return nonEmpty(Object.fromEntries(kept));
}

function nonEmpty(value: Json): Json | undefined {
  return isEmpty(value) ? undefined : value;
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
