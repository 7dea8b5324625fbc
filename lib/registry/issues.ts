/** Turns zod's issues into problems with a place and a remedy. */

import * as z from 'zod';
import type { Problem, RegistryDocument } from './document.ts';
import { showKey, showValue } from './masking.ts';
import { formatPath, type Path, valueAt } from './path.ts';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly document: RegistryDocument;
  readonly keysAt: (path: Path) => string[];
}

/** One problem for each wrong, missing, or unknown value. */
export function problemsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  document: RegistryDocument,
): Problem[] {
  const jsonSchema = z.toJSONSchema(schema, { io: 'input' });
  const context = { document, keysAt: (path: Path) => keysAt(jsonSchema, path) };
  return issues.flatMap((issue) => problemsOfIssue(issue, issue.path, context));
}

function problemsOfIssue(issue: Issue, path: Path, context: Context): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, context));
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path, context);
  if (issue.code === 'invalid_key') return [wrongKey(issue, path, context)];
  return [wrongValue(issue.message, path, context)];
}

/**
 * Returns the problems of the union option that the author meant. If that option is not clear,
 * returns the keys that no option has.
 */
function problemsOfUnion(
  { errors, message }: z.core.$ZodIssueInvalidUnion,
  path: Path,
  context: Context,
): Problem[] {
  const value = valueAt(context.document.value, path);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const meant = errors.filter((issues) =>
    issues.every(({ code, path: [key] }) =>
      key === undefined ? code === 'unrecognized_keys' : keys.includes(String(key)),
    ),
  );
  const [only] = meant;
  if (only !== undefined && meant.length === 1)
    return only.flatMap((issue) => problemsOfIssue(issue, [...path, ...issue.path], context));
  const unknown = keys.filter((key) => !context.keysAt(path).includes(key));
  return unknown.length > 0
    ? unknown.map((key) => unknownKey(key, path, context))
    : [wrongValue(message, path, context)];
}

function unknownKey(key: string, path: Path, context: Context): Problem {
  const { document } = context;
  return {
    ...document.placeOf([...path, key], 'key'),
    path: formatPath([...path, showKey(key, valueAt(document.value, [...path, key]), path)]),
    value: 'an unknown key',
    remedy: unknownKeyRemedy(key, path, context),
  };
}

function unknownKeyRemedy(key: string, path: Path, { keysAt }: Context): string {
  const known = keysAt(path);
  const parent = known.find((other) => keysAt([...path, other]).includes(key));
  if (parent !== undefined) return `write it below ${parent}`;
  const nearest = suggest(key, known);
  return nearest === undefined ? `use one of ${known.join(', ')}` : `did you mean ${nearest}?`;
}

function wrongKey(
  { issues }: z.core.$ZodIssueInvalidKey,
  path: Path,
  { document }: Context,
): Problem {
  return {
    ...document.placeOf(path, 'key'),
    path: formatPath(path),
    value: 'not a valid key',
    remedy: issues.map(({ message }) => message).join('; '),
  };
}

function wrongValue(remedy: string, path: Path, { document }: Context): Problem {
  return {
    ...document.placeOf(path, 'value'),
    path: formatPath(path),
    value: showValue(valueAt(document.value, path), path),
    remedy,
  };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Keys that a mapping at this path may have, from all options of a union. */
export function keysAt(schema: JsonSchema, path: Path): string[] {
  const options = [schema, ...(schema.anyOf ?? [])].filter(isSchema);
  const [step, ...rest] = path;
  if (step === undefined) return options.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return options
    .map((option) => childOf(option, step))
    .filter(isSchema)
    .flatMap((child) => keysAt(child, rest));
}

function childOf(
  { items, properties, additionalProperties }: JsonSchema,
  step: PropertyKey,
): unknown {
  return typeof step === 'number' ? items : (properties?.[String(step)] ?? additionalProperties);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

/** The candidate closest to `word`. Undefined if no candidate is close. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(plain(word), plain(candidate)) }))
    .filter(({ distance }) => distance <= (word.length < 4 ? 1 : Math.max(2, word.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** Makes server_name, server-name, and servername equal to serverName. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

function distanceOf(word: string, candidate: string): number {
  return word.length >= 3 && candidate.startsWith(word) ? 1 : levenshtein(word, candidate);
}

function levenshtein(from: string, to: string): number {
  const lastRow = [...from].reduce(
    (row, letter, index) => {
      let [left, diagonal] = [index + 1, index];
      return row.map((above, column) => {
        left = Math.min(left + 1, above + 1, diagonal + (letter === to[column] ? 0 : 1));
        diagonal = above;
        return left;
      });
    },
    [...to].map((_, column) => column + 1),
  );
  return lastRow.at(-1) ?? from.length;
}
