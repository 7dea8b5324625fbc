import { ConfigurationError } from '../errors.ts';
import { isSecretReference, type SecretReference } from '../registry/secret.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws ConfigurationError where the variable is missing or empty. */
export function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new ConfigurationError(`Environment variable ${name} is missing: the deployment sets it`);
  return value;
}

/** A variable that names a secret. Throws ConfigurationError, without the value, where it is something else. */
export function requiredSecret(env: Environment, name: string): SecretReference {
  const reference = required(env, name);
  if (isSecretReference(reference)) return reference;
  throw new ConfigurationError(`Environment variable ${name} is no secret reference: write ssm:/name or secretsmanager:id`);
}

/** A variable that has one of a few values. Throws ConfigurationError where it has another. */
export function requiredOneOf<const V extends string>(env: Environment, name: string, values: readonly V[]): V {
  const value = required(env, name);
  const known = values.find((one) => one === value);
  if (known !== undefined) return known;
  throw new ConfigurationError(`Environment variable ${name} is ${value}: the deployment may set ${values.join(', ')}`);
}
