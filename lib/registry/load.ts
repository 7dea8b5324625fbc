/** Loads the registry from text or a file and validates it. */
import { dirname } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { type Problem, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { pemReader } from './pem.ts';
import { readRegularFile } from './regularFile.ts';
import { type AlertsSchema, type Registry, registrySchema } from './schema.ts';
import { type BadByte, badByteOf } from './utf8.ts';

export interface ParseOptions {
  /** Name of the registry in messages. */
  readonly file: string;
  /** Base directory for relative paths of PEM files. Defaults to the directory of `file`. */
  readonly directory?: string;
  /** What `alerts` may hold. Anything, by default: only whoever sends alerts reads it. */
  readonly alerts?: AlertsSchema | undefined;
  /** Gets the absolute path of each PEM file that the registry names. */
  readonly onFile?: ((path: string) => void) | undefined;
}

/**
 * Reads a registry in YAML or JSON. Throws ConfigurationError if the file cannot be read, and
 * RegistryError with all mistakes in the file.
 */
export async function loadRegistry(
  file: string,
  options: Omit<ParseOptions, 'file'> = {},
): Promise<Registry> {
  return parseRegistry(textOf(file), { ...options, file });
}

/** About 10,000 local clusters. Parsing YAML of this size takes 0.5 GB of memory. */
const MAX_BYTES = 2_097_152;

function textOf(file: string): string {
  const answer = readRegularFile(file, MAX_BYTES);
  if ('problem' in answer)
    throw new ConfigurationError(
      `Registry ${file} cannot be read: ${answer.problem}; pass the URLs of a local cluster, or --registry FILE`,
    );
  const bad = badByteOf(answer.bytes);
  if (bad !== undefined) throw errorOf(file, [notUtf8(bad)]);
  return answer.bytes.toString('utf8');
}

function notUtf8({ byte, offset, line, column }: BadByte): Problem {
  const value = `not UTF-8: byte ${byte} at offset ${offset}`;
  return { line, column, path: '', value, remedy: 'save the file as UTF-8' };
}

/**
 * Parses a registry and replaces the paths of PEM files with their content. Throws RegistryError
 * with all mistakes.
 */
export function parseRegistry(
  text: string,
  { file, directory = dirname(file), alerts, onFile }: ParseOptions,
): Registry {
  const { document, problems } = readDocument(text);
  if (document === undefined) throw errorOf(file, problems);
  const schema = registrySchema(pemReader(directory, onFile), alerts);
  const parsed = schema.safeParse(document.value, { error: missingMapping });
  if (parsed.success && problems.length === 0) return parsed.data;
  throw errorOf(file, [...problems, ...problemsOf(parsed.error?.issues ?? [], schema, document)]);
}

/** Remedy for mappings, the only type for which the schema has no remedy of its own. */
function missingMapping({ input }: { readonly input?: unknown }): string {
  return input === null
    ? 'write its keys and values, or remove it'
    : 'write keys and values below it';
}

function errorOf(file: string, problems: readonly Problem[]): RegistryError {
  return new RegistryError(
    file,
    problems.map((problem) => ({ file, ...problem })),
  );
}

/** All mistakes of one registry. */

export interface Mistake {
  /** File name as the caller passed it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** For example `clusters[0].remotes.archive.expect.mode`. Empty for the document itself. */
  readonly path: string;
  /** The value found there, never a secret: `"snif"`, `a list`, `missing`, `an unknown key`. */
  readonly value: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
}

/** One cause can produce thousands of mistakes. */
const MOST_SHOWN = 100;

/** An invalid registry. The message lists the mistakes in file order. */
export class RegistryError extends ConfigurationError {
  readonly mistakes: readonly Mistake[];

  constructor(file: string, unsorted: readonly Mistake[]) {
    const mistakes = unsorted.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    const shown = mistakes.slice(0, MOST_SHOWN).map((mistake) => `  ${formatMistake(mistake)}`);
    const more = mistakes.length - shown.length;
    const rest = more === 0 ? [] : [`  and ${more} more, shown after you correct these`];
    super([`${file} has ${count}`, ...shown, ...rest].join('\n'));
    this.mistakes = mistakes;
  }
}

function formatMistake({ file, line, column, path, value, remedy }: Mistake): string {
  return `${file}:${line}:${column} ${path || 'the document'} is ${value}: ${remedy}`;
}
