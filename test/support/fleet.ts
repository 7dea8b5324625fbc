/** Two simulated clusters and a registry that knows them. */

import { parseRegistry } from '../../lib/registry/load.ts';
import type { Registry } from '../../lib/registry/schema.ts';
import { encodeApiKey, type SimulatedApiKey } from '../../local/fleet/apiKeys.ts';
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import type { SimulatedClusterOptions } from '../../local/fleet/clusterOptions.ts';
import type { RemoteRegistration } from '../../local/fleet/remoteLink.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../local/fleet/simulatedCluster.ts';

export const KEY: SimulatedApiKey = {
  id: 'goodgoodgoodgoodgood',
  secret: 'secret',
  name: 'good',
  creation: new Date('2026-01-01T00:00:00Z'),
};
export const CREDENTIALS = encodeApiKey(KEY);
export const PASSWORD = 'changeme';

export interface Fleet extends AsyncDisposable {
  readonly local: SimulatedCluster;
  readonly remote: SimulatedCluster;
}

/** The registration is made of the running remote. */
export async function startFleet(
  register: (remote: SimulatedCluster) => readonly RemoteRegistration[],
  options: {
    readonly local?: Partial<SimulatedClusterOptions>;
    readonly remote?: Partial<SimulatedClusterOptions>;
  } = {},
): Promise<Fleet> {
  const certificates = makeFleetCertificates(new Date());
  const common = { security: 'tls', certificates, handshakeTimeoutMs: 1000 } as const;
  const remote = await startSimulatedCluster({
    ...common,
    name: 'archive',
    apiKeys: [KEY],
    ...options.remote,
  });
  const local = await startSimulatedCluster({
    ...common,
    name: 'eu',
    ...options.local,
    remotes: register(remote),
  });
  return {
    local,
    remote,
    [Symbol.asyncDispose]: async () => {
      await local.close();
      await remote.close();
    },
  };
}

export function addressOf(
  cluster: SimulatedCluster,
  port: 'transport' | 'remote-cluster-server' = 'transport',
): string {
  const [node] = cluster.nodes;
  return (port === 'transport' ? node?.transportAddress : node?.remoteClusterServerAddress) ?? '';
}

/** Short deadlines, so that a silent peer is soon found silent. */
export function registryOf(fleet: Fleet, remotes: Record<string, object> = {}): Registry {
  const auth = { basic: { username: 'elastic', password: 'env:PASSWORD' } };
  const urls = fleet.local.nodes.map(({ url }) => url);
  const timeouts = {
    resolveSeconds: 2,
    connectSeconds: 0.5,
    tlsSeconds: 0.5,
    handshakeSeconds: 0.5,
    httpSeconds: 3,
  };
  const registry = {
    vantage: 'test',
    defaults: { timeouts },
    clusters: [{ name: 'eu', urls, auth, remotes }],
  };
  return parseRegistry(JSON.stringify(registry), { file: 'clusters.json' });
}

/** The remote's own HTTP access, as an entry of the registry. */
export function httpAccessOf({ remote }: Fleet): { urls: string[]; auth: object } {
  return {
    urls: remote.nodes.map(({ url }) => url),
    auth: { basic: { username: 'elastic', password: 'env:PASSWORD' } },
  };
}
