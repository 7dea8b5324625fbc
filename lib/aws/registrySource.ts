/** The registry in AWS: packaged with the functions, in SSM Parameter Store, or in S3. */
import { dirname, resolve } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { ConfigurationError, messageOf } from '../errors.ts';
import { loadRegistry, parseRegistry } from '../registry/load.ts';
import type { Registry } from '../registry/schema.ts';
import { s3Client, ssmClient } from './clients.ts';
import { lastValue } from './lastValue.ts';
import { isRefusal } from './refusal.ts';

const MAX_AGE_MS = 60_000;
/** Secrets take from the same 40 reads a second of Parameter Store. */
const ATTEMPTS = 5;

export interface RegistrySource {
  /**
   * The registry, read at most a minute ago, or the last one while its source does not answer.
   * Throws ConfigurationError if the source refuses, Error if it does not answer and there is no
   * last text, and RegistryError with the mistakes in it.
   */
  readonly load: () => Promise<Registry>;
  /** Where relative paths in it start. */
  readonly directory: string;
}

export interface SourceOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Where the functions were unpacked; relative paths start there. */
  readonly directory?: string;
  /** Gets what was thrown when the source could not be read again, and its last text is used. */
  readonly onProblem?: (problem: Error) => void;
}

const SOURCE = /^(?:file:(?<file>.+)|ssm:(?<parameter>.+)|s3:\/\/(?<bucket>[^/]+)\/(?<key>.+))$/;

/**
 * `file:clusters.yml`, `ssm:/name` or `s3://bucket/key`. Throws ConfigurationError where it is none
 * of these.
 */
export function registrySource(source: string, options: SourceOptions = {}): RegistrySource {
  const { now = Date.now, directory = process.cwd(), onProblem } = options;
  const { file, parameter, bucket, key } = SOURCE.exec(source)?.groups ?? {};
  if (file !== undefined) {
    const path = resolve(directory, file);
    return { load: cached(() => loadRegistry(path), now), directory: dirname(path) };
  }
  if (parameter === undefined && key === undefined)
    throw new ConfigurationError(
      `Registry source ${source} is none: write file:clusters.yml, ssm:/name or s3://bucket/key`,
    );
  const read = parameter === undefined ? objectReader(bucket, key) : parameterReader(parameter);
  const text = lastValue({ read: () => textFrom(source, read), maxAgeMs: () => 0, now, onProblem });
  const load = async () => parseRegistry(await text(), { file: source, directory });
  return { load: cached(load, now), directory };
}

type Reader = () => Promise<string | undefined>;

function parameterReader(name: string): Reader {
  const client = ssmClient({ maxAttempts: ATTEMPTS });
  return async () =>
    (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter
      ?.Value;
}

function objectReader(bucket: string | undefined, key: string | undefined): Reader {
  const client = s3Client();
  return async () =>
    (
      await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    ).Body?.transformToString();
}

async function textFrom(source: string, read: Reader): Promise<string> {
  const text = await read().catch((cause: unknown) => {
    const what = `Registry ${source} cannot be read: ${messageOf(cause)}`;
    if (!isRefusal(cause)) throw new Error(`${what}; the next minute tries again`, { cause });
    throw new ConfigurationError(`${what}; put it there, and allow the function to read it`, {
      cause,
    });
  });
  // An empty registry is told by the parser, with what to write.
  return text ?? '';
}

/** Remembers what was loaded, and not that it could not be. */
function cached<T>(load: () => Promise<T>, now: () => number): () => Promise<T> {
  let loaded: { readonly value: Promise<T>; readonly at: number } | undefined;
  return () => {
    if (loaded === undefined || now() - loaded.at >= MAX_AGE_MS) {
      loaded = { value: load(), at: now() };
      loaded.value.catch(() => {
        loaded = undefined;
      });
    }
    return loaded.value;
  };
}
