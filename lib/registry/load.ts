/** The registry, from text or file to values that can be trusted. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError, messageOf } from '../errors.ts';
import { type Problem, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { RegistryError } from './mistakes.ts';
import { pemReader } from './pem.ts';
import { type Registry, registrySchema } from './schema.ts';

export interface ParseOptions {
  /** Names the registry in messages. */
  readonly file: string;
  /** Where relative paths of PEM files start; the directory of `file` by default. */
  readonly directory?: string;
}

/** Reads a registry in YAML or JSON. Throws ConfigurationError where there is no such file, and RegistryError with all mistakes in it. */
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

/** Parses a registry; the content of the PEM files that it names takes the place of their paths. Throws RegistryError with all mistakes. */
export function parseRegistry(text: string, { file, directory = dirname(file) }: ParseOptions): Registry {
  const { document, problems } = readDocument(text);
  if (document === undefined) throw errorOf(file, problems);
  const schema = registrySchema(pemReader(directory));
  const parsed = schema.safeParse(document.value, { error: missingMapping });
  if (parsed.success && problems.length === 0) return parsed.data;
  throw errorOf(file, [...problems, ...problemsOf(parsed.error?.issues ?? [], schema, document)]);
}

/** The remedy where the schema has no words of its own, which is for mappings only. */
function missingMapping({ input }: { readonly input?: unknown }): string {
  return input === null ? 'write what belongs below it, or remove it' : 'write keys and values below it';
}

function errorOf(file: string, problems: readonly Problem[]): RegistryError {
  return new RegistryError(
    file,
    problems.map((problem) => ({ file, ...problem })),
  );
}
