/**
 * Whatever is in a function's bundle is loaded with each cold start: these are the packages that
 * each needs, and a newcomer has to be worth it.
 */
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../infra/bundle/options.ts';

const FUNCTIONS = ['schedule', 'check', 'alert', 'notify', 'api'];

const LOGS_AND_METRICS = [
  '@aws-lambda-powertools/{commons,logger,metrics}',
  '@aws/lambda-invoke-store',
  '@middy/core',
];
const AWS = [
  '@aws-sdk/{core,credential-provider-env}',
  '@smithy/{core,node-http-handler,signature-v4,types}',
];
const DYNAMODB = [
  '@aws-sdk/{client-dynamodb,dynamodb-codec,endpoint-cache,lib-dynamodb,middleware-endpoint-discovery,util-dynamodb}',
  ...['mnemonist', 'obliterator'],
];
const S3 = [
  '@aws-sdk/{checksums,client-s3,middleware-sdk-s3,signature-v4-multi-region,xml-builder}',
];
const REGISTRY = [...S3, '@aws-sdk/client-ssm', 'yaml', 'zod'];
const SECRETS = ['@aws-sdk/{client-secrets-manager,client-ssm}'];
const INVOKE = ['@aws-sdk/client-lambda'];
const AT_A_TIME = ['p-limit', 'yocto-queue'];
/** Node 24 has no Temporal. */
const TIME_ZONES = ['temporal-polyfill', 'temporal-utils'];
const ELASTICSEARCH = [
  ...[
    '@elastic/{elasticsearch,transport}',
    '@opentelemetry/{api,core}',
    'debug',
    'has-flag',
    'hpagent',
    'ms',
    'secure-json-parse',
    'supports-color',
    'undici',
  ],
];
const HTTP = ['@asteasolutions/zod-to-openapi', '@hono/{zod-openapi,zod-validator}', 'hono'];

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  schedule: [...LOGS_AND_METRICS, ...AWS, ...REGISTRY, ...INVOKE, ...AT_A_TIME],
  check: [
    ...LOGS_AND_METRICS,
    ...AWS,
    ...REGISTRY,
    ...SECRETS,
    ...INVOKE,
    ...DYNAMODB,
    ...AT_A_TIME,
    ...ELASTICSEARCH,
    ...TIME_ZONES,
  ],
  alert: [
    ...LOGS_AND_METRICS,
    ...AWS,
    ...DYNAMODB,
    ...REGISTRY,
    '@aws-sdk/client-sns',
    ...AT_A_TIME,
  ],
  notify: [...LOGS_AND_METRICS, ...AWS, ...SECRETS, ...DYNAMODB, 'zod'],
  api: [
    ...LOGS_AND_METRICS,
    ...AWS,
    ...REGISTRY,
    ...SECRETS,
    ...INVOKE,
    ...DYNAMODB,
    ...AT_A_TIME,
    ...HTTP,
    'ical-generator',
  ],
};

async function inputsByFunction(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    ...(await bundleOptions()),
    entryPoints: FUNCTIONS.map((name) => `functions/${name}.ts`),
    outdir: 'bundles',
    write: false,
    metafile: true,
  });
  return new Map(
    Object.values(metafile.outputs).flatMap(({ entryPoint, inputs }) => {
      if (entryPoint === undefined) return [];
      const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return [[entryPoint.replace(/^functions\/(.*)\.ts$/, '$1'), used.map(([file]) => file)]];
    }),
  );
}

/** The innermost, as packages may have packages of their own. */
function packageOf(file: string): string | undefined {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

/** `@a/{b,c}` → `@a/b`, `@a/c`. */
function spelledOut(name: string): string[] {
  const [, scope = '', names] = /^(.*)\{(.*)\}$/.exec(name) ?? [];
  return names === undefined ? [name] : names.split(',').map((each) => `${scope}${each}`);
}

let inputs: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  inputs = await inputsByFunction();
});

describe('bundle', () => {
  it.each(FUNCTIONS)('of %s holds the packages that it needs', (name) => {
    const packages = new Set(inputs.get(name)?.flatMap((file) => packageOf(file) ?? []));
    expect([...packages].toSorted()).toEqual(
      [...new Set(NEEDED[name]?.flatMap(spelledOut))].toSorted(),
    );
  });

  it.each(['notify', 'schedule', 'alert', 'check'])(
    'of %s is without the shape of results, which takes long to build and is for those that read them',
    (name) => {
      expect(
        inputs.get(name)?.filter((file) => /^lib\/result\/(?:result|network)/.test(file)),
      ).toEqual([]);
    },
  );

  it.each(FUNCTIONS)('of %s holds of a service of AWS what is asked of it', (name) => {
    const foreign = /ListBucketsCommand|CreateFunctionCommand|locales\/(?!en\.)|event-streams/;
    expect(inputs.get(name)?.filter((file) => foreign.test(file))).toEqual([]);
  });

  it.each(['notify', 'schedule'])(
    'of %s is without what takes long to load and serves checks only',
    (name) => {
      expect(
        inputs
          .get(name)
          ?.filter((file) =>
            /^lib\/(?:result\/result|diagnosis|elasticsearch|probe|check)/.test(file),
          ),
      ).toEqual([]);
    },
  );

  it('of no function holds two versions of a package', () => {
    const directories = [...inputs.values()]
      .flat()
      .flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    const byName = Map.groupBy(new Set(directories), (directory) => packageOf(`${directory}/`));
    expect([...byName.values()].filter(({ length }) => length > 1)).toEqual([]);
  });
});
