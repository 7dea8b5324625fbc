/** Eight nodes for fixes.test.ts: remotes that can be broken, and a local cluster of two nodes. */
import { FIXES } from '../cases/fixes.ts';
import { type ClusterSpec, keyText, type NodeSettings } from './lab.ts';
import { HIDDEN_PORTS, WAY_PORTS } from './specs.ts';

const SOON = { expiration: '20d', metadata: { team: 'search' } } as const;

const KEYS = {
  good: {},
  rest: { type: 'rest' },
  expired: { expiration: '1s' },
  gone: { invalidated: true },
  wrong: { like: 'good', secret: 'AAAAAAAAAAAAAAAAAAAAAA' },
} as const;

/** The keys of all cases, which the first local node has in its keystore when it starts. */
function credentials(): NodeSettings {
  const keyed = FIXES.flatMap(({ alias, key }) => (key === undefined ? [] : [{ alias, key }]));
  return Object.fromEntries(
    keyed.map(({ alias, key }) => [`secure:cluster.remote.${alias}.credentials`, keyText(key)]),
  );
}

export function fixesSpecs(): ClusterSpec[] {
  const shared = { 'remote_cluster.publish_port': WAY_PORTS.shared };
  return [
    { name: 'archive', version: '9.5.3', keys: KEYS },
    { name: 'archive8', version: '8.19.21', keys: { good: {}, soon: SOON } },
    {
      name: 'hidden',
      version: '9.5.3',
      settings: {
        'transport.publish_port': HIDDEN_PORTS.transport,
        'remote_cluster.publish_port': HIDDEN_PORTS.remote,
      },
      keys: { good: {}, soon: SOON },
    },
    {
      name: 'sharing',
      version: '9.5.3',
      keys: { good: {} },
      nodes: [
        { name: 'sharing-m', roles: ['master'] },
        { name: 'sharing-1', roles: ['data', 'remote_cluster_client'], settings: shared },
        { name: 'sharing-2', roles: ['ingest', 'remote_cluster_client'], settings: shared },
      ],
    },
    {
      name: 'base',
      version: '9.5.3',
      cert: 'local',
      nodes: [
        { name: 'base-0', settings: credentials() },
        { name: 'base-1', roles: ['data', 'ingest', 'remote_cluster_client'] },
      ],
    },
  ];
}
