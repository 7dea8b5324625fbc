/** Secrets in SSM Parameter Store and Secrets Manager, read when they are needed. */
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';
import {
  localSecretResolvers,
  resolveSecret,
  type Secret,
  type SecretResolver,
  type SecretResolvers,
} from '../registry/secret.ts';
import { type Environment, requiredSecret, secretsManagerClient, ssmClient } from './clients.ts';
import { lastValue } from './lastValue.ts';
import { parameterReader } from './parameters.ts';
import { isRefusal } from './refusal.ts';

/**
 * Instances of a function that start together would also read again together, so each value is read
 * again after half to all of this time.
 */
const MAX_AGE_MS = 300_000;
/**
 * The SDK waits a random time before each attempt after throttling, up to 0.5 s, 1 s, 2 s and so
 * on: 16 s in all on average. A check that has no secret at all waits no longer than this.
 */
const ATTEMPTS = 7;
const WAIT_MS = 20_000;

export interface SecretOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Gets what was thrown when a secret could not be read again, and its last value is used. */
  readonly onProblem?: (problem: Error) => void;
}

/** Throws ConfigurationError if the variable holds no reference; reads the secret when asked. */
export function secretVariable(
  env: Environment,
  name: string,
  secrets: SecretResolvers,
): () => Promise<Secret> {
  const reference = requiredSecret(env, name);
  return () => resolveSecret(reference, secrets);
}

interface Service {
  readonly scheme: 'ssm' | 'secretsmanager';
  /** What a role has to allow. */
  readonly action: string;
  readonly read: (name: string) => Promise<string | undefined>;
  /** What it means if the service answers without a text. */
  readonly withoutText: string;
}

/**
 * Resolvers of `ssm:name` and `secretsmanager:id`, either with `#key` if the secret is a JSON
 * object of several, and of `env:` and `file:` too, which serve where the functions run on one's
 * own machine. Each throws ConfigurationError, which names the reference, if the service refuses or
 * the text does not fit; and Error if the service does not answer in time and there is no last
 * value.
 */
export function secretResolvers(
  directory: string,
  env: Environment,
  options: SecretOptions = {},
): SecretResolvers {
  const ssm = parameterReader(ssmClient({ maxAttempts: ATTEMPTS }), WAIT_MS);
  const client = secretsManagerClient({ maxAttempts: ATTEMPTS });
  const readSecret = async (SecretId: string) => {
    const abortSignal = AbortSignal.timeout(WAIT_MS);
    return (await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal }))
      .SecretString;
  };
  const resolver = (service: Service) => resolverOf(service, options);
  return {
    ...localSecretResolvers(directory, env),
    ssm: resolver({
      scheme: 'ssm',
      action: 'ssm:GetParameters',
      read: ssm,
      withoutText: 'does not exist: put it there',
    }),
    secretsmanager: resolver({
      scheme: 'secretsmanager',
      action: 'secretsmanager:GetSecretValue',
      read: readSecret,
      withoutText: 'has no text: store it as text, not as bytes',
    }),
  };
}

function resolverOf(service: Service, options: SecretOptions): SecretResolver {
  const { now = Date.now, random = Math.random, onProblem } = options;
  const known = new Map<string, () => Promise<string>>();
  const maxAgeMs = () => MAX_AGE_MS * (0.5 + random() / 2);
  return async (reference) => {
    const { name, key } = named(reference);
    const read = () => readText(service, name);
    const text = known.get(name) ?? lastValue({ read, maxAgeMs, now, onProblem });
    known.set(name, text);
    return key === undefined ? text() : entryOf(await text(), `${service.scheme}:${name}`, key);
  };
}

/** `#` is in no name and in no ARN of either service. */
function named(reference: string): { readonly name: string; readonly key: string | undefined } {
  const at = reference.indexOf('#');
  if (at === -1) return { name: reference, key: undefined };
  return { name: reference.slice(0, at), key: reference.slice(at + 1) };
}

async function readText(service: Service, name: string): Promise<string> {
  const reference = `${service.scheme}:${name}`;
  const text = await service.read(name).catch((cause: unknown) => {
    throw problemOf(cause, reference, service.action);
  });
  if (text !== undefined) return text;
  throw new ConfigurationError(`Secret ${reference} ${service.withoutText}`);
}

/** What passes is no mistake of the configuration. */
function problemOf(cause: unknown, reference: string, action: string): Error {
  const what = `Secret ${reference} cannot be read: ${messageOf(cause)}`;
  if (isRefusal(cause))
    return new ConfigurationError(`${what}; put it there, and allow the function ${action}`, {
      cause,
    });
  return new Error(`${what}; the next check tries again. If it stays so, see docs/scale.md`, {
    cause,
  });
}

const mapSchema = z.record(z.string(), z.unknown());

/** Throws ConfigurationError, which shows nothing of the text. */
function entryOf(text: string, reference: string, key: string): string {
  const example = '{"eu-search": "<encoded API key>"}';
  const map = mapSchema.safeParse(parsed(text));
  if (!map.success)
    throw new ConfigurationError(
      `Secret ${reference}#${key} needs a JSON object in ${reference}: store one such as ${example}`,
    );
  const value = Object.hasOwn(map.data, key) ? map.data[key] : undefined;
  if (typeof value === 'string') return value;
  throw new ConfigurationError(
    `Secret ${reference} has no text for the key ${key}: store it there, as in ${example}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
