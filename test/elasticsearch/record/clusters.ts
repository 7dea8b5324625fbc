/** The clusters of the recordings; their names stand in the recorded answers. */
import { type ClusterSpec, keyText, type NodeSettings } from '../clusters/lab.ts';
import { PLAIN_VERSIONS } from '../clusters/specs.ts';

export const PUBLISHED_PORTS = { transport: 20_905, remote: 20_906 } as const;

const KEYS = {
  good: {},
  rest: { type: 'rest' },
  expired: { expiration: '1s' },
  gone: { invalidated: true },
  wrong: { like: 'good', secret: 'AAAAAAAAAAAAAAAAAAAAAA' },
} as const;

/**
 * Name and port of the remote cluster server stand in the recorded frames; with these transport
 * versions the nodes are spoken to.
 */
export const FRAMES_WITH_SECURITY = [
  { name: 'r95', version: '9.5.3', transportVersion: 9_458_007, port: 9421 },
  { name: 'r819', version: '8.19.21', transportVersion: 8_841_096, port: 9422 },
] as const;
export const FRAMES_WITHOUT_SECURITY = { name: 'sn717', version: '7.17.28' } as const;
/**
 * The others that a sniffing node asks; names, attributes and roles stand in the recorded frames.
 */
const SNIFFED: readonly ClusterSpec[] = [
  {
    name: 'sn819',
    version: '8.19.21',
    security: false,
    nodes: [{ name: 'sn819', settings: { 'node.attr.zone': 'a' } }],
  },
  {
    name: 'sn95',
    version: '9.5.3',
    security: false,
    nodes: [{ name: 'sn95', settings: { 'node.attr.zone': 'b' } }],
  },
  {
    name: 'two',
    version: '9.5.3',
    security: false,
    nodes: [
      { name: 'two-a', roles: ['master'], settings: { 'node.attr.ort': 'Zürich-東京' } },
      {
        name: 'two-b',
        roles: ['data', 'ingest'],
        settings: { 'transport.bind_host': ['127.0.0.1', '::1'], 'transport.publish_host': '::1' },
      },
    ],
  },
];

const r95: ClusterSpec = { name: 'r95', version: '9.5.3', keys: KEYS };
/** `wrong_key` has a secret that is too short to be one. */
const CREDENTIALS = {
  good_key: keyText('r95.good'),
  rest_key: keyText('r95.rest'),
  expired_key: keyText('r95.expired'),
  gone_key: keyText('r95.gone'),
  wrong_secret: keyText('r95.wrong'),
  wrong_key: Buffer.from(`${'A'.repeat(20)}:short`).toString('base64'),
  pub_key: keyText('r95pub.good'),
  shared_address: keyText('r95dead.good'),
};

function credentials(aliases: readonly (keyof typeof CREDENTIALS)[]): NodeSettings {
  return Object.fromEntries(
    aliases.map((alias) => [`secure:cluster.remote.${alias}.credentials`, CREDENTIALS[alias]]),
  );
}

/** Each with the license that it makes for itself. */
export const LICENSED = [
  ['t95', '9.5.3', 'trial'],
  ['b95', '9.5.3', 'basic'],
  ['t819', '8.19.21', 'trial'],
  ['b819', '8.19.21', 'basic'],
] as const;

const ALL_ALIASES = [
  'good_key',
  'rest_key',
  'expired_key',
  'gone_key',
  'wrong_secret',
  'wrong_key',
  'pub_key',
] as const;
const DATA = ['data', 'ingest', 'remote_cluster_client'];

export const RECORDED = {
  links: [
    r95,
    { name: 'r95exp', version: '9.5.3', cert: 'expired' },
    { name: 'r95for', version: '9.5.3', cert: 'foreign' },
    { name: 'r95oth', version: '9.5.3', cert: 'othername' },
    {
      name: 'r95pub',
      version: '9.5.3',
      keys: { good: {} },
      settings: {
        'transport.publish_port': PUBLISHED_PORTS.transport,
        'remote_cluster.publish_port': PUBLISHED_PORTS.remote,
      },
    },
    { name: 'l95', version: '9.5.3', cert: 'local', settings: credentials(ALL_ALIASES) },
    { name: 'l819', version: '8.19.21', cert: 'local', settings: credentials(ALL_ALIASES) },
  ],
  nodes: [
    r95,
    {
      name: 'l95uv',
      version: '9.5.3',
      cert: 'local',
      nodes: [
        {
          name: 'uv-key',
          roles: ['data', 'master', 'remote_cluster_client'],
          settings: credentials(['good_key']),
        },
        { name: 'uv-nokey', roles: ['data', 'remote_cluster_client'] },
        { name: 'uv-norole', roles: ['data', 'ingest'] },
      ],
    },
    {
      name: 'p95x',
      version: '9.5.3',
      security: false,
      nodes: [{ name: 'x-role' }, { name: 'x-norole', roles: ['data'] }],
    },
  ],
  gateways: [
    { ...r95, keys: { good: {} } },
    {
      name: 'r95dead',
      version: '9.5.3',
      keys: { good: {} },
      nodes: [
        { name: 'dead-master', roles: ['master'] },
        {
          name: 'dead-data',
          roles: DATA,
          settings: { 'remote_cluster.publish_port': PUBLISHED_PORTS.remote },
        },
      ],
    },
    { name: 'l95', version: '9.5.3', cert: 'local', settings: credentials(['shared_address']) },
    {
      name: 'l95gw',
      version: '9.5.3',
      cert: 'local',
      settings: { 'cluster.remote.node.attr': 'gateway' },
    },
    {
      name: 'r95multi',
      version: '9.5.3',
      nodes: [
        { name: 'multi-master', roles: ['master'] },
        { name: 'multi-data-gw', roles: DATA, settings: { 'node.attr.gateway': true } },
        { name: 'multi-data', roles: DATA },
        { name: 'multi-ingest', roles: ['ingest'] },
      ],
    },
  ],
  plain: PLAIN_VERSIONS.map((version) => ({
    name: plainCluster(version),
    version,
    security: false,
  })),
  licenses: LICENSED.map(([name, version, type]) => ({
    name,
    version,
    settings: { 'xpack.license.self_generated.type': type },
  })),
  frames: [
    { ...FRAMES_WITHOUT_SECURITY, nodes: [{ name: 'sn717', settings: { 'node.attr.zone': 'c' } }] },
    ...SNIFFED,
    ...FRAMES_WITH_SECURITY.map(({ name, version, port }) => ({
      name,
      version,
      keys: KEYS,
      nodes: [{ name, remote: port }],
    })),
  ],
} as const satisfies Record<string, readonly ClusterSpec[]>;

/** 7.17.29 → p717, 8.14.3 → p814, 9.0.8 → p908, 9.5.3 → p953. */
export function plainCluster(version: string): string {
  const [major = '', minor = '', patch = ''] = version.split('.');
  return `p${major}${minor}${minor.length === 1 ? patch : ''}`;
}
