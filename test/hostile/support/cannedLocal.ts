/**
 * A local cluster without security that says of each remote that it is connected, whatever its
 * seeds are.
 */
import { type Peer, startHttpPeer } from './listening.ts';

const HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
const ROOT = {
  name: 'n1',
  cluster_name: 'eu',
  cluster_uuid: 'dM-mPkAVTe-b2vesk1Ne3w',
  version: { number: '9.5.3', minimum_wire_compatibility_version: '8.19.0' },
};
const NODE = {
  name: 'n1',
  version: '9.5.3',
  transport_version: 9458007,
  roles: ['data', 'remote_cluster_client'],
  settings: { 'xpack.security.enabled': 'false' },
};

/** Alias → seeds. */
export function startCannedLocal(
  remotes: Readonly<Record<string, readonly string[]>>,
): Promise<Peer> {
  const info = Object.fromEntries(
    Object.entries(remotes).map(([alias, seeds]) => [
      alias,
      {
        connected: true,
        mode: 'sniff',
        seeds,
        num_nodes_connected: 1,
        max_connections_per_cluster: 3,
        skip_unavailable: true,
      },
    ]),
  );
  const answerTo = (path: string): object => {
    if (path === '/') return ROOT;
    if (path.startsWith('/_remote')) return info;
    if (path.startsWith('/_nodes')) return { nodes: { X: NODE } };
    const [, alias] = /^\/_resolve\/cluster\/([^:%]+)/.exec(path) ?? [];
    return alias === undefined ? {} : { [alias]: { connected: true, skip_unavailable: true } };
  };
  return startHttpPeer((request, response) =>
    response.writeHead(200, HEADERS).end(JSON.stringify(answerTo(request.url ?? ''))),
  );
}
