/** Which clusters a command is about: those of the registry, or the one at the given URLs. */
import { dirname, resolve } from 'node:path';
import type { CheckOptions } from '../check.ts';
import type { Origin } from '../contact.ts';
import { ConfigurationError } from '../errors.ts';
import { registryFromUrls } from '../registry/fromUrls.ts';
import { loadRegistry } from '../registry/load.ts';
import type { Registry } from '../registry/schema.ts';
import { localSecretResolvers } from '../registry/secret.ts';
import { askPassword } from './password.ts';
import type { Terminal } from './terminal.ts';

/** How to reach the cluster at the given URLs. */
export interface AccessArguments {
  readonly ca?: string;
  readonly caFingerprint?: string;
  readonly apiKeyFile?: string;
  readonly user?: string;
  readonly passwordFile?: string;
}

export interface ChoiceArguments extends AccessArguments {
  readonly urls: readonly string[];
  readonly registry?: string;
  readonly cluster?: readonly string[];
  readonly remote?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  readonly gentle?: boolean;
  /** What is typed before the URLs; `check` if not given. */
  readonly command?: string;
}

/** What `--gentle` sets, whatever the registry says. */
const GENTLE = { concurrency: 4, remotesAtATime: 2 } as const;

export interface Chosen {
  readonly registry: Registry;
  readonly options: CheckOptions;
  readonly origin: Origin;
}

/** Throws ConfigurationError where there is no registry, or where it cannot be used. */
export async function choose(given: ChoiceArguments, terminal: Terminal): Promise<Chosen> {
  const file = resolve(terminal.workingDirectory, given.registry ?? 'clusters.yml');
  const registry = await registryOf(given, file, terminal);
  const { urls, cluster: clusters = [], remote: remotes = [] } = given;
  return {
    registry: given.gentle
      ? { ...registry, defaults: { ...registry.defaults, ...GENTLE } }
      : registry,
    options: {
      secrets: localSecretResolvers(baseOf(given, file, terminal), terminal.env),
      vantage: terminal.hostname,
      clusters,
      remotes,
      ...(given.timeout === undefined ? {} : { timeoutMs: given.timeout * 1000 }),
    },
    origin:
      urls.length === 0
        ? { kind: 'registry', file: given.registry ?? 'clusters.yml' }
        : { kind: 'urls', command: given.command ?? 'check', urls, options: accessOptions(given) },
  };
}

function baseOf({ urls }: ChoiceArguments, file: string, terminal: Terminal): string {
  return urls.length === 0 ? dirname(file) : terminal.workingDirectory;
}

async function registryOf(
  given: ChoiceArguments,
  file: string,
  terminal: Terminal,
): Promise<Registry> {
  const { urls, registry, cluster = [] } = given;
  if (urls.length === 0) {
    refuseAccess(given);
    return loadRegistry(file);
  }
  if (registry !== undefined || cluster.length > 0)
    throw new ConfigurationError('Give URLs, or --registry and --cluster, not both');
  return registryFromAccess(urls, given, terminal);
}

/** Asks for the password if nothing else gives it. */
export async function registryFromAccess(
  urls: readonly string[],
  given: AccessArguments,
  terminal: Terminal,
): Promise<Registry> {
  const { ca, caFingerprint, apiKeyFile, user, passwordFile } = given;
  const access = { ca, caFingerprint, apiKeyFile, user, passwordFile };
  const directory = terminal.workingDirectory;
  // Whatever is wrong is said before anybody types a password.
  const registry = registryFromUrls(urls, terminal.env, { ...access, directory });
  const isKnown = passwordFile !== undefined || terminal.env['ELASTICSEARCH_PASSWORD'];
  if (user === undefined || isKnown) return registry;
  const password = await askPassword(user, terminal);
  return registryFromUrls(urls, terminal.env, { ...access, directory, password });
}

const FLAGS = {
  ca: '--ca',
  caFingerprint: '--ca-fingerprint',
  apiKeyFile: '--api-key-file',
  user: '--user',
  passwordFile: '--password-file',
} as const satisfies Record<keyof AccessArguments, string>;

/** As they can be typed again. */
export function accessOptions(given: AccessArguments): string[] {
  return Object.entries(FLAGS).flatMap(([key, flag]) => {
    const value = given[key as keyof AccessArguments];
    return value === undefined ? [] : [flag, quotedForShell(value)];
  });
}

export function quotedForShell(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function refuseAccess(given: AccessArguments): void {
  const [flag] = accessOptions(given);
  if (flag !== undefined)
    throw new ConfigurationError(
      `${flag} works only with URLs: write it under auth or tls of the cluster in the registry`,
    );
}
