/** Which clusters a command is about: those of the registry, or the one at the given URLs. */
import { dirname, resolve } from 'node:path';
import type { CheckOptions } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import { registryFromUrls } from '../registry/fromUrls.ts';
import { loadRegistry } from '../registry/load.ts';
import type { Registry } from '../registry/schema.ts';
import { localSecretResolvers } from '../registry/secret.ts';
import type { Terminal } from './terminal.ts';

export interface ChoiceArguments {
  readonly urls: readonly string[];
  readonly registry?: string;
  readonly cluster: readonly string[];
  readonly remote: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  readonly gentle?: boolean;
}

/** What `--gentle` sets, whatever the registry says. */
const GENTLE = { concurrency: 4, remotesAtATime: 2 } as const;

export interface Chosen {
  readonly registry: Registry;
  readonly options: CheckOptions;
}

/** Throws ConfigurationError where there is no registry, or where it cannot be used. */
export async function choose(given: ChoiceArguments, terminal: Terminal): Promise<Chosen> {
  const file = resolve(terminal.workingDirectory, given.registry ?? 'clusters.yml');
  const registry = await registryOf(given, file, terminal);
  return {
    registry: given.gentle
      ? { ...registry, defaults: { ...registry.defaults, ...GENTLE } }
      : registry,
    options: {
      secrets: localSecretResolvers(dirname(file), terminal.env),
      vantage: terminal.hostname,
      clusters: given.cluster,
      remotes: given.remote,
      ...(given.timeout === undefined ? {} : { timeoutMs: given.timeout * 1000 }),
    },
  };
}

async function registryOf(
  { urls, registry, cluster }: ChoiceArguments,
  file: string,
  { env }: Terminal,
): Promise<Registry> {
  if (urls.length === 0) return loadRegistry(file);
  if (registry !== undefined || cluster.length > 0)
    throw new ConfigurationError('Give URLs, or --registry and --cluster, not both');
  return registryFromUrls(urls, env);
}
