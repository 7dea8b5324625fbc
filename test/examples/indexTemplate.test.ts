/**
 * The index template of examples/elasticsearch/ maps what the documents have, since what it does
 * not map cannot be searched.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ecs } from '../../lib/report/ecs.ts';
import { passive } from '../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  report,
  unknownResult,
} from '../support/results.ts';

interface Mapping {
  readonly properties?: Readonly<Record<string, Mapping>>;
}

function fieldsIn({ properties = {} }: Mapping): string[] {
  return Object.entries(properties).flatMap(([name, inner]) =>
    inner.properties === undefined ? [name] : fieldsIn(inner).map((field) => `${name}.${field}`),
  );
}

/** Paths of all values, as Elasticsearch names fields: arrays have no part in them. */
function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [''];
  return Object.entries(value).flatMap(([key, inner]) =>
    fieldsOf(inner).map((field) => (field === '' ? key : `${key}.${field}`)),
  );
}

const certificate = {
  node: 'n',
  path: 'p',
  subject: 's',
  issuer: 'i',
  notAfter: '2027-01-01T00:00:00.000Z' as const,
  hasPrivateKey: true,
};
const recent = { minutes: 60, answered: 12, skipped: 3, failed: { timeout: 1 }, atLeast: false };
const full = {
  ...degradedResult,
  searches: {
    answered: 900,
    skipped: 40,
    nodes: { answered: 1, failed: 0 },
    own: { answered: 0, skipped: 0 },
    failed: {},
    recent,
  },
  replication: {
    followers: 1,
    shards: 1,
    operationsBehind: 0,
    stopped: [],
    stoppedFollowers: 0,
    retryingFollowers: 0,
    pausedFollowers: 0,
    sinceLastReadMs: 1,
    leaseEndsAt: '2026-11-24T12:00:00.000Z' as const,
  },
  proxyAddress: 'proxy:9443',
  serverName: 'archive',
  witnesses: { ...degradedResult.witnesses, passive: [passive()] },
  credentials: {
    ...degradedResult.credentials,
    localCertificates: [certificate],
    remoteCertificates: [certificate],
  },
};

it('the example index template maps every field of the documents, and the fields of no others but the name of a data stream', async () => {
  const template = JSON.parse(
    await readFile(
      join(import.meta.dirname, '../../examples/elasticsearch/index-template.json'),
      'utf8',
    ),
  );
  const mapped = fieldsIn(template.template.mappings).filter(
    (field) => !field.startsWith('data_stream.'),
  );
  const lines = ecs(report([full, healthyResult, failingResult, unknownResult]))
    .trimEnd()
    .split('\n');
  const printed = new Set(lines.flatMap((line) => fieldsOf(JSON.parse(line))));
  expect([...printed].toSorted()).toEqual(mapped.toSorted());
});
