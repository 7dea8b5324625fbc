/** Three nodes for what is only seen over time, or from several local nodes. */
import type { ClusterSpec, NodeSpec } from './lab.ts';

/** What the second node of the local cluster lacks. */
export const LACKING = ['role', 'key'] as const;
export type Lacking = (typeof LACKING)[number];

/** The alias for which the keystore of the first local node has a key. */
export const KEYED_ALIAS = 'keyed';
/** Two more that it has for the same key. */
const KEYED = [KEYED_ALIAS, 'unusual_port', 'server_name_missing'];

const CREDENTIALS = Object.fromEntries(
  KEYED.map((alias) => [`secure:cluster.remote.${alias}.credentials`, `\${archive.key.good}`]),
);

/**
 * The local cluster goes by the name of the remote, so that a node which finds it at the remote's
 * address takes it for that.
 */
export function foresightSpecs(lacking: Lacking): ClusterSpec[] {
  const second: NodeSpec = {
    name: 'duo-1',
    roles: lacking === 'role' ? ['data', 'ingest'] : ['data', 'ingest', 'remote_cluster_client'],
  };
  return [
    { name: 'archive', version: '9.5.3', keys: { good: {} } },
    {
      name: 'duo',
      version: '9.5.3',
      cert: 'local',
      settings: { 'cluster.name': 'archive' },
      nodes: [{ name: 'duo-0', settings: CREDENTIALS }, second],
    },
  ];
}
