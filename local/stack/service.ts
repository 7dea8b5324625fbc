/**
 * Reads the deployed service from serverless.yml and infra/, and selects the parts that run
 * locally.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import * as z from 'zod';
import { HOST } from './ports.ts';

const functionSchema = z.looseObject({
  handler: z.string(),
  timeout: z.int().optional(),
  memorySize: z.int().optional(),
  events: z.array(z.looseObject({})).default([]),
});

const serviceSchema = z.looseObject({
  service: z.string(),
  frameworkVersion: z.string(),
  provider: z.looseObject({
    runtime: z.string(),
    timeout: z.int().optional(),
    memorySize: z.int().optional(),
  }),
  custom: z.looseObject({ esbuild: z.looseObject({}) }),
  functions: z.record(z.string(), functionSchema),
});

export type Service = z.infer<typeof serviceSchema>;

export const ROOT = join(import.meta.dirname, '../..');

/** Ignores CloudFormation's tags: reads `!Ref Table` as Table. */
function readYaml(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}

export async function readService(): Promise<Service> {
  return serviceSchema.parse(readYaml(await readFile(join(ROOT, 'serverless.yml'), 'utf8')));
}

export interface OfflinePorts {
  readonly api: number;
  readonly lambda: number;
}

/**
 * The configuration of serverless-offline: the same functions, bundled the same way, with their
 * HTTP routes. It omits AWS-only parts, and schedules, because serverless-offline supports only
 * full minutes.
 */
export function offlineConfiguration(
  { service, frameworkVersion, provider, custom, functions }: Service,
  { api, lambda }: OfflinePorts,
): object {
  const { runtime, timeout, memorySize } = provider;
  return {
    service,
    frameworkVersion,
    plugins: ['serverless-esbuild', 'serverless-offline'],
    provider: { name: 'aws', region: 'eu-west-1', runtime, timeout, memorySize },
    custom: {
      esbuild: { ...custom.esbuild, watch: { pattern: [], ignore: [] } },
      'serverless-offline': {
        host: HOST,
        httpPort: api,
        lambdaPort: lambda,
        noPrependStageInUrl: true,
      },
    },
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, each]) => [name, offlineFunction(each)]),
    ),
  };
}

function offlineFunction({
  handler,
  timeout,
  memorySize,
  events,
}: z.infer<typeof functionSchema>): object {
  return { handler, timeout, memorySize, events: events.filter((event) => 'httpApi' in event) };
}

const tableSchema = z.object({
  Type: z.literal('AWS::DynamoDB::Table'),
  Properties: z.object({
    AttributeDefinitions: z.array(
      z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
    GlobalSecondaryIndexes: z.array(
      z.object({
        IndexName: z.string(),
        KeySchema: z.array(
          z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
        ),
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    ),
  }),
});

const fragmentSchema = z.looseObject({ Resources: z.record(z.string(), z.unknown()) });

/** The same table that infra/ deploys. */
export async function readTable(tableName: string): Promise<CreateTableCommandInput> {
  const fragment = fragmentSchema.parse(
    readYaml(await readFile(join(ROOT, 'infra/table.yml'), 'utf8')),
  );
  const { Properties } = tableSchema.parse(fragment.Resources['Table']);
  return { TableName: tableName, BillingMode: 'PAY_PER_REQUEST', ...Properties };
}
