/**
 * The clients of AWS, made once a function. Region, credentials and endpoints (AWS_ENDPOINT_URL_<SERVICE>) come from the environment.
 * Without `throwOnRequestTimeout` the SDK only logs that a request takes too long.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

export interface ClientOptions {
  /** Deadline of one attempt. */
  readonly requestTimeoutMs?: number;
}

function limits({ requestTimeoutMs = 5000 }: ClientOptions) {
  return { requestHandler: { connectionTimeout: 2000, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true } };
}

export function dynamoDbClient(options: ClientOptions = {}): DynamoDBClient {
  return new DynamoDBClient({ ...limits(options), maxAttempts: 4 });
}

export function snsClient(options: ClientOptions = {}): SNSClient {
  return new SNSClient(limits(options));
}

export function ssmClient(options: ClientOptions = {}): SSMClient {
  return new SSMClient(limits(options));
}

export function secretsManagerClient(options: ClientOptions = {}): SecretsManagerClient {
  return new SecretsManagerClient(limits(options));
}

export function s3Client(options: ClientOptions = {}): S3Client {
  return new S3Client(limits(options));
}

/** It makes one attempt: another would run the function once more, though the first may still run. */
export function lambdaClient(options: ClientOptions = {}): LambdaClient {
  return new LambdaClient({ ...limits(options), maxAttempts: 1 });
}
