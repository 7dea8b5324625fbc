import { describe, expect, it } from 'vitest';
import { codesOf } from '../../../lib/diagnosis/codes.ts';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  answered,
  broken,
  deadEndpoint,
  endpoint,
  facts,
  failedTls,
  node,
  notAnswered,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  tlsEvidence,
  withoutRemote,
} from '../../support/facts.ts';

const CODES: readonly string[] = codesOf('lint');

function lint(given: RegistrationFacts) {
  const { cause, findings, status } = diagnose(given);
  const notes = findings.filter(({ code }) => CODES.includes(code));
  return {
    status,
    cause: cause.code,
    notes: notes.map(({ code, severity }) => `${severity} ${code}`),
    evidence: notes[0]?.evidence,
    fix: textOf(notes[0]?.fix ?? []),
  };
}

const { transportAddress: _address, ...nodeWithoutAddress } = node({ id: 'n2', name: 'archive-2' });
const PROXY = { mode: 'proxy', seeds: [] } as const;
const several = registration({ seeds: ['10.0.0.1:9300', '10.0.0.2:9300'] });

describe('a single seed', () => {
  const gateways = remoteFacts({
    nodes: answered([
      node(),
      node({ id: 'n2', name: 'archive-2', transportAddress: '10.0.0.2:9300' }),
      node({ id: 'n3', name: 'm', roles: ['master'] }),
    ]),
  });

  it('is noted where the remote has more nodes, with those that could be seeds', () => {
    expect(lint(facts({ remote: gateways }))).toEqual({
      status: 'healthy',
      cause: 'healthy',
      notes: ['note single-seed'],
      evidence:
        '10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9300',
      fix: 'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.seeds": [ "10.0.0.1:9300", "<host>:<port> of another node" ] } }',
    });
  });

  it('is noted where the statistics alone count several', () => {
    const stats = answered({ clusterUuid: 'u', status: 'green', versions: [], nodesCount: 3 });
    expect(lint(withoutRemote({ stats }))).toMatchObject({
      notes: ['note single-seed'],
      evidence: '10.0.0.1:9300 is the only seed, though the remote has several nodes',
    });
  });

  it.each([
    ['nobody counts nodes', withoutRemote()],
    ['the statistics were not seen', withoutRemote({ stats: notAnswered('refused') })],
    [
      'the nodes share an address',
      facts({
        remote: remoteFacts({ nodes: answered([node(), node({ id: 'n2', name: 'archive-2' })]) }),
      }),
    ],
    [
      'the nodes tell no address',
      facts({ remote: remoteFacts({ nodes: answered([node(), nodeWithoutAddress]) }) }),
    ],
    ['there are two seeds', withoutRemote({ registration: several })],
    [
      'the mode is proxy',
      withoutRemote({ registration: registration({ ...PROXY, proxyAddress: 'proxy:9300' }) }),
    ],
    ['no seed is known', withoutRemote({ registration: registration({ seeds: [] }) })],
    [
      'the name of the seed stands for several addresses',
      withoutRemote({
        network: [
          probe('archive:9300', {
            dns: {
              outcome: 'ok',
              durationMs: 1,
              evidence: {
                lookedUp: true,
                ips: [
                  { ip: '10.0.0.1', family: 4 },
                  { ip: '10.0.0.2', family: 4 },
                ],
              },
            },
          }),
        ],
      }),
    ],
  ])('is nothing to note where %s', (_what, given) => {
    expect(lint(given).notes).toEqual([]);
  });
});

it('a single connection is noted where the remote has more nodes', () => {
  const single = registration({ ...several, connectionsPerCluster: 1 });
  const stats = answered({ clusterUuid: 'u', status: 'green', versions: [], nodesCount: 3 });
  expect(lint(withoutRemote({ registration: single, stats }))).toMatchObject({
    status: 'healthy',
    notes: ['note single-connection'],
    fix: 'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.node_connections": 3 } }',
  });
  expect(lint(withoutRemote({ registration: single })).notes).toEqual([]);
});

describe('sniff mode towards Elastic Cloud', () => {
  it.each([
    'a.es.eu-west-1.aws.found.io',
    'a.us-central1.gcp.cloud.es.io',
    'a.es.eastus.azure.elastic-cloud.com',
    'a.es.us-east-1.aws.elastic.cloud',
  ])('is noted for %s', (host) => {
    const { notes, fix } = lint(
      withoutRemote({ registration: registration({ seeds: [`${host}:9400`, 'b:9300'] }) }),
    );
    expect(notes).toEqual(['note sniff-to-managed-service']);
    expect(fix).toContain(`"cluster.remote.archive.server_name": "${host}"`);
  });

  it('is a warning where the remote does not work, beside its cause', () => {
    const given = broken({
      registration: registration({ seeds: ['a.es.eu-west-1.aws.found.io:9400', 'b:9300'] }),
      network: [
        probe('a.es.eu-west-1.aws.found.io:9400', { endpoints: [deadEndpoint('timed-out')] }),
      ],
    });
    expect(lint(given)).toMatchObject({
      status: 'failing',
      cause: 'connection-timed-out',
      notes: ['warning sniff-to-managed-service'],
    });
  });

  it.each(['found.io.example:9300', 'no address'])('is not meant by %s', (seed) => {
    expect(
      lint(withoutRemote({ registration: registration({ seeds: [seed, 'b:9300'] }) })).notes,
    ).toEqual([]);
  });
});

describe('the port of the other security model', () => {
  const refused = [probe(undefined, { endpoints: [deadEndpoint()] })];
  it.each([
    ['an API key', { securityModel: 'api-key', seeds: ['a:9300', 'b:9443'] }, 'a:9300'],
    [
      'an API key, at Elastic Cloud',
      { ...PROXY, securityModel: 'api-key', proxyAddress: 'a:9400' },
      'a:9400',
    ],
    ['certificates', { securityModel: 'certificate', seeds: ['a:9443', 'b:9443'] }, 'a:9443'],
  ] as const)('is noted with %s where the remote does not work', (_what, overrides, address) => {
    const { notes, evidence } = lint(
      broken({ registration: registration(overrides), network: refused }),
    );
    expect(notes).toContain('note unusual-port');
    expect(evidence).toContain(`The address is ${address}, but the local nodes`);
  });

  it.each([
    [
      'the remote works',
      facts({ registration: registration({ ...several, securityModel: 'api-key' }) }),
    ],
    [
      'the ports are usual',
      broken({ registration: registration({ seeds: ['a:9300', 'no address'] }), network: refused }),
    ],
    [
      'security is off',
      broken({
        registration: registration({ securityModel: 'none', seeds: ['a:9443', 'b:9443'] }),
        network: refused,
      }),
    ],
    [
      'the cause says so already',
      broken({
        registration: registration({
          securityModel: 'api-key',
          seeds: ['10.0.0.1:9300', 'b:9300'],
        }),
        network: [
          probe(undefined, {
            endpoints: [
              endpoint({
                tls: {
                  outcome: 'ok',
                  durationMs: 1,
                  evidence: tlsEvidence({ clientCertificate: 'requested' }),
                },
              }),
            ],
          }),
        ],
      }),
    ],
  ])('is nothing to note where %s', (_what, given) => {
    expect(lint(given).notes).toEqual([]);
  });
});

describe('a proxy address that is an IP, without a server name,', () => {
  const byIp = registration({ ...PROXY, proxyAddress: '10.0.0.1:9300' });
  const proxied = (tls: ReturnType<typeof endpoint>) => [
    probe(undefined, { roles: ['proxy'], endpoints: [tls] }),
  ];

  it.each([
    ['TLS fails', proxied(failedTls('closed')), 'connection-reset'],
    [
      'the certificate has another name',
      proxied(
        endpoint({
          tls: { outcome: 'ok', durationMs: 1, evidence: tlsEvidence({ nameMatches: false }) },
        }),
      ),
      'certificate-name-mismatch',
    ],
  ] as const)('is noted where %s', (_what, network, cause) => {
    expect(lint(broken({ registration: byIp, network }))).toMatchObject({
      cause,
      notes: ['note server-name-missing'],
      fix: 'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.server_name": "<name of the remote, as its certificate has it>" } }',
    });
  });

  it.each([
    ['it works', facts({ registration: byIp })],
    ['nothing listens there', broken({ registration: byIp, network: proxied(deadEndpoint()) })],
    ['TLS goes well', broken({ registration: byIp, network: proxied(endpoint()) })],
    [
      'TLS is off',
      broken({
        registration: registration({ ...byIp, transportTls: false }),
        network: proxied(failedTls('closed')),
      }),
    ],
    [
      'there is one',
      broken({
        registration: registration({ ...byIp, serverName: 'archive' }),
        network: proxied(failedTls('closed')),
      }),
    ],
    [
      'it is a name',
      broken({
        registration: registration({ ...byIp, proxyAddress: 'archive:9300' }),
        network: proxied(failedTls('closed')),
      }),
    ],
    [
      'it is none',
      broken({ registration: registration(PROXY), network: proxied(failedTls('closed')) }),
    ],
  ])('is nothing to note where %s', (_what, given) => {
    expect(lint(given).notes).toEqual([]);
  });
});

describe('an attribute that gateways need', () => {
  const choosy = registration({ ...several, nodeAttribute: 'gateway' });
  it('is noted where nobody knows whether a remote node has it', () => {
    expect(lint(broken({ registration: choosy })).notes).toEqual([
      'note gateway-attribute-required',
    ]);
  });

  it.each([
    ['the remote works', withoutRemote({ registration: choosy })],
    ['the nodes are known', broken({ registration: choosy, remote: remoteFacts() })],
    [
      'the cause says so already',
      broken({
        registration: choosy,
        active: [refusedActive('Unable to open any connections to remote cluster [archive]')],
      }),
    ],
    [
      'the mode is proxy',
      broken({ registration: registration({ ...PROXY, nodeAttribute: 'gateway' }) }),
    ],
  ])('is nothing to note where %s', (_what, given) => {
    expect(lint(given).notes).toEqual([]);
  });
});
