import { expect, it } from 'vitest';
import { evidenceLines } from '../../lib/report/evidenceLines.ts';
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
  node,
  notAnswered,
  passive,
  probe,
  refusedActive,
  refusedSniff,
  registration,
  remoteFacts,
  sniffed,
  sniffWitness,
  tlsEvidence,
  unseenEndpoint,
  withoutRemote,
} from '../support/facts.ts';
import { result } from '../support/results.ts';

const lines = (given: Parameters<typeof result>[0]) => evidenceLines(result(given)).join('\n');

it('evidenceLines tells what each witness said', () => {
  expect(lines(facts())).toMatchInlineSnapshot(`
    "passive, local-1: connected true, 3 of 3 connections [4 ms]
    active, local-1, resolve-cluster: connected, 9.5.3 [12 ms]
    large answers, local-1: passed (3000 bytes)
    network, 10.0.0.1:9300 (seed): 10.0.0.1 tcp ok [1 ms] > tls TLSv1.3 [2 ms] > transport 9.5.3 [3 ms]
      certificate CN=archive-1, issued by CN=ca, until 2028-01-01, names IP Address:10.0.0.1, sha256 AA:BB
    gateway archive-1 9.5.3 at 10.0.0.1:9300: eligible, chosen (compatible version, and not a dedicated master), reachable yes
    gateway archive-2 9.5.3 at 10.0.0.2:9300: eligible, chosen (compatible version, and not a dedicated master), reachable unknown
    gateway archive-3 9.5.3 at 10.0.0.3:9300: eligible, chosen (compatible version, and not a dedicated master), reachable unknown
    versions, wire: supported (minimum-wire-version): 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3
    versions, search: supported (rule): Elastic supports searches from 9.5 to 9.5
    versions, replication: supported (rule): 9.5 may follow indices of 9.5"
  `);
});

it('evidenceLines tells what each witness could not say, and why', () => {
  const unasked = {
    node: 'local-2',
    url: 'https://local-2:9200',
    durationMs: 1,
    failed: notAnswered('no-role', 'node [local-2] lacks the role').failed,
  };
  const given = broken({
    passive: [passive({ connected: false, connections: 0, hasCredentials: true }), unasked],
    active: [{ ...refusedActive('Connection refused'), error: 'Unable to connect' }],
    network: [
      probe('gone:9300', {
        dns: {
          outcome: 'failed',
          durationMs: 2,
          failure: 'name-not-resolved',
          message: 'getaddrinfo ENOTFOUND gone',
        },
        endpoints: [],
      }),
      probe('10.0.0.1:9300', { endpoints: [deadEndpoint()] }),
      probe('10.0.0.2:9300', { endpoints: [failedTransport('closed')] }),
      probe('10.0.0.3:9300', { endpoints: [unseenEndpoint()] }),
      probe('10.0.0.4:9300', {
        endpoints: [
          endpoint({
            tls: {
              outcome: 'ok',
              durationMs: 1,
              evidence: {
                ...tlsEvidence({ chain: [certificate({ subjectAltNames: [] })] }),
                protocol: undefined,
              },
            },
            transport: { outcome: 'ok', durationMs: 1, evidence: { transportVersion: 7_172_999 } },
          }),
        ],
      }),
    ],
    remote: remoteFacts({ nodes: answered([node({ roles: ['master'] })]) }),
  });
  expect(lines(given)).toMatchInlineSnapshot(`
    "unexplained evidence, local-2: node [local-2] lacks the role
    unexplained evidence, cluster statistics: the answer was refused
    passive, local-1: connected false, 0 of 3 connections, has an API key [4 ms]
    passive, local-2: no-role: node [local-2] lacks the role [1 ms]
    active, local-1, resolve-cluster: not-connected: Unable to connect [12 ms]
      because exception: Connection refused
    large answers, local-1: passed (3000 bytes)
    network, gone:9300 (seed): dns name-not-resolved: getaddrinfo ENOTFOUND gone [2 ms]
    network, 10.0.0.1:9300 (seed): 10.0.0.1 tcp refused: connect refused [1 ms]
    network, 10.0.0.2:9300 (seed): 10.0.0.1 tcp ok [1 ms] > tls TLSv1.3 [2 ms] > transport closed: transport closed [2 ms]
      certificate CN=archive-1, issued by CN=ca, until 2028-01-01, names IP Address:10.0.0.1, sha256 AA:BB
    network, 10.0.0.3:9300 (seed): 10.0.0.1 tcp ok [1 ms] > tls TLSv1.3 [2 ms]
      certificate CN=archive-1, issued by CN=ca, until 2028-01-01, names IP Address:10.0.0.1, sha256 AA:BB
    network, 10.0.0.4:9300 (seed): 10.0.0.1 tcp ok [1 ms] > tls ok [1 ms] > transport transport version 7172999 [1 ms]
      certificate CN=archive-1, issued by CN=ca, until 2028-01-01, names none, sha256 AA:BB
    gateway archive-1 9.5.3 at 10.0.0.1:9300: not eligible (dedicated master), reachable no
    versions, wire: supported (minimum-wire-version): 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3
    versions, search: supported (rule): Elastic supports searches from 9.5 to 9.5
    versions, replication: supported (rule): 9.5 may follow indices of 9.5
    not seen, local GET /_cluster/stats?include_remotes: refused: the answer was refused"
  `);
});

it('evidenceLines says where a node offers no address, and where TLS failed before a certificate was seen', () => {
  const given = facts({
    registration: registration({ securityModel: 'api-key' }),
    network: [probe('10.0.0.1:9443', { endpoints: [failedTls('closed')] })],
  });
  expect(lines(given)).toContain(
    'gateway archive-1 9.5.3 at no address: not eligible (has no remote cluster server enabled)',
  );
  expect(lines(given)).toContain('tcp ok [1 ms] > tls closed: tls closed [2 ms]');
});

it('evidenceLines leaves out what an answer does not have', () => {
  const { remoteVersion: _none, ...without } = active();
  expect(lines(facts({ active: [without] }))).toContain(
    'active, local-1, resolve-cluster: connected [12 ms]',
  );
});

it('evidenceLines tells of searches since the nodes started, and of late', () => {
  const searches = {
    answered: 4,
    skipped: 24,
    nodes: { answered: 2, failed: 0 },
    own: { answered: 0, skipped: 0 },
    failed: {},
  };
  const about = (more: object) =>
    evidenceLines({ ...result(), searches: { ...searches, ...more } }).filter((line) =>
      line.startsWith('searches'),
    );
  expect(about({})).toEqual([
    'searches, since the local nodes started (2 asked): 4 answered, 24 left it out',
  ]);
  const recent = { minutes: 60, answered: 588, skipped: 312, failed: {}, atLeast: false };
  expect(about({ recent }).slice(1)).toEqual([
    'searches: 312 of 900 searches in the last hour left it out',
  ]);
  expect(
    about({
      nodes: { answered: 1, failed: 1 },
      own: { answered: 0, skipped: 1 },
      failed: { timeout: 3 },
      recent: { ...recent, failed: { timeout: 1, remotes_unavailable: 2 } },
    }),
  ).toEqual([
    "searches, since the local nodes started (1 asked, 1 without an answer): 4 answered, 24 left it out; 1 of them were this check's own",
    'searches: 312 of 900 searches in the last hour left it out',
    'searches of all remotes: 3 cross-cluster searches of the local cluster failed in the last hour (2 remotes_unavailable, 1 timeout)',
    'searches of all remotes that failed as a whole, since the local nodes started (1 asked, 1 without an answer): 3 timeout',
  ]);
});

it('evidenceLines tells of replication', () => {
  const replication = {
    followers: 2,
    shards: 3,
    operationsBehind: 7,
    stopped: [],
    stoppedFollowers: 0,
    retryingFollowers: 1,
  };
  const about = (more: object) =>
    evidenceLines({ ...result(), replication: { ...replication, ...more } }).filter((line) =>
      line.startsWith('replication'),
    );
  expect(about({})).toEqual([
    'replication: 2 followers, 3 shards, 7 operations behind, 0 stopped, 1 cannot read',
  ]);
  const patterns = [true, false].map((active) => ({
    name: 'logs',
    active,
    leaderIndexPatterns: ['logs-*', 'x'],
  }));
  const errors = [
    { about: 'logs:x', at: '2026-11-24T00:00:00.000Z' as const, reason: 'no soft deletes' },
  ];
  const all = {
    pausedFollowers: 1,
    sinceLastReadMs: 61_000,
    autoFollowPatterns: patterns,
    autoFollowErrors: errors,
  };
  expect(
    evidenceLines({ ...result(), replication: { ...replication, ...all } }).filter((line) =>
      /^(replication|auto)/.test(line),
    ),
  ).toEqual([
    'replication: 2 followers, 3 shards, 7 operations behind, 0 stopped, 1 cannot read, 1 paused; the longest time since a read was sent is 61 s',
    'auto-follow logs: logs-*, x',
    'auto-follow logs, paused: logs-*, x',
    'auto-follow failed, logs:x, at 2026-11-24T00:00:00.000Z: no soft deletes',
  ]);
  expect(about({ sinceAutoFollowCheckMs: 4100 })).toEqual([
    expect.stringMatching(/; looked for new indices 4 s ago$/),
  ]);
});

it('evidenceLines tells what each seed said, and which gateways a local node would choose', () => {
  const nodes = [
    node(),
    node({ id: 'n2', name: 'archive-2', roles: ['master'] }),
    node({ id: 'n3', name: 'archive-3' }),
  ];
  const given = withoutRemote({
    registration: registration({ connectionsPerCluster: 1 }),
    sniff: [
      sniffed({ clusterUuid: 'archive-uuid' }, nodes),
      refusedSniff('key-expired', { seed: 'b:1' }),
      {
        witness: sniffWitness({
          seed: 'c:1',
          as: 'nobody',
          outcome: 'not-known',
          why: 'No answer within 3000 ms',
        }),
      },
      {
        witness: {
          seed: 'd:1',
          as: 'node',
          outcome: 'not-asked',
          reached: 'nothing',
          why: 'because',
          roundTrips: 0,
          durationMs: 0,
        },
      },
    ],
  });
  const shown = evidenceLines(result(given)).filter((line) => /^(sniff|gateway)/.test(line));
  expect(shown.join('\n')).toMatchInlineSnapshot(`
    "sniff, 10.0.0.1:9300, asked with the API key of the checker: answered (cluster archive (archive-uuid), archive-1 9.5.3, 3 nodes) [4 answers, 60 ms]
    sniff, b:1, asked with the API key of the checker: refused (9.5.3): key-expired: the words for key-expired [4 answers, 60 ms]
    sniff, c:1, asked without credentials: not-known (cluster archive, archive-1 9.5.3, 3 nodes): No answer within 3000 ms [4 answers, 60 ms]
    sniff, d:1, asked as a node: not-asked: because [0 answers, 0 ms]
    gateways, as the seed 10.0.0.1:9300 lists them:
    gateway archive-1 9.5.3 at 10.0.0.1:9300: eligible, chosen (compatible version, and not a dedicated master), reachable yes
    gateway archive-2 9.5.3 at 10.0.0.1:9300: not eligible (dedicated master), reachable yes
    gateway archive-3 9.5.3 at 10.0.0.1:9300: eligible, not chosen (compatible version, and not a dedicated master), reachable yes"
  `);
});

it('evidenceLines tells both sources of the gateways', () => {
  expect(lines(facts({ sniff: [sniffed()] }))).toContain(
    'gateways, as the seed 10.0.0.1:9300 lists them, and the HTTP port of the remote:',
  );
});
