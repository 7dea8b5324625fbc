/** Two clusters that are set up differently: security, trust, certificates, addresses. */
import { nodeOf } from '../clusters/lab.ts';
import { demand } from '../clusters/request.ts';
import { WAY_PORTS } from '../clusters/specs.ts';
import { delaying, losing, openWay } from '../network/way.ts';
import type { Case, Scene } from '../scene.ts';
import { portOfNode, type Stage } from '../stage.ts';
import { at, HEALTHY } from './addresses.ts';

const TELLS = { skip_unavailable: false } as const;

function failing(cause: string, ...findings: readonly string[]) {
  return { status: 'failing', cause, findings } as const;
}

function sniffed(remote: string) {
  return (stage: Stage) => at('sniff', stage.address(remote, 'transport'), TELLS);
}

const TRUST: readonly Case[] = [
  {
    name: 'certificate of the local node has expired',
    local: 'late',
    remote: 'remote9',
    set: sniffed('remote9'),
    seen: failing('client-certificate-expired'),
  },
  {
    // In TLS 1.2 the remote answers certificate_unknown; why, only its log says.
    name: 'certificate of the local node is for servers only',
    local: 'serving',
    remote: 'remote9',
    set: sniffed('remote9'),
    seen: failing('client-certificate-rejected'),
  },
  {
    name: 'certificate of the remote is for servers only',
    local: 'local9',
    remote: 'serving',
    set: sniffed('serving'),
    seen: { ...HEALTHY, findings: ['client-usage-missing'] },
  },
  {
    name: 'trust restrictions of the local node',
    local: 'wary',
    remote: 'remote9',
    set: sniffed('remote9'),
    seen: failing('trust-restrictions'),
    bare: failing('trust-restrictions'),
  },
  {
    name: 'remote cluster server wants a client certificate',
    local: 'local9',
    remote: 'strict',
    key: 'strict.good',
    set: (stage) => at('sniff', stage.address('strict', 'remote'), TELLS),
    seen: failing('client-certificate-required', 'client-certificate-rejected'),
  },
  {
    name: 'security on one side only',
    local: 'open',
    remote: 'strict',
    set: sniffed('strict'),
    seen: failing('security-differs'),
    bare: failing('security-differs'),
  },
  {
    // In TLS 1.2 the alert does not say that a certificate is missing.
    name: 'API key on the transport port, TLS 1.2',
    local: 'local9',
    remote: 'serving',
    key: 'serving.good',
    set: (stage) => at('proxy', stage.address('serving', 'transport'), TELLS),
    seen: failing('api-key-on-transport-port', 'tls-handshake-failed'),
    bare: failing(
      'api-key-on-transport-port',
      'client-certificate-required',
      'tls-handshake-failed',
    ),
  },
  {
    // "action [cluster:internal/remote_cluster/handshake] is unauthorized for user [_anonymous]"
    name: 'API key on the transport port, anonymous access',
    local: 'local9',
    remote: 'wary',
    key: 'wary.good',
    set: (stage) => at('proxy', stage.address('wary', 'transport'), TELLS),
    // The trust restrictions refuse the certificate of the checker.
    seen: failing('api-key-on-transport-port', 'client-certificate-rejected'),
    bare: failing('api-key-on-transport-port'),
  },
  {
    name: 'API key that wants signed requests',
    local: 'local9',
    remote: 'remote9',
    key: 'remote9.named',
    set: (stage) => at('proxy', stage.address('remote9', 'remote'), TELLS),
    seen: failing('identity-signing-failed'),
    bare: failing('identity-signing-failed'),
  },
];

const OTHER_HOST = '127.0.0.3';

/** What the limit is once the link is up. */
let packetLimit: number | undefined;

const ADDRESSES: readonly Case[] = [
  {
    name: 'another node at the publish address',
    local: 'open',
    remote: 'overlap',
    set: sniffed('overlap'),
    seen: failing('another-node-at-publish-address'),
    bare: failing('another-node-at-publish-address'),
  },
  {
    name: 'address with a scheme',
    local: 'open',
    remote: 'far',
    set: () => at('proxy', 'https://far.example.invalid:9243', TELLS),
    seen: failing('address-invalid', 'name-not-resolved'),
    bare: failing('address-invalid', 'name-not-resolved'),
  },
  {
    name: 'network is unreachable',
    local: 'open',
    remote: 'far',
    skip: async () =>
      process.platform === 'linux' ? undefined : 'other systems do not refuse TCP to everybody',
    // Linux opens no TCP connection to the broadcast address: ENETUNREACH.
    set: () => at('proxy', '255.255.255.255:9300', TELLS),
    seen: failing('no-route'),
    bare: failing('no-route'),
  },
  {
    name: 'seeds with ports of both security models',
    local: 'open',
    remote: 'far',
    skip: async () =>
      process.platform === 'linux' ? undefined : `this system has no address ${OTHER_HOST}`,
    set: async (stage) => {
      for (const port of [9300, 9443])
        await stage.relayTo('far', 'transport', { host: OTHER_HOST, port });
      await stage.relayTo('far', 'transport', { port: WAY_PORTS.thin });
      return { mode: 'sniff', seeds: [`${OTHER_HOST}:9300`, `${OTHER_HOST}:9443`] };
    },
    seen: { ...HEALTHY, findings: ['seed-ports-mixed'] },
  },
  {
    name: 'more seeds than are looked at',
    local: 'open',
    remote: 'strict',
    set: () => ({
      mode: 'sniff',
      seeds: Array.from({ length: 130 }, (_, number) => `127.0.0.1:${19_000 + number}`),
      ...TELLS,
    }),
    seen: failing('connection-refused', 'limits-reached'),
  },
  {
    name: 'remote is the local cluster',
    local: 'local9',
    remote: 'local9',
    set: sniffed('local9'),
    seen: { ...HEALTHY, findings: ['remote-is-local'] },
  },
];

const LOSSY: readonly Case[] = [
  {
    name: 'answers longer than a packet are lost',
    local: 'open',
    remote: 'far',
    set: async (stage) => {
      packetLimit = undefined;
      const target = portOfNode(nodeOf('far'), 'transport');
      const back = () => losing(() => packetLimit);
      await stage.keep(openWay({ port: WAY_PORTS.thin, targets: [target], back }));
      return at('sniff', `127.0.0.1:${WAY_PORTS.thin}`, TELLS);
    },
    onceConnected: async () => {
      packetLimit = 1400;
    },
    seen: { status: 'degraded', cause: 'large-answers-lost' },
    bare: { status: 'degraded', cause: 'large-answers-lost' },
  },
];

const SLOW: readonly Case[] = [
  {
    name: 'every answer takes seconds',
    local: 'open',
    remote: 'far',
    set: async (stage) => {
      const target = portOfNode(nodeOf('far'), 'transport');
      const { port } = await stage.keep(
        openWay({ targets: [target], back: () => delaying(() => 2500) }),
      );
      return at('proxy', `127.0.0.1:${port}`, { proxy_socket_connections: 2 });
    },
    seen: { ...HEALTHY, findings: ['slow-link'] },
  },
];

/** Every transport message is larger than the one, and every heap than the other. */
const LIMITS = {
  'network.breaker.inflight_requests.limit': '1b',
  'indices.breaker.total.limit': '1%',
} as const;

async function setLimit(
  cluster: string,
  breaker: keyof typeof LIMITS,
  limit: string | null,
): Promise<void> {
  await demand(nodeOf(cluster), '/_cluster/settings', {
    method: 'PUT',
    body: { persistent: { [breaker]: limit } },
  });
}

/** Until the scene ends. */
async function limit(cluster: string, breaker: keyof typeof LIMITS, stage: Stage): Promise<void> {
  await setLimit(cluster, breaker, LIMITS[breaker]);
  await stage.keep(Promise.resolve({ close: () => setLimit(cluster, breaker, null) }));
}

const OVERLOADED: readonly Case[] = [
  {
    name: 'circuit breaker of the remote',
    local: 'local9',
    remote: 'remote9',
    set: sniffed('remote9'),
    onceConnected: (stage) => limit('remote9', 'network.breaker.inflight_requests.limit', stage),
    seen: failing('remote-overloaded'),
    bare: failing('remote-overloaded'),
  },
];

const LOCAL_OVERLOADED: readonly Case[] = [
  {
    name: 'circuit breaker of the local cluster',
    local: 'open',
    remote: 'far',
    set: async (stage) => {
      await stage.relayTo('far', 'transport', { port: WAY_PORTS.thin });
      return at('sniff', stage.address('far', 'transport'), TELLS);
    },
    onceConnected: (stage) => limit('open', 'indices.breaker.total.limit', stage),
    seen: {
      status: 'unknown',
      cause: 'local-cluster-overloaded',
      findings: ['not-measured'],
    },
  },
];

export const MISMATCH_SCENES: readonly Scene[] = [
  { name: 'trust and security that differ', phase: 'mismatched', cases: TRUST },
  { name: 'addresses that lead astray', phase: 'mismatched', cases: ADDRESSES },
  { name: 'large answers are lost', phase: 'mismatched', cases: LOSSY },
  { name: 'slow ways', phase: 'mismatched', cases: SLOW },
  { name: 'remote is overloaded', phase: 'mismatched', cases: OVERLOADED },
  { name: 'local cluster is overloaded', phase: 'mismatched', cases: LOCAL_OVERLOADED },
];
