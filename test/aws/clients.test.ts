import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  dynamoDbClient,
  lambdaClient,
  s3Client,
  secretsManagerClient,
  snsClient,
  ssmClient,
} from '../../lib/aws/clients.ts';

/** Takes requests and never answers. */
let silent: Server;
let requests = 0;
beforeEach(async () => {
  requests = 0;
  silent = createServer(() => {
    requests += 1;
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  silent.closeAllConnections();
  await new Promise((closed) => silent.close(closed));
});

/** Long enough for a request to get there, however busy the machine is. */
const limits = { requestTimeoutMs: 300 };

describe('clients', () => {
  it.each([
    ['dynamoDbClient', 4, () => dynamoDbClient(limits).send(new ListTablesCommand())],
    [
      'snsClient',
      3,
      () =>
        snsClient(limits).send(
          new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:0:alerts', Message: 'x' }),
        ),
    ],
    ['ssmClient', 3, () => ssmClient(limits).send(new GetParameterCommand({ Name: '/x' }))],
    [
      'secretsManagerClient',
      3,
      () => secretsManagerClient(limits).send(new GetSecretValueCommand({ SecretId: 'x' })),
    ],
    [
      's3Client',
      3,
      () => s3Client(limits).send(new GetObjectCommand({ Bucket: 'localhost', Key: 'x' })),
    ],
    [
      'lambdaClient',
      1,
      () => lambdaClient(limits).send(new InvokeCommand({ FunctionName: 'check' })),
    ],
  ])(
    '%s ends a request that gets no answer, after %d attempts',
    async (_client, attempts, send) => {
      await expect(send()).rejects.toMatchObject({ name: 'TimeoutError' });
      await vi.waitFor(() => expect(requests).toBe(attempts));
    },
  );

  it.each([dynamoDbClient, snsClient, ssmClient, secretsManagerClient, s3Client, lambdaClient])(
    '%o takes its region from the environment',
    async (make) => {
      await expect(make().config.region()).resolves.toBe('eu-west-1');
    },
  );
});
