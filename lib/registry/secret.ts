/** Secrets are references in the registry. The checker reads a secret only when it needs it. */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { ConfigurationError } from '../errors.ts';
import { readRegularFile } from './regularFile.ts';
import { badByteOf } from './utf8.ts';

const SCHEMES = ['env', 'file', 'ssm', 'secretsmanager'] as const;
export type SecretScheme = (typeof SCHEMES)[number];

/** `env:NAME`, `file:path` (relative to the registry), `ssm:name` or `secretsmanager:id`. */
export type SecretReference = `${SecretScheme}:${string}`;

/** Name after the colon of a reference → value. Throws ConfigurationError if there is no value. */
export type SecretResolver = (name: string) => Promise<string>;
export type SecretResolvers = Readonly<Partial<Record<SecretScheme, SecretResolver>>>;

export const SECRET_REFERENCE = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|(?:file|ssm|secretsmanager):\S.*)$/;

const WHERE = {
  env: 'from a shell',
  file: 'from a shell',
  ssm: 'in AWS Lambda',
  secretsmanager: 'in AWS Lambda',
} as const satisfies Record<SecretScheme, string>;

/** A secret. Only `reveal` returns its value: logs, JSON, and templates show `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

export function isSecretReference(text: string): text is SecretReference {
  return SECRET_REFERENCE.test(text);
}

/**
 * Reads a secret, or returns it unchanged if it is already resolved. Removes trailing line breaks.
 * Throws ConfigurationError if the secret is missing or empty, has several lines, or has a scheme
 * without a resolver. The error names the reference, never the value.
 */
export async function resolveSecret(
  secret: SecretReference | Secret,
  resolvers: SecretResolvers,
): Promise<Secret> {
  if (secret instanceof Secret) return secret;
  const scheme = secret.slice(0, secret.indexOf(':')) as SecretScheme;
  const resolver = resolvers[scheme];
  if (resolver === undefined)
    throw new ConfigurationError(
      `Secret ${secret} cannot be read here: ${unavailable(scheme, resolvers)}`,
    );
  const value = (await resolver(secret.slice(scheme.length + 1))).replace(/[\r\n]+$/, '');
  if (value === '') throw new ConfigurationError(`Secret ${secret} is empty: put the secret there`);
  // HTTP header values allow no control characters, and Node's error would show the value.
  if (/\p{Cc}/u.test(value))
    throw new ConfigurationError(
      `Secret ${secret} has several lines or control characters: put the secret there and nothing else`,
    );
  return new Secret(value);
}

function unavailable(scheme: SecretScheme, resolvers: SecretResolvers): string {
  const others = SCHEMES.filter((name) => resolvers[name] !== undefined).map((name) => `${name}:`);
  return `${scheme}: works only ${WHERE[scheme]}; write a reference that starts with ${others.join(' or ')}`;
}

/**
 * Resolvers for `env:` and `file:`. Relative paths start at the base directory, which is the
 * directory of the registry.
 */
export function localSecretResolvers(
  baseDirectory: string,
  env: Readonly<Record<string, string | undefined>>,
): SecretResolvers {
  return {
    env: async (name) => {
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value === undefined)
        throw new ConfigurationError(
          `Secret env:${name} is missing: set the environment variable ${name}`,
        );
      return value;
    },
    file: async (path) => secretIn(path, baseDirectory),
  };
}

/** Secrets Manager has the same limit. */
const MAX_BYTES = 65_536;

function secretIn(path: string, baseDirectory: string): string {
  const answer = readRegularFile(resolve(baseDirectory, path), MAX_BYTES);
  if ('problem' in answer)
    throw new ConfigurationError(
      `Secret file:${path} cannot be read: ${answer.problem}; make the file readable or correct the path`,
    );
  // The error does not show the byte, because it is part of the secret.
  const bad = badByteOf(answer.bytes);
  if (bad !== undefined)
    throw new ConfigurationError(
      `Secret file:${path} is not UTF-8 at byte offset ${bad.offset}, line ${bad.line}: save the file as UTF-8`,
    );
  return answer.bytes.toString('utf8');
}
