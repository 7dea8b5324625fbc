/** The registry, from text or file to values that can be trusted. */
import { dirname } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { type Problem, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { pemReader } from './pem.ts';
import { readRegularFile } from './regularFile.ts';
import { type Registry, registrySchema } from './schema.ts';
import { type BadByte, badByteOf } from './utf8.ts';

export interface ParseOptions {
  /** Names the registry in messages. */
  readonly file: string;
  /** Where relative paths of PEM files start; the directory of `file` by default. */
  readonly directory?: string;
}

/**
 * Reads a registry in YAML or JSON. Throws ConfigurationError where there is no such file, and
 * RegistryError with all mistakes in it.
 */
export async function loadRegistry(file: string): Promise<Registry> {
  return parseRegistry(textOf(file), { file });
}

/** 10,000 local clusters. YAML of this size takes 0.5 GB while it is parsed. */
const MAX_BYTES = 2_097_152;

function textOf(file: string): string {
  const answer = readRegularFile(file, MAX_BYTES);
  if ('problem' in answer)
    throw new ConfigurationError(
      `Registry ${file} cannot be read: ${answer.problem}; name it with --registry, or give the URLs of a local cluster`,
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
 * Parses a registry; the content of the PEM files that it names takes the place of their paths.
 * Throws RegistryError with all mistakes.
 */
export function parseRegistry(
  text: string,
  { file, directory = dirname(file) }: ParseOptions,
): Registry {
  const { document, problems } = readDocument(text);
  if (document === undefined) throw errorOf(file, problems);
  const schema = registrySchema(pemReader(directory));
  const parsed = schema.safeParse(document.value, { error: missingMapping });
  if (parsed.success && problems.length === 0) return parsed.data;
  throw errorOf(file, [...problems, ...problemsOf(parsed.error?.issues ?? [], schema, document)]);
}

/** The remedy where the schema has no words of its own, which is for mappings only. */
function missingMapping({ input }: { readonly input?: unknown }): string {
  return input === null
    ? 'write what belongs below it, or remove it'
    : 'write keys and values below it';
}

function errorOf(file: string, problems: readonly Problem[]): RegistryError {
  return new RegistryError(
    file,
    problems.map((problem) => ({ file, ...problem })),
  );
}

/** What is wrong in a registry, all of it at once. */

export interface Mistake {
  /** As the caller names it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `clusters[0].remotes.archive.expect.mode`; empty for the document itself. */
  readonly path: string;
  /** What stands there, never a secret: `"snif"`, `a list`, `missing`, `an unknown key`. */
  readonly value: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
}

/** One cause may lead to thousands. */
const MOST_SHOWN = 100;

/** A registry that cannot be used. The message lists the mistakes, in the order of the file. */
export class RegistryError extends ConfigurationError {
  readonly mistakes: readonly Mistake[];

  constructor(file: string, unsorted: readonly Mistake[]) {
    const mistakes = unsorted.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    const shown = mistakes.slice(0, MOST_SHOWN).map((mistake) => `  ${formatMistake(mistake)}`);
    const more = mistakes.length - shown.length;
    const rest = more === 0 ? [] : [`  and ${more} more, which are shown once these are corrected`];
    super([`${file} has ${count}`, ...shown, ...rest].join('\n'));
    this.mistakes = mistakes;
  }
}

function formatMistake({ file, line, column, path, value, remedy }: Mistake): string {
  return `${file}:${line}:${column} ${path || 'the document'} is ${value}: ${remedy}`;
}
