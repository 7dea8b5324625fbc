import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import type { Status } from '../../lib/result/result.ts';
import {
  active,
  answered,
  broken,
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  failedTls,
  failedTransport,
  localNode,
  node,
  notAnswered,
  passive,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  root,
  sniffed,
  tlsEvidence,
  unseenEndpoint,
  withoutRemote,
} from '../support/facts.ts';

interface Case {
  readonly what: string;
  readonly given: RegistrationFacts;
  readonly status: Status;
  readonly cause: string;
  /** Codes that must be among the findings. */
  readonly findings?: readonly string[];
  /** Codes that must not. */
  readonly without?: readonly string[];
}

const KEY = 'VuaCfGcBCdbkQm-e5aOx';
const apiKeyModel = registration({ securityModel: 'api-key' });
const proxyMode = registration({
  mode: 'proxy',
  seeds: [],
  proxyAddress: 'proxy:9300',
  serverName: 'archive.example',
});
const localDown = [
  localNode({
    root: notAnswered('unreachable', 'connect ECONNREFUSED'),
    remoteInfo: notAnswered('unreachable'),
  }),
];
const key = { id: KEY, name: 'eu-search', type: 'cross_cluster', invalidated: false };

function serverPort() {
  return endpoint({
    tls: {
      outcome: 'ok',
      durationMs: 1,
      evidence: tlsEvidence({ clientCertificate: 'not-requested' }),
    },
  });
}

const { skipUnavailable: _unknown, ...registrationWithoutSkip } = registration({
  skipUnavailableExplicit: false,
});

function ownCertificate(issuer: string) {
  return {
    node: 'local-1',
    path: 'node.crt',
    subject: 'CN=node',
    issuer,
    notAfter: '2028-01-01T00:00:00.000Z' as const,
    hasPrivateKey: true,
  };
}

const HEALTHY: readonly Case[] = [
  { what: 'all witnesses agree', given: facts(), status: 'healthy', cause: 'healthy' },
  {
    what: 'the connection was idle and our request brought it back',
    given: facts({ passive: [passive({ connected: false, connections: 0 })] }),
    status: 'healthy',
    cause: 'reconnected',
  },
  {
    what: 'only our own network probe fails',
    given: withoutRemote({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['vantage-differs', 'gateways-not-known'],
    without: ['connection-refused', 'gateways-partly-reachable'],
  },
  {
    what: 'the certificate lacks the name, at which the local nodes evidently do not look',
    given: facts({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              tls: { outcome: 'ok', durationMs: 1, evidence: tlsEvidence({ nameMatches: false }) },
            }),
          ],
        }),
      ],
    }),
    status: 'healthy',
    cause: 'healthy',
    without: ['vantage-differs', 'certificate-name-mismatch', 'gateways-partly-reachable'],
  },
  {
    what: 'keys and certificates of the remote have long to live',
    given: facts({
      registration: apiKeyModel,
      expect: { version: '>=9', certificateFingerprint: 'AA:BB' },
      network: [probe(undefined, { endpoints: [unseenEndpoint(), deadEndpoint()] })],
      remote: remoteFacts({
        apiKeys: answered([
          key,
          { ...key, invalidated: true },
          { ...key, expiration: '2028-01-01T00:00:00.000Z' as const },
          { ...key, expiration: '2025-01-01T00:00:00.000Z' as const },
        ]),
      }),
    }),
    status: 'healthy',
    cause: 'healthy',
    without: ['api-key-expires-soon', 'registration-unexpected', 'identity-changed'],
  },
  {
    what: 'nothing tells the release of the remote',
    given: withoutRemote({
      active: [{ ...refusedActive(), outcome: 'connected' }],
      stats: notAnswered('missing'),
      network: [],
    }),
    status: 'healthy',
    cause: 'healthy',
  },
  {
    what: 'a step was left out for want of a client certificate',
    given: facts({ network: [probe(undefined, { endpoints: [unseenEndpoint()] })] }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['not-measured'],
  },
  {
    what: 'one API is forbidden to our user',
    given: facts({
      local: {
        ...facts().local,
        nodesAsked: [localNode({ remoteInfo: notAnswered('not-authorized', 'no privilege') })],
      },
    }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['checker-not-authorized'],
  },
  {
    what: 'skip_unavailable is left to the default',
    given: facts({ registration: registration({ skipUnavailableExplicit: false }) }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['skip-unavailable-implicit'],
  },
  {
    what: 'fewer nodes may be gateways than a local node would use',
    given: facts({
      remote: remoteFacts({ nodes: answered([node(), node({ roles: ['master'] })]) }),
    }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['gateways-partly-reachable'],
  },
  {
    what: 'the only node of a small remote is a gateway',
    given: facts({ remote: remoteFacts({ nodes: answered([node()]) }) }),
    status: 'healthy',
    cause: 'healthy',
    without: ['gateways-partly-reachable'],
  },
  {
    what: 'the remote is being upgraded',
    given: facts({
      remote: remoteFacts({ nodes: answered([node({ version: '8.19.21' }), node()]) }),
    }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['upgrading', 'version-unsupported-for-search'],
  },
  {
    what: 'one of the seeds is dead',
    given: facts({ network: [probe(), probe('10.0.0.2:9300', { endpoints: [deadEndpoint()] })] }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['gateways-partly-reachable', 'vantage-differs'],
  },
  {
    what: 'one IP of a name is dead',
    given: facts({
      network: [probe('archive:9300', { endpoints: [endpoint(), deadEndpoint('no-route')] })],
    }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['unstable-endpoint'],
  },
];

const PLAIN: readonly Case[] = [
  {
    what: 'security is off on both sides',
    given: facts({
      registration: registration({ securityModel: 'none', transportTls: false }),
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              speaks: 'plain',
              tls: { outcome: 'not-measured', why: 'Spoken to in plain text' },
            }),
          ],
        }),
      ],
    }),
    status: 'healthy',
    cause: 'healthy',
    without: ['vantage-differs'],
  },
];

const DEGRADED: readonly Case[] = [
  {
    what: 'a gateway cannot be reached from here only',
    given: facts({
      remote: remoteFacts({
        nodes: answered([node(), node({ name: 'archive-2', transportAddress: '10.0.0.2:9300' })]),
      }),
      network: [
        probe(undefined, { roles: ['seed', 'gateway'] }),
        probe('10.0.0.2:9300', { roles: ['gateway'], endpoints: [deadEndpoint('timed-out')] }),
      ],
    }),
    status: 'degraded',
    cause: 'gateway-silent',
  },
  {
    what: 'a cluster_uuid is pinned and nobody tells the one connected to',
    given: withoutRemote({
      expect: { clusterUuid: 'pinned' },
      stats: notAnswered('missing', 'says unavailable'),
    }),
    status: 'degraded',
    cause: 'not-measured',
  },
  {
    what: 'a gateway cannot be reached and the local node holds fewer connections',
    given: facts({
      passive: [passive({ connections: 1 })],
      remote: remoteFacts({
        nodes: answered([node(), node({ name: 'archive-2', transportAddress: '10.0.0.2:9300' })]),
      }),
      network: [
        probe(undefined, { roles: ['seed', 'gateway'] }),
        probe('10.0.0.2:9300', { roles: ['gateway'], endpoints: [deadEndpoint()] }),
      ],
    }),
    status: 'degraded',
    cause: 'gateways-partly-reachable',
  },
  {
    what: 'a certificate expires soon',
    given: facts({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              tls: {
                outcome: 'ok',
                durationMs: 1,
                evidence: tlsEvidence({
                  chain: [certificate({ notAfter: '2026-12-01T00:00:00.000Z' as const })],
                }),
              },
            }),
          ],
        }),
      ],
    }),
    status: 'degraded',
    cause: 'certificate-expires-soon',
  },
  {
    what: 'a certificate expires today',
    given: facts({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              tls: {
                outcome: 'ok',
                durationMs: 1,
                evidence: tlsEvidence({
                  chain: [certificate({ notAfter: '2026-11-24T06:00:00.000Z' as const })],
                }),
              },
            }),
          ],
        }),
      ],
    }),
    status: 'degraded',
    cause: 'certificate-expires-soon',
  },
  {
    what: 'a certificate has expired but the connection still works',
    given: facts({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              tls: {
                outcome: 'ok',
                durationMs: 1,
                evidence: tlsEvidence({
                  chain: [certificate({ notAfter: '2026-11-01T00:00:00.000Z' as const })],
                }),
              },
            }),
          ],
        }),
      ],
    }),
    status: 'degraded',
    cause: 'certificate-expired',
    without: ['vantage-differs'],
  },
  {
    what: "the remote's HTTP address belongs to another cluster than the pinned one",
    given: facts({ expect: { clusterUuid: 'pinned' }, stats: notAnswered('missing') }),
    status: 'degraded',
    cause: 'registry-leads-elsewhere',
    without: ['identity-changed', 'not-measured'],
  },
  {
    what: "the local cluster is connected to another cluster than the registry's HTTP address",
    given: facts({ stats: answered({ clusterUuid: 'stranger', status: 'green', versions: [] }) }),
    status: 'degraded',
    cause: 'registry-leads-elsewhere',
    without: ['identity-changed'],
  },
  {
    what: "the seed, not the registry's HTTP address, belongs to the pinned cluster",
    given: facts({
      registration: apiKeyModel,
      expect: { clusterUuid: 'pinned' },
      stats: notAnswered('missing'),
      sniff: [sniffed({ clusterUuid: 'pinned' })],
    }),
    status: 'degraded',
    cause: 'registry-leads-elsewhere',
  },
  {
    what: "the registry's access to the remote is refused",
    given: facts({ remote: remoteFacts({ root: notAnswered('not-authorized', 'HTTP 401') }) }),
    status: 'healthy',
    cause: 'healthy',
    findings: ['remote-http-fails'],
  },
  {
    what: "a file of the local node's holds a certificate that expires soon",
    given: facts({
      local: {
        ...facts().local,
        certificates: answered([
          {
            node: 'local-1',
            path: 'http.crt',
            subject: 'CN=local',
            issuer: 'CN=ca',
            notAfter: '2026-12-01T00:00:00.000Z' as const,
            hasPrivateKey: true,
          },
        ]),
      },
    }),
    status: 'degraded',
    cause: 'certificate-expires-soon',
  },
  {
    what: 'a cross-cluster API key of the remote expires soon',
    given: facts({
      registration: apiKeyModel,
      remote: remoteFacts({
        apiKeys: answered([{ ...key, expiration: '2026-12-01T00:00:00.000Z' as const }]),
      }),
    }),
    status: 'degraded',
    cause: 'api-key-expires-soon',
  },
  {
    what: 'one local node has no API key',
    given: facts({
      registration: apiKeyModel,
      passive: [passive({ hasCredentials: true }), passive({ node: 'local-2', connected: false })],
      active: [active(), { ...refusedActive(), node: 'local-2' }],
    }),
    status: 'degraded',
    cause: 'api-key-missing-on-nodes',
    findings: ['uneven-local-nodes'],
  },
  {
    what: 'one local node has no API key but the remote takes it yet',
    given: facts({
      registration: apiKeyModel,
      passive: [passive({ hasCredentials: true }), passive({ node: 'local-2' })],
    }),
    status: 'degraded',
    cause: 'api-key-missing-on-nodes',
  },
  {
    what: 'one local node lacks the role',
    given: facts({
      passive: [
        passive(),
        {
          node: 'local-2',
          url: 'https://local-2:9200',
          durationMs: 1,
          failed: notAnswered('no-role').failed,
        },
      ],
    }),
    status: 'degraded',
    cause: 'local-node-without-role',
  },
  {
    what: 'one local node does not know the alias',
    given: facts({
      passive: [
        passive(),
        {
          node: 'local-2',
          url: 'https://local-2:9200',
          durationMs: 1,
          failed: notAnswered('missing').failed,
        },
      ],
    }),
    status: 'degraded',
    cause: 'uneven-local-nodes',
  },
  {
    what: 'settings contradict each other',
    given: facts({
      registration: registration({ contradictions: ['mode is sniff, but proxy_address is set'] }),
    }),
    status: 'degraded',
    cause: 'registration-invalid',
  },
  {
    what: 'the mode is not the expected one',
    given: facts({ expect: { mode: 'proxy' } }),
    status: 'degraded',
    cause: 'registration-unexpected',
  },
  {
    what: 'the version is not the expected one',
    given: facts({ expect: { version: '>=8.0.0 <9.0.0' } }),
    status: 'degraded',
    cause: 'registration-unexpected',
  },
  {
    what: 'the versions connect but searches between them are not supported',
    given: facts({
      stats: answered({ clusterUuid: 'archive-uuid', status: 'green', versions: ['8.19.21'] }),
      remote: remoteFacts({ nodes: notAnswered('unreachable') }),
    }),
    status: 'degraded',
    cause: 'version-unsupported-for-search',
  },
  {
    what: 'a local node holds few sockets to the proxy',
    given: facts({
      registration: proxyMode,
      passive: [passive({ connections: 2, maxConnections: 18 })],
      network: [probe('proxy:9300', { roles: ['proxy'] })],
    }),
    status: 'degraded',
    cause: 'proxy-sockets-low',
  },
  {
    what: 'the configured address is dead while the remote is reachable from here',
    given: facts({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }),
    status: 'degraded',
    cause: 'stale-connection',
    findings: ['vantage-differs'],
  },
];

const FAILING: readonly Case[] = [
  ...(
    [
      ['refused', 'connection-refused'],
      ['timed-out', 'connection-timed-out'],
      ['no-route', 'no-route'],
      ['other', 'no-route'],
      ['reset', 'connection-reset'],
    ] as const
  ).map(
    ([failure, cause]): Case => ({
      what: `the connection ends with ${failure}`,
      given: broken({ network: [probe(undefined, { endpoints: [deadEndpoint(failure)] })] }),
      status: 'failing',
      cause,
      findings: ['searches-skip-this-remote'],
      without: ['not-connected'],
    }),
  ),
  {
    what: 'the name does not resolve',
    given: broken({
      network: [
        probe('gone:9300', {
          dns: {
            outcome: 'failed',
            durationMs: 1,
            failure: 'name-not-resolved',
            message: 'ENOTFOUND',
          },
          endpoints: [],
        }),
      ],
    }),
    status: 'failing',
    cause: 'name-not-resolved',
  },
  ...(
    [
      ['http', 'http-port'],
      ['elasticsearch-http', 'http-port'],
      ['timed-out', 'silent-peer'],
      ['closed', 'connection-reset'],
      ['not-elasticsearch', 'not-elasticsearch'],
      ['tls-record', 'tls-expected'],
    ] as const
  ).map(
    ([failure, cause]): Case => ({
      what: `the transport handshake ends with ${failure}`,
      given: broken({ network: [probe(undefined, { endpoints: [failedTransport(failure)] })] }),
      status: 'failing',
      cause,
    }),
  ),
  ...(
    [
      ['timed-out', 'silent-peer'],
      ['closed', 'connection-reset'],
      ['not-tls', 'not-elasticsearch'],
      ['unrecognized-name', 'wrong-server-name'],
      ['client-certificate-rejected', 'client-certificate-rejected'],
    ] as const
  ).map(
    ([failure, cause]): Case => ({
      what: `TLS ends with ${failure}`,
      given: broken({ network: [probe(undefined, { endpoints: [failedTls(failure)] })] }),
      status: 'failing',
      cause,
    }),
  ),
  {
    what: 'the proxy hangs up on the server name',
    given: broken({
      registration: proxyMode,
      network: [probe('proxy:9300', { roles: ['proxy'], endpoints: [failedTls('closed')] })],
    }),
    status: 'failing',
    cause: 'wrong-server-name',
  },
  {
    what: 'the certificate behind the proxy is not for the server name',
    given: broken({
      registration: proxyMode,
      network: [
        probe('proxy:9300', {
          roles: ['proxy'],
          endpoints: [
            endpoint({
              tls: { outcome: 'ok', durationMs: 1, evidence: tlsEvidence({ nameMatches: false }) },
            }),
          ],
        }),
      ],
    }),
    status: 'failing',
    cause: 'wrong-server-name',
  },
  ...(
    [
      [
        'certificate-expired',
        {
          chain: [certificate({ notAfter: '2021-01-01T00:00:00.000Z' as const })],
          trust: 'untrusted',
          trustError: 'CERT_HAS_EXPIRED',
        },
      ],
      [
        'certificate-untrusted',
        { trust: 'untrusted', trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      ],
      [
        'certificate-name-mismatch',
        { nameMatches: false, chain: [certificate({ subjectAltNames: [] })] },
      ],
    ] as const
  ).map(
    ([cause, evidence]): Case => ({
      what: `the wire shows ${cause}`,
      given: broken({
        network: [
          probe(undefined, {
            endpoints: [
              failedTls('client-certificate-rejected', {
                ...evidence,
                chain: [...('chain' in evidence ? evidence.chain : [certificate()])],
              }),
            ],
          }),
        ],
      }),
      status: 'failing',
      cause,
    }),
  ),
  {
    what: 'the peer speaks plain text and the local nodes TLS',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              speaks: 'plain',
              tls: {
                outcome: 'failed',
                durationMs: 1,
                failure: 'not-tls',
                message: 'wrong version number',
              },
            }),
          ],
        }),
      ],
    }),
    status: 'failing',
    cause: 'plaintext-expected',
  },
  {
    what: 'the peer speaks TLS and the local nodes plain text',
    given: broken({
      registration: registration({ securityModel: 'none', transportTls: false }),
      network: [probe(undefined, { endpoints: [serverPort()] })],
    }),
    status: 'failing',
    cause: 'tls-expected',
  },
  {
    what: 'requests hang while connections look open',
    given: broken({
      passive: [passive()],
      active: [{ ...refusedActive(), outcome: 'timed-out' }],
      network: [probe(undefined, { endpoints: [failedTls('timed-out')] })],
    }),
    status: 'failing',
    cause: 'half-open',
    findings: ['silent-peer'],
  },
  {
    what: 'the API key meets a transport port',
    given: broken({
      registration: apiKeyModel,
      network: [probe(undefined, { endpoints: [unseenEndpoint()] })],
    }),
    status: 'failing',
    cause: 'api-key-on-transport-port',
  },
  {
    what: 'no API key meets a remote cluster server port, by the port',
    given: broken({ network: [probe(undefined, { endpoints: [serverPort()] })] }),
    status: 'failing',
    cause: 'no-api-key-on-remote-server-port',
  },
  {
    what: 'the remote cluster server is closed and the transport port is open',
    given: broken({
      registration: apiKeyModel,
      network: [probe('10.0.0.1:9443', { endpoints: [deadEndpoint()] })],
      transportPortOpen: { address: '10.0.0.1:9300', open: true },
    }),
    status: 'failing',
    cause: 'remote-cluster-server-closed',
    findings: ['connection-refused'],
  },
  {
    what: 'the release of the remote is not compatible',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              transport: {
                outcome: 'ok',
                durationMs: 1,
                evidence: { transportVersion: 7_172_999 },
              },
            }),
          ],
        }),
      ],
    }),
    status: 'failing',
    cause: 'version-incompatible',
  },
  {
    what: 'the remote refuses the voice of the local cluster',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              transport: {
                outcome: 'ok',
                durationMs: 1,
                evidence: {
                  transportVersion: 9_458_007,
                  release: '9.5.3',
                  localVoice: { asked: 9_458_007, accepted: false },
                },
              },
            }),
          ],
        }),
      ],
    }),
    status: 'failing',
    cause: 'version-incompatible',
  },
  {
    what: 'no remote node may be a gateway',
    given: broken({ remote: remoteFacts({ nodes: answered([node({ roles: ['master'] })]) }) }),
    status: 'failing',
    cause: 'no-eligible-gateway',
  },
  {
    what: 'no connection could be opened though nothing was refused',
    given: broken({
      active: [refusedActive('Unable to open any connections to remote cluster [archive]')],
    }),
    status: 'failing',
    cause: 'no-gateway-connected',
  },
  {
    what: 'the gateway nodes publish addresses that cannot be reached',
    given: broken({
      remote: remoteFacts({ nodes: answered([node({ transportAddress: '192.168.0.7:9300' })]) }),
      network: [
        probe(),
        probe('192.168.0.7:9300', { roles: ['gateway'], endpoints: [deadEndpoint('timed-out')] }),
      ],
    }),
    status: 'failing',
    cause: 'gateways-unreachable',
  },
  {
    what: 'Elasticsearch names the publish address that it cannot reach',
    given: broken({
      active: [
        refusedActive(
          '[archive-1][192.168.0.7:9300] connect_exception',
          'Connection refused: /192.168.0.7:9300',
        ),
      ],
    }),
    status: 'failing',
    cause: 'gateways-unreachable',
  },
  {
    what: 'no witness says why',
    given: broken({ active: [{ ...refusedActive(), error: 'some words' }] }),
    status: 'failing',
    cause: 'not-connected',
  },
  {
    what: 'the remote is another cluster than the pinned one',
    given: facts({ expect: { clusterUuid: 'pinned' } }),
    status: 'failing',
    cause: 'identity-changed',
  },
  {
    what: 'the certificate is not the pinned one',
    given: facts({ expect: { certificateFingerprint: 'CC:DD' } }),
    status: 'failing',
    cause: 'identity-changed',
  },
  {
    what: 'Elasticsearch finds another cluster name',
    given: broken({
      active: [refusedActive('handshake failed. unexpected remote cluster name [stranger]')],
    }),
    status: 'failing',
    cause: 'identity-changed',
  },
  {
    what: 'the registry expects an alias that nobody registered',
    given: facts({
      registration: registration({ mode: 'unknown', seeds: [], configuredIn: 'nowhere' }),
      active: [],
      passive: [],
      network: [],
    }),
    status: 'failing',
    cause: 'registration-missing',
    without: ['not-measured'],
  },
  {
    what: 'our user may not ask actively, but passive and network agree that it is dead',
    given: broken({
      active: [active({ outcome: 'not-authorized', error: 'no' })],
      network: [probe(undefined, { endpoints: [deadEndpoint()] })],
    }),
    status: 'failing',
    cause: 'connection-refused',
    findings: ['checker-not-authorized'],
  },
];

const FOREIGN_CA: readonly Case[] = [
  {
    what: "the CA of the local nodes' certificates is none that the remote trusts",
    given: broken({
      local: { ...facts().local, certificates: answered([ownCertificate('CN=foreign-ca')]) },
      remote: remoteFacts({
        certificates: answered([
          { ...ownCertificate('CN=ca'), subject: 'CN=ca', hasPrivateKey: false },
        ]),
      }),
    }),
    status: 'failing',
    cause: 'client-certificate-rejected',
  },
  {
    what: "one of the CAs of the local nodes' certificates is trusted by the remote",
    given: broken({
      local: {
        ...facts().local,
        certificates: answered([ownCertificate('CN=http-ca'), ownCertificate('CN=ca')]),
      },
      remote: remoteFacts({
        certificates: answered([
          { ...ownCertificate('CN=ca'), subject: 'CN=ca', hasPrivateKey: false },
        ]),
      }),
    }),
    status: 'failing',
    cause: 'not-connected',
  },
  {
    what: 'the remote lists no CA, so its trust is not known',
    given: broken({
      local: { ...facts().local, certificates: answered([ownCertificate('CN=foreign-ca')]) },
      remote: remoteFacts({ certificates: answered([ownCertificate('CN=ca')]) }),
    }),
    status: 'failing',
    cause: 'not-connected',
  },
];

const MORE_FAILING: readonly Case[] = [
  {
    what: 'an HTTP port speaks plain text, of course',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [{ ...failedTransport('elasticsearch-http'), speaks: 'plain' }],
        }),
      ],
    }),
    status: 'failing',
    cause: 'http-port',
    without: ['plaintext-expected'],
  },
  {
    what: 'no node may be a gateway, because of the release',
    given: broken({ remote: remoteFacts({ nodes: answered([node({ version: '7.17.29' })]) }) }),
    status: 'failing',
    cause: 'version-incompatible',
    without: ['no-eligible-gateway'],
  },
  {
    what: 'TLS failed, which is not a step left out',
    given: broken({ network: [probe(undefined, { endpoints: [failedTls('closed')] })] }),
    status: 'failing',
    cause: 'connection-reset',
    without: ['not-measured'],
  },
  {
    what: 'the peer speaks mutual TLS, and closes on the plain text that the local nodes speak',
    given: broken({
      registration: registration({ securityModel: 'none', transportTls: false }),
      network: [
        probe(undefined, {
          endpoints: [{ ...unseenEndpoint(), transport: failedTransport('closed').transport }],
        }),
      ],
    }),
    status: 'failing',
    cause: 'tls-expected',
  },
  {
    what: 'the remote cluster server hangs and the transport port is open',
    given: broken({
      registration: apiKeyModel,
      network: [probe('10.0.0.1:9443', { endpoints: [failedTls('timed-out')] })],
      transportPortOpen: { address: '10.0.0.1:9300', open: true },
    }),
    status: 'failing',
    cause: 'silent-peer',
  },
  {
    what: 'the handshake is answered, but in a version that no release is known for',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [
            endpoint({
              transport: {
                outcome: 'ok',
                durationMs: 1,
                evidence: { transportVersion: 12_345_678 },
              },
            }),
          ],
        }),
      ],
    }),
    status: 'failing',
    cause: 'not-connected',
  },
  {
    what: 'the key of an expiring remote is refused',
    given: broken({
      registration: apiKeyModel,
      network: [probe(undefined, { endpoints: [serverPort()] })],
      remote: remoteFacts({
        nodes: notAnswered('refused'),
        apiKeys: answered([{ ...key, expiration: '2026-12-01T00:00:00.000Z' as const }]),
      }),
    }),
    status: 'failing',
    cause: 'not-connected',
    findings: ['api-key-expires-soon'],
  },
  {
    what: 'the connection is closed both after TLS failed and in plain',
    given: broken({
      network: [
        probe(undefined, {
          endpoints: [{ ...failedTls('reset'), transport: failedTransport('closed').transport }],
        }),
      ],
    }),
    status: 'failing',
    cause: 'connection-reset',
  },
  {
    what: 'one seed is dead, and the other is sound',
    given: broken({ network: [probe(), probe('archive:9300', { endpoints: [deadEndpoint()] })] }),
    status: 'failing',
    cause: 'not-connected',
    findings: ['gateways-partly-reachable'],
  },
  {
    what: 'the name stands for a dead and a silent IP, and Elasticsearch says nothing',
    given: broken({
      network: [
        probe('archive:9300', { endpoints: [endpoint(), { ...deadEndpoint(), ip: '10.0.0.2' }] }),
      ],
    }),
    status: 'failing',
    cause: 'not-connected',
    findings: ['unstable-endpoint'],
  },
];

const UNKNOWN: readonly Case[] = [
  {
    what: 'no witness was asked',
    given: withoutRemote({
      passive: [],
      active: [],
      network: [],
      activeNotAsked: 'nothing answered',
    }),
    status: 'unknown',
    cause: 'not-measured',
  },
  {
    what: 'the local cluster does not answer',
    given: withoutRemote({
      local: { ...facts().local, nodesAsked: localDown, nodes: notAnswered('unreachable') },
      passive: [],
      active: [],
      network: [],
    }),
    status: 'unknown',
    cause: 'local-cluster-unreachable',
  },
  {
    what: 'our user may not ask',
    given: facts({
      active: [active({ outcome: 'not-authorized', error: 'is unauthorized for user [checker]' })],
    }),
    status: 'unknown',
    cause: 'checker-not-authorized',
  },
  {
    what: 'our user may not search',
    given: facts({
      active: [active({ api: 'search', outcome: 'not-authorized' })],
      local: {
        ...facts().local,
        nodesAsked: [localNode({ root: notAnswered('not-authorized', 'who are you') })],
      },
    }),
    status: 'unknown',
    cause: 'checker-not-authorized',
  },
  {
    what: 'no asked node has the role',
    given: facts({
      passive: [
        {
          node: 'local-1',
          url: 'https://local-1:9200',
          durationMs: 1,
          failed: notAnswered('no-role').failed,
        },
      ],
      registration: registrationWithoutSkip,
      active: [active({ outcome: 'no-role' })],
    }),
    status: 'unknown',
    cause: 'local-node-without-role',
    without: ['not-measured', 'skip-unavailable-implicit'],
  },
  {
    what: 'the active answer is not understood',
    given: facts({ active: [active({ outcome: 'unknown', error: 'nonsense' })] }),
    status: 'unknown',
    cause: 'not-measured',
  },
];

const TOLD: readonly (readonly [string, string])[] = [
  [
    'Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found.',
    'no-api-key-on-remote-server-port',
  ],
  [`unable to find apikey with id ${KEY}`, 'api-key-invalid'],
  [
    `unable to authenticate user [${KEY}] for action [cluster:internal/remote_cluster/handshake]`,
    'api-key-invalid',
  ],
  [
    `authentication expected API key type of [cross_cluster], but API key [${KEY}] has type [rest]`,
    'api-key-wrong-type',
  ],
  [`api key [${KEY}] has been invalidated`, 'api-key-invalidated'],
  ['API key: api key is expired', 'api-key-expired'],
  [
    `API key (type:[cross_cluster], id:[${KEY}]) requires certificate identity matching [CN=local], but no certificate was provided`,
    'identity-signing-failed',
  ],
  [
    'current license is non-compliant for [advanced-remote-cluster-security]',
    'license-non-compliant',
  ],
  [
    'action [x] is unauthorized for API key id [y] of user [z] on indices [*]',
    'insufficient-privileges',
  ],
  ['(certificate_expired) PKIX path validation failed', 'certificate-expired'],
  ['PKIX path building failed', 'certificate-untrusted'],
  ['No subject alternative names matching IP address 127.0.0.1 found', 'certificate-name-mismatch'],
  ['not an SSL/TLS record: 485454502f312e3020343030', 'http-port'],
  ['not an SSL/TLS record: 45530000', 'plaintext-expected'],
  ['Received fatal alert: bad_certificate', 'client-certificate-rejected'],
  [
    'Received message from unsupported version: [7.15.2] minimal compatible version is: [7.17.0]',
    'version-incompatible',
  ],
  ['unknown host [no-such-host.invalid]', 'name-not-resolved'],
  ['Connection refused: /127.0.0.1:19699', 'connection-refused'],
  ['[][10.0.0.1:9300] connect_timeout[30s]', 'connection-timed-out'],
];

describe.each([
  ['healthy', [...HEALTHY, ...PLAIN]],
  ['degraded', DEGRADED],
  ['failing', [...FAILING, ...FOREIGN_CA, ...MORE_FAILING]],
  ['unknown', UNKNOWN],
])('diagnose: %s', (_name, cases) => {
  it.each(cases)('$what: $cause', ({ given, status, cause, findings = [], without = [] }) => {
    const diagnosis = diagnose(given);
    const codes = diagnosis.findings.map(({ code }) => code);
    expect({ status: diagnosis.status, cause: diagnosis.cause.code }).toEqual({ status, cause });
    expect(codes).toEqual(expect.arrayContaining([...findings]));
    for (const code of without) expect(codes).not.toContain(code);
    for (const { evidence } of [diagnosis.cause, ...diagnosis.findings])
      expect(evidence).not.toMatch(/undefined|NaN|\[object/);
  });
});

describe("diagnose: Elasticsearch's own words", () => {
  it.each(TOLD)('%s', (text, cause) => {
    const diagnosis = diagnose(broken({ active: [refusedActive('an outer exception', text)] }));
    expect({ status: diagnosis.status, cause: diagnosis.cause.code }).toEqual({
      status: 'failing',
      cause,
    });
    expect(diagnosis.cause.evidence).toContain(text);
  });
});

it("diagnose lets Elasticsearch's words outrank a time-out of our own probe", () => {
  const told = refusedActive('No subject alternative names matching IP address 127.0.0.1 found');
  const { cause, findings } = diagnose(
    broken({
      active: [told],
      network: [probe(undefined, { endpoints: [failedTls('timed-out')] })],
    }),
  );
  expect(cause.code).toBe('certificate-name-mismatch');
  expect(findings.map(({ code }) => code)).toContain('silent-peer');
});

it('diagnose puts what Elasticsearch says and what the wire shows of the same into one evidence', () => {
  const told = refusedActive('Connection refused: /10.0.0.1:9300');
  const { cause, findings } = diagnose(
    broken({ active: [told], network: [probe(undefined, { endpoints: [deadEndpoint()] })] }),
  );
  expect(cause).toMatchObject({
    code: 'connection-refused',
    subject: '10.0.0.1:9300',
    evidence: '10.0.0.1:9300: connect refused; local-1 says: Connection refused: /10.0.0.1:9300',
  });
  expect(findings.map(({ code }) => code)).not.toContain('connection-refused');
});

describe('diagnose: what the remote knows of the key', () => {
  const vague = refusedActive(
    `unable to authenticate user [${KEY}] for action [cluster:internal/remote_cluster/handshake]`,
  );
  it.each([
    [
      { ...key, expiration: '2026-11-01T00:00:00.000Z' as const },
      'api-key-expired',
      'as expired on 2026-11-01',
    ],
    [{ ...key, invalidated: true }, 'api-key-invalidated', 'as invalidated'],
    [
      { ...key, expiration: '2028-11-01T00:00:00.000Z' as const },
      'api-key-refused',
      'either the keystore holds another secret, or the address leads to another cluster',
    ],
    [{ ...key, id: 'another-key-with-an-i' }, 'api-key-invalid', KEY],
  ])('%o: %s', (known, cause, evidence) => {
    const diagnosis = diagnose(
      broken({
        registration: apiKeyModel,
        active: [vague],
        remote: remoteFacts({ apiKeys: answered([known]) }),
      }),
    );
    expect(diagnosis.cause).toMatchObject({ code: cause, subject: `API key ${KEY}` });
    expect(diagnosis.cause.evidence).toContain(evidence);
  });

  it('trusts the field that names what was wrong with the key', () => {
    const told = refusedActive(
      `unable to authenticate user [${KEY}] for action [x]`,
      'API key: api key is expired',
    );
    expect(diagnose(broken({ active: [told] })).cause.code).toBe('api-key-expired');
  });
});

describe('diagnose: certificates and names are judged as the local nodes would', () => {
  const mismatch = probe(undefined, {
    endpoints: [failedTls('client-certificate-rejected', { nameMatches: false })],
  });
  it.each([
    ['full', 'certificate-name-mismatch'],
    ['certificate', 'client-certificate-rejected'],
    ['none', 'client-certificate-rejected'],
  ] as const)('verification_mode %s: %s', (verificationMode, cause) => {
    expect(
      diagnose(broken({ registration: registration({ verificationMode }), network: [mismatch] }))
        .cause.code,
    ).toBe(cause);
  });
});

describe('diagnose tells of the dump of what a peer answered', () => {
  const evidenceOf = (bytes: Buffer) => {
    const { cause } = diagnose(
      broken({ active: [refusedActive(`not an SSL/TLS record: ${bytes.toString('hex')}`)] }),
    );
    expect(cause.code).toBe('http-port');
    return cause.evidence;
  };

  it('its first line, where it is text', () => {
    const answer = Buffer.from(
      `HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\n${'0'.repeat(2000)}`,
    );
    expect(evidenceOf(answer)).toBe(
      'local-1 says: not an SSL/TLS record: "HTTP/1.0 400 Bad Request"',
    );
  });

  it('its first bytes, where it is none', () => {
    const evidence = evidenceOf(Buffer.concat([Buffer.from('HTTP'), Buffer.alloc(2000)]));
    expect(evidence).toBe(`local-1 says: not an SSL/TLS record: 48545450${'00'.repeat(12)}…`);
  });
});

it('diagnose cuts what a peer could make endless', () => {
  const { cause } = diagnose(
    broken({
      active: [refusedActive(`not an SSL/TLS record: 48545450 ${'no end '.repeat(1000)}`)],
    }),
  );
  expect(cause.evidence.length).toBeLessThan(700);
  expect(cause.evidence).toMatch(/…$/);
});

it('diagnose puts the worst findings first', () => {
  const { findings } = diagnose(
    broken({ network: [probe(undefined, { endpoints: [deadEndpoint('timed-out')] })] }),
  );
  expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'note', 'note', 'note']);
});

it('diagnose takes the local version from the root answers where the nodes could not be listed', () => {
  const local = {
    ...facts().local,
    nodes: notAnswered('not-authorized'),
    nodesAsked: [localNode({ root: answered(root({ version: '8.19.21' })) })],
  };
  expect(diagnose(facts({ local })).versions.local).toEqual(['8.19.21']);
});
