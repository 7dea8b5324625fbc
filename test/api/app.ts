/** The endpoint over a store of four remotes, called in the process. */
import { createApi } from '../../lib/api/api.ts';
import type { ApiDependencies } from '../../lib/api/dependencies.ts';
import { instantOf } from '../../lib/instant.ts';
import { pemReader } from '../../lib/registry/pem.ts';
import { registrySchema } from '../../lib/registry/schema.ts';
import { Secret } from '../../lib/registry/secret.ts';
import { outcome, stored } from '../report/page/stored.ts';
import { NOW } from '../support/facts.ts';
import { degradedResult, failingResult, healthyResult, unknownResult } from '../support/results.ts';

export const TOKEN = 'correct:horse';
export const BEARER = { Authorization: `Bearer ${TOKEN}` };

export const registry = registrySchema(pemReader('.')).parse({
  clusters: [
    { name: 'apac', urls: ['http://127.0.0.1:9202'], auth: 'none' },
    { name: 'us', urls: ['http://127.0.0.1:9201'], auth: 'none' },
    {
      name: 'eu',
      urls: ['http://127.0.0.1:9200'],
      auth: 'none',
      remotes: { noise: { ignore: true }, soon: {} },
    },
  ],
});

const remotes = [
  stored(healthyResult),
  stored(failingResult),
  stored(unknownResult),
  stored({ ...healthyResult, alias: 'noise' }),
  stored(degradedResult),
];

export function dependencies(overrides: Partial<ApiDependencies> = {}): ApiDependencies {
  return {
    registry: async () => registry,
    readCluster: async (name) => remotes.filter(({ cluster }) => cluster === name),
    readRemote: async (name, alias) =>
      remotes.find((remote) => remote.cluster === name && remote.alias === alias),
    history: async () => [outcome(2), outcome(1)],
    openIncidents: async () => [],
    acknowledge: async () => undefined,
    rollups: async () => [],
    acceptIdentity: async ({ reason }) => ({
      identity: { accepted: { at: instantOf(NOW), reason } },
    }),
    invokeCheck: async () => [healthyResult, failingResult],
    token: async () => new Secret(TOKEN),
    actionToken: async () => new Secret(TOKEN),
    now: () => NOW,
    logError: (error) => {
      throw error;
    },
    ...overrides,
  };
}

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** Calls with the token, unless the headers say otherwise. */
export function caller(
  overrides: Partial<ApiDependencies> = {},
): (path: string, call?: Call) => Promise<Response> {
  const app = createApi(dependencies(overrides));
  return async (path, { method = 'GET', headers = BEARER, json } = {}) => {
    if (json === undefined) return app.request(path, { method, headers });
    return app.request(path, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(json),
    });
  };
}
