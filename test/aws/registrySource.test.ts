import { join } from 'node:path';
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { registrySource } from '../../lib/aws/registrySource.ts';
import { ConfigurationError } from '../../lib/errors.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');

const ssm = mockClient(SSMClient);
const s3 = mockClient(S3Client);
afterEach(() => {
  ssm.reset();
  s3.reset();
});

function registryOf(name: string, more = ''): string {
  return `clusters: [{ name: ${name}, urls: ["https://es:9200"], auth: none${more} }]`;
}

async function namesFrom({ load }: ReturnType<typeof registrySource>): Promise<string[]> {
  return (await load()).clusters.map(({ name }) => name);
}

/** Of the SDK's stream, what is used. */
function body(text: string | undefined): Partial<GetObjectCommandOutput> {
  return text === undefined
    ? {}
    : {
        Body: { transformToString: async () => text } as NonNullable<
          GetObjectCommandOutput['Body']
        >,
      };
}

describe('registrySource', () => {
  it('reads a file beside the functions; relative paths start in its directory', async () => {
    const source = registrySource('file:registry/valid.json', { directory: join(FIXTURES, '..') });
    expect(await namesFrom(source)).toEqual(['eu-search']);
    expect(source.directory).toBe(FIXTURES);
  });

  it('takes an absolute path', async () => {
    expect(await namesFrom(registrySource(`file:${join(FIXTURES, 'valid.json')}`))).toEqual([
      'eu-search',
    ]);
  });

  it('reads a parameter; relative paths start where the functions are', async () => {
    const Value = registryOf('eu', ', tls: { ca: ca.pem }');
    ssm
      .on(GetParameterCommand, { Name: '/rcc/clusters', WithDecryption: true })
      .resolves({ Parameter: { Value } });
    const source = registrySource('ssm:/rcc/clusters', { directory: FIXTURES });
    expect((await source.load()).clusters[0]?.tls?.ca).toContain('BEGIN CERTIFICATE');
    expect(source.directory).toBe(FIXTURES);
  });

  it('reads an object', async () => {
    s3.on(GetObjectCommand, { Bucket: 'my-bucket', Key: 'checker/clusters.yml' }).resolves(
      body(registryOf('eu')),
    );
    const source = registrySource('s3://my-bucket/checker/clusters.yml');
    expect(await namesFrom(source)).toEqual(['eu']);
    expect(source.directory).toBe(process.cwd());
  });

  it('reads again after a minute, and not sooner', async () => {
    const answers = ['old', 'new'].map((name) => ({ Parameter: { Value: registryOf(name) } }));
    ssm
      .on(GetParameterCommand)
      .resolvesOnce(answers[0] ?? {})
      .resolves(answers[1] ?? {});
    let now = 0;
    const source = registrySource('ssm:/x', { now: () => now });
    expect(await Promise.all([namesFrom(source), namesFrom(source)])).toEqual([['old'], ['old']]);
    now = 59_999;
    expect(await namesFrom(source)).toEqual(['old']);
    now = 60_000;
    expect(await namesFrom(source)).toEqual(['new']);
  });

  it('does not remember what could not be read', async () => {
    ssm
      .on(GetParameterCommand)
      .rejectsOnce(new Error('Rate exceeded'))
      .resolves({ Parameter: { Value: registryOf('eu') } });
    const source = registrySource('ssm:/x', { now: () => 0 });
    await expect(source.load()).rejects.toThrow('Rate exceeded');
    expect(await namesFrom(source)).toEqual(['eu']);
  });

  it('uses the last text while the source does not answer', async () => {
    ssm
      .on(GetParameterCommand)
      .resolvesOnce({ Parameter: { Value: registryOf('eu') } })
      .rejects(new Error('Rate exceeded'));
    let now = 0;
    const problems: string[] = [];
    const onProblem = ({ message }: Error) => problems.push(message);
    const source = registrySource('ssm:/x', { now: () => now, onProblem });
    expect(await namesFrom(source)).toEqual(['eu']);
    now = 60_000;
    expect(await namesFrom(source)).toEqual(['eu']);
    expect(problems).toEqual([
      'Registry ssm:/x cannot be read: Rate exceeded; the next minute tries again; its last value is used',
    ]);
  });

  it('says what to do where it cannot be read', async () => {
    s3.on(GetObjectCommand).rejects(
      Object.assign(new Error('Access Denied'), { $fault: 'client' }),
    );
    const message =
      'Registry s3://b/k cannot be read: Access Denied; put it there, and allow the function to read it';
    await expect(registrySource('s3://b/k').load()).rejects.toThrow(
      new ConfigurationError(message),
    );
  });

  it.each([
    ['ssm:/x', 'ssm:/x has 1 mistake'],
    ['s3://b/k', 's3://b/k has 1 mistake'],
  ])('tells the mistakes of an empty registry %s by its name', async (name, message) => {
    ssm.on(GetParameterCommand).resolves({});
    s3.on(GetObjectCommand).resolves(body(undefined));
    await expect(registrySource(name).load()).rejects.toThrow(message);
  });

  it.each([
    'clusters.yml',
    'file:',
    'ssm:',
    's3://bucket',
    's3://bucket/',
    's3:///key',
    'https://x/y',
    'toString:x',
  ])('refuses %j, which is no source', (name) => {
    const message = `Registry source ${name} is none: write file:clusters.yml, ssm:/name or s3://bucket/key`;
    expect(() => registrySource(name)).toThrow(new ConfigurationError(message));
  });
});
