/** What zod found in a registry, as places and remedies. */
import * as z from 'zod';
import type { Problem, RegistryDocument } from './document.ts';
import { keysAt } from './knownKeys.ts';
import { formatPath, type Path, valueAt } from './path.ts';
import { showKey, showValue } from './redact.ts';
import { suggest } from './suggest.ts';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly document: RegistryDocument;
  readonly keysAt: (path: Path) => string[];
}

/** One problem for each wrong, missing or unknown value. */
export function problemsOf(issues: readonly Issue[], schema: z.ZodType, document: RegistryDocument): Problem[] {
  const jsonSchema = z.toJSONSchema(schema, { io: 'input' });
  const context = { document, keysAt: (path: Path) => keysAt(jsonSchema, path) };
  return issues.flatMap((issue) => problemsOfIssue(issue, issue.path, context));
}

function problemsOfIssue(issue: Issue, path: Path, context: Context): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, context));
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path, context);
  if (issue.code === 'invalid_key') return [wrongKey(issue, path, context)];
  return [wrongValue(issue.message, path, context)];
}

/** Of a union, the problems of the option that was meant; where that cannot be told, of its keys that no option has. */
function problemsOfUnion({ errors, message }: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): Problem[] {
  const value = valueAt(context.document.value, path);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const meant = errors.filter((issues) =>
    issues.every(({ code, path: [key] }) => (key === undefined ? code === 'unrecognized_keys' : keys.includes(String(key)))),
  );
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only.flatMap((issue) => problemsOfIssue(issue, [...path, ...issue.path], context));
  const unknown = keys.filter((key) => !context.keysAt(path).includes(key));
  return unknown.length > 0 ? unknown.map((key) => unknownKey(key, path, context)) : [wrongValue(message, path, context)];
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

function wrongKey({ issues }: z.core.$ZodIssueInvalidKey, path: Path, { document }: Context): Problem {
  return {
    ...document.placeOf(path, 'key'),
    path: formatPath(path),
    value: 'not a valid key',
    remedy: issues.map(({ message }) => message).join('; '),
  };
}

function wrongValue(remedy: string, path: Path, { document }: Context): Problem {
  return { ...document.placeOf(path, 'value'), path: formatPath(path), value: showValue(valueAt(document.value, path), path), remedy };
}
