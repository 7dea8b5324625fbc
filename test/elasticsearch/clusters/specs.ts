/**
 * The clusters of this suite. A phase is what runs at the same time: at most nine nodes, of about
 * 300 MB each.
 */
import type { ClusterSpec, NodeSettings } from './lab.ts';

/** The two versions that are published with security. */
export const SECURE_VERSIONS = ['9.5.3', '8.19.21'] as const;
export const PLAIN_VERSIONS = ['7.17.29', '8.14.3', '8.19.21', '9.0.8', '9.5.3'] as const;
export const ALL_VERSIONS: readonly string[] = PLAIN_VERSIONS;

const KEYS = {
  good: {},
  checker: {},
  doomed: {},
  rest: { type: 'rest' },
  expired: { expiration: '1s' },
  gone: { invalidated: true },
  wrong: { like: 'good', secret: 'AAAAAAAAAAAAAAAAAAAAAA' },
} as const;

/**
 * Another certificate for the remote cluster server than for the transport port, so that one node
 * shows two faults.
 */
function certificates(ofTransport: string, ofRemoteServer: string): NodeSettings {
  return {
    'xpack.security.transport.ssl.key': `${ofTransport}.key`,
    'xpack.security.transport.ssl.certificate': `${ofTransport}.crt`,
    'xpack.security.remote_cluster_server.ssl.key': `${ofRemoteServer}.key`,
    'xpack.security.remote_cluster_server.ssl.certificate': `${ofRemoteServer}.crt`,
  };
}

/** Where nodes say that they can be reached and nothing listens, until a relay does. */
export const HIDDEN_PORTS = { transport: 20_901, remote: 20_902 } as const;
const CLOSED_PORT = 20_903;

const remote9: ClusterSpec = {
  name: 'remote9',
  version: '9.5.3',
  keys: { ...KEYS, named: { certificate_identity: 'CN=local' } },
};
const local9: ClusterSpec = { name: 'local9', version: '9.5.3', cert: 'local' };

function secure(): ClusterSpec[] {
  return [
    remote9,
    { name: 'remote8', version: '8.19.21', keys: KEYS },
    local9,
    { name: 'local8', version: '8.19.21', cert: 'local' },
    {
      name: 'expired',
      version: '9.5.3',
      settings: certificates('expired', 'othername'),
      keys: { good: {} },
    },
    {
      name: 'foreign',
      version: '9.5.3',
      settings: certificates('foreign', 'expired'),
      keys: { good: {} },
    },
    {
      name: 'othername',
      version: '9.5.3',
      settings: certificates('othername', 'foreign'),
      keys: { good: {} },
    },
    {
      name: 'hidden',
      version: '9.5.3',
      settings: {
        'transport.publish_port': HIDDEN_PORTS.transport,
        'remote_cluster.publish_port': HIDDEN_PORTS.remote,
      },
      keys: { good: {}, checker: {} },
    },
  ];
}

function uneven(): ClusterSpec[] {
  return [
    remote9,
    local9,
    {
      name: 'pair',
      version: '9.5.3',
      cert: 'local',
      nodes: [
        { name: 'pair-key' },
        { name: 'pair-bare' },
        { name: 'pair-roleless', roles: ['data', 'ingest'] },
      ],
    },
    {
      name: 'twin',
      version: '9.5.3',
      settings: { 'cluster.name': 'remote9' },
      nodes: [
        { name: 'twin-0' },
        { name: 'twin-1', settings: { 'remote_cluster.publish_port': CLOSED_PORT } },
      ],
      keys: { good: {} },
    },
    { name: 'plain9', version: '9.5.3', security: false },
    { name: 'stranger', version: '9.5.3', cert: 'foreign' },
  ];
}

function gateways(): ClusterSpec[] {
  const data = ['data', 'ingest', 'remote_cluster_client'];
  return [
    local9,
    {
      name: 'choosy',
      version: '9.5.3',
      cert: 'local',
      settings: { 'cluster.remote.node.attr': 'gateway' },
    },
    {
      name: 'many',
      version: '9.5.3',
      keys: { good: {}, checker: {} },
      nodes: [
        { name: 'many-master', roles: ['master'] },
        { name: 'many-1', roles: data, settings: { 'node.attr.gateway': true } },
        { name: 'many-2', roles: data },
        {
          name: 'many-3',
          roles: data,
          cert: 'ipv6',
          settings: onIpv6('transport', 'remote_cluster'),
        },
      ],
    },
    {
      name: 'many8',
      version: '8.19.21',
      keys: { good: {}, checker: {} },
      nodes: [
        { name: 'many8-master', roles: ['master'] },
        { name: 'many8-1', roles: data, cert: 'ipv6', settings: onIpv6('remote_cluster') },
        { name: 'many8-2', roles: data, settings: { 'remote_cluster.publish_port': CLOSED_PORT } },
      ],
    },
  ];
}

/** Listens on IPv4 too, and publishes IPv6. */
function onIpv6(...ports: readonly ('transport' | 'remote_cluster')[]): NodeSettings {
  return Object.fromEntries(
    ports.flatMap((port) => [
      [`${port}.bind_host`, ['127.0.0.1', '::1']],
      [`${port}.publish_host`, '::1'],
    ]),
  );
}

export function plainName(version: string): string {
  return `plain-${version.replaceAll('.', '-')}`;
}

function plain(): ClusterSpec[] {
  return [
    ...PLAIN_VERSIONS.map((version) => ({ name: plainName(version), version, security: false })),
    {
      name: 'upgrading',
      version: '8.14.3',
      security: false,
      nodes: [
        { name: 'upgrading-old' },
        {
          name: 'upgrading-new',
          version: '8.19.21',
          roles: ['data', 'ingest', 'remote_cluster_client'],
        },
      ],
    },
  ];
}

/** A trial and a basic license, and keys of which one ends in sight. */
function ending(): ClusterSpec[] {
  return [
    {
      name: 'ending9',
      version: '9.5.3',
      keys: {
        soon: { expiration: '20d' },
        gone: { invalidated: true },
        rest: { type: 'rest', expiration: '5d' },
      },
    },
    { name: 'trial8', version: '8.19.21', cert: 'local' },
    {
      name: 'basic9',
      version: '9.5.3',
      cert: 'local',
      settings: { 'xpack.license.self_generated.type': 'basic' },
    },
  ];
}

/** A local cluster that is asked over TLS. */
function tls(): ClusterSpec[] {
  const settings = {
    'cluster.remote.archive.mode': 'sniff',
    'cluster.remote.archive.seeds': `127.0.0.1:\${remote9.0.transport}`,
  };
  return [
    { name: 'remote9', version: '9.5.3' },
    { name: 'tls9', version: '9.5.3', cert: 'local', https: 'local', settings },
  ];
}

/** The port of a relay that a node publishes, of several nodes that share one, of a lossy way. */
export const WAY_PORTS = { relayed: 20_904, shared: 20_905, thin: 20_906 } as const;

/** Clusters that are set up otherwise than the one they are to talk to. */
function mismatched(): ClusterSpec[] {
  return [
    {
      ...remote9,
      settings: {
        'xpack.security.transport.ssl.certificate_authorities': ['ca.crt', 'intermediate.crt'],
      },
    },
    local9,
    { name: 'late', version: '9.5.3', cert: 'expired' },
    // With TLS 1.3, a client hears nothing of why its certificate is refused.
    {
      name: 'serving',
      version: '9.5.3',
      cert: 'serveronly',
      settings: { 'xpack.security.transport.ssl.supported_protocols': ['TLSv1.2'] },
      keys: { good: {} },
    },
    {
      name: 'wary',
      version: '9.5.3',
      cert: 'local',
      settings: {
        'xpack.security.transport.ssl.trust_restrictions.path': 'trust.yml',
        // As a remote it lets everybody in.
        'xpack.security.transport.ssl.client_authentication': 'optional',
        'xpack.security.authc.anonymous.roles': 'viewer',
      },
      keys: { good: {} },
    },
    { name: 'open', version: '9.5.3', security: false },
    {
      name: 'strict',
      version: '9.5.3',
      settings: {
        'xpack.security.transport.ssl.enabled': false,
        'xpack.security.remote_cluster_server.ssl.client_authentication': 'required',
      },
      keys: { good: {} },
    },
    {
      name: 'overlap',
      version: '9.5.3',
      security: false,
      settings: { 'transport.publish_port': `\${open.0.transport}` },
    },
    // Its list of nodes is longer than a packet, as that of several nodes would be.
    {
      name: 'far',
      version: '9.5.3',
      security: false,
      settings: { 'transport.publish_port': WAY_PORTS.thin, 'node.attr.note': 'x'.repeat(500) },
    },
  ];
}

/** Remotes of three nodes, and a local cluster whose nodes differ. */
function ways(): ClusterSpec[] {
  const shared = { 'remote_cluster.publish_port': WAY_PORTS.shared };
  return [
    {
      name: 'three',
      version: '9.5.3',
      keys: { good: {}, replication: { access: { replication: [{ names: ['*'] }] } } },
      nodes: [
        { name: 'three-a' },
        { name: 'three-b' },
        { name: 'three-c', settings: { 'remote_cluster.publish_port': WAY_PORTS.relayed } },
      ],
    },
    {
      name: 'two',
      version: '9.5.3',
      // By default nodes without a master still answer searches.
      settings: { 'cluster.no_master_block': 'all' },
      keys: { good: {} },
      nodes: [
        { name: 'two-m', roles: ['master'] },
        { name: 'two-d', roles: ['data', 'ingest', 'remote_cluster_client'], settings: shared },
        { name: 'two-i', roles: ['ingest', 'remote_cluster_client'], settings: shared },
      ],
    },
    {
      name: 'hub',
      version: '9.5.3',
      cert: 'local',
      settings: {
        'cluster.remote.registered_in_two_places.seeds': `127.0.0.1:\${three.0.transport}`,
      },
      nodes: [
        { name: 'hub-a' },
        {
          name: 'hub-b',
          settings: {
            'xpack.security.transport.ssl.certificate_authorities': ['ca.crt', 'expired.crt'],
          },
        },
      ],
    },
  ];
}

export const PHASES = { secure, uneven, gateways, plain, ending, tls, mismatched, ways } as const;
export type Phase = keyof typeof PHASES;
