/**
 * The clients of AWS, made once a function. Region, credentials and endpoints
 * (AWS_ENDPOINT_URL_<SERVICE>) come from the environment. Without `throwOnRequestTimeout` the SDK
 * only logs that a request takes too long.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { ConfigurationError } from '../errors.ts';
import { isSecretReference, type SecretReference } from '../registry/secret.ts';
import { dynamoDbTable } from '../store/dynamoDb.ts';
import { accessTo } from '../store/store.ts';
import type { Access } from '../store/table.ts';

export interface ClientOptions {
  /** Deadline of one attempt. */
  readonly requestTimeoutMs?: number;
}

export interface SecretClientOptions extends ClientOptions {
  /** The SDK waits a random time before each further one, longer each time. */
  readonly maxAttempts?: number;
}

function limits({ requestTimeoutMs = 5000 }: ClientOptions) {
  return {
    requestHandler: {
      connectionTimeout: 2000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}

export function dynamoDbClient(options: ClientOptions = {}): DynamoDBClient {
  return new DynamoDBClient({ ...limits(options), maxAttempts: 4 });
}

export function snsClient(options: ClientOptions = {}): SNSClient {
  return new SNSClient(limits(options));
}

export function ssmClient({ maxAttempts = 3, ...options }: SecretClientOptions = {}): SSMClient {
  return new SSMClient({ ...limits(options), maxAttempts });
}

export function secretsManagerClient({
  maxAttempts = 3,
  ...options
}: SecretClientOptions = {}): SecretsManagerClient {
  return new SecretsManagerClient({ ...limits(options), maxAttempts });
}

export function s3Client(options: ClientOptions = {}): S3Client {
  return new S3Client(limits(options));
}

/**
 * It makes one attempt: another would run the function once more, though the first may still run.
 */
export function lambdaClient(options: ClientOptions = {}): LambdaClient {
  return new LambdaClient({ ...limits(options), maxAttempts: 1 });
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws ConfigurationError where the variable is missing or empty. */
export function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value)
    throw new ConfigurationError(`Environment variable ${name} is missing: the deployment sets it`);
  return value;
}

/**
 * A variable that names a secret. Throws ConfigurationError, without the value, where it is
 * something else.
 */
export function requiredSecret(env: Environment, name: string): SecretReference {
  const reference = required(env, name);
  if (isSecretReference(reference)) return reference;
  throw new ConfigurationError(
    `Environment variable ${name} is no secret reference: write ssm:/name or secretsmanager:id`,
  );
}

/** A variable that has one of a few values. Throws ConfigurationError where it has another. */
export function requiredOneOf<const V extends string>(
  env: Environment,
  name: string,
  values: readonly V[],
): V {
  const value = required(env, name);
  const known = values.find((one) => one === value);
  if (known !== undefined) return known;
  throw new ConfigurationError(
    `Environment variable ${name} is ${value}: the deployment may set ${values.join(', ')}`,
  );
}

/** The table of the deployment. Throws ConfigurationError if the environment does not name it. */
export function storeAccess(env: Environment, onProblem: (problem: Error) => void): Access {
  const tableName = required(env, 'TABLE_NAME');
  return accessTo(dynamoDbTable({ tableName, client: dynamoDbClient() }), { onProblem });
}
