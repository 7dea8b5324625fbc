/** The registry, from text or file to values that can be trusted. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError, messageOf } from '../errors.ts';
import { type Problem, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { pemReader } from './pem.ts';
import { type Registry, registrySchema } from './schema.ts';

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
  return parseRegistry(await textOf(file), { file });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new ConfigurationError(
      `Registry ${file} cannot be read: ${messageOf(thrown)}; name it with --registry, or give the URLs of a local cluster`,
    );
  }
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

/** A registry that cannot be used. The message lists every mistake, in the order of the file. */
export class RegistryError extends ConfigurationError {
  readonly mistakes: readonly Mistake[];

  constructor(file: string, unsorted: readonly Mistake[]) {
    const mistakes = unsorted.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super(
      [`${file} has ${count}`, ...mistakes.map((mistake) => `  ${formatMistake(mistake)}`)].join(
        '\n',
      ),
    );
    this.mistakes = mistakes;
  }
}

function formatMistake({ file, line, column, path, value, remedy }: Mistake): string {
  return `${file}:${line}:${column} ${path || 'the document'} is ${value}: ${remedy}`;
}
