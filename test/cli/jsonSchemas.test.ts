import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { main, schemas } from '../../lib/cli/jsonSchemas.ts';

const ROOT = join(import.meta.dirname, '../..');

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Paths of all keys that have no description. */
function undescribed({
  properties = {},
  additionalProperties,
  items,
  anyOf = [],
}: JsonSchema): string[] {
  const below = [...anyOf, additionalProperties, items].filter(
    (schema): schema is JsonSchema => typeof schema === 'object',
  );
  const here = Object.entries(properties).flatMap(([key, schema]) => [
    ...(schema.description === undefined ? [key] : []),
    ...undescribed(schema).map((path) => `${key}.${path}`),
  ]);
  return [...here, ...below.flatMap(undescribed)];
}

function registrySchema(): JsonSchema {
  return JSON.parse(schemas()['docs/clusters.schema.json'] ?? '');
}

describe('schemas', () => {
  it.each(Object.entries(schemas()))('%s is what stands in docs/', async (path, content) => {
    expect(await readFile(join(ROOT, path), 'utf8'), 'The file is stale: run npm run schemas').toBe(
      content,
    );
  });

  it('describes every key of the registry', () => {
    expect(undescribed(registrySchema())).toEqual([]);
  });

  it('gives defaults and asks for nothing that has one', () => {
    const schema = registrySchema();
    expect(schema).toMatchObject({
      title: 'Registry of remote-cluster-checker',
      required: ['clusters'],
      additionalProperties: false,
    });
    const { defaults, clusters } = schema.properties ?? {};
    expect(defaults).toMatchObject({
      properties: { timeouts: { properties: { checkSeconds: { type: 'number', default: 30 } } } },
    });
    expect(clusters?.items).toMatchObject({ required: ['name', 'urls', 'auth'] });
  });

  it('can be read as JSON Schema, and takes and refuses the same registries', () => {
    const schema = z.fromJSONSchema(JSON.parse(schemas()['docs/clusters.schema.json'] ?? ''));
    const cluster = { name: 'eu', urls: ['https://es-1:9200'], auth: { apiKey: 'env:KEY' } };
    expect(schema.safeParse({ clusters: [cluster] }).success).toBe(true);
    expect(
      schema.safeParse({ clusters: [{ ...cluster, auth: { apiKey: 'plain' } }] }).success,
    ).toBe(false);
    expect(
      schema.safeParse({ clusters: [{ ...cluster, urls: ['https://elastic:pw@es-1:9200'] }] })
        .success,
    ).toBe(false);
    expect(schema.safeParse({ clusters: [{ ...cluster, url: 'https://es-1:9200' }] }).success).toBe(
      false,
    );
  });
});

describe('main', () => {
  it('writes the files where it is the program that was started, and nothing elsewhere', async () => {
    const root = await mkdtemp(join(tmpdir(), 'checker-'));
    await mkdir(join(root, 'docs'));
    await main(false, root);
    expect(await readdir(join(root, 'docs'))).toEqual([]);
    await main(true, root);
    expect((await readdir(join(root, 'docs'))).toSorted()).toEqual([
      'alert.schema.json',
      'check-report.schema.json',
      'clusters.schema.json',
      'expiry.schema.json',
      'preflight.schema.json',
    ]);
    expect(await readFile(join(root, 'docs/clusters.schema.json'), 'utf8')).toBe(
      schemas()['docs/clusters.schema.json'],
    );
  });
});
