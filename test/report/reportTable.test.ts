import { expect, it } from 'vitest';
import { table } from '../../lib/report/reportTable.ts';
import { answered, broken, failedTransport, probe, registration } from '../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  result,
  unknownResult,
} from '../support/results.ts';

const plain = { verbose: false, paint: (_status: string, text: string) => text };
const all = report([healthyResult, failingResult, degradedResult, unknownResult]);

it('table shows the trouble first, with evidence and fix, and a line for what is healthy', () => {
  expect(table(all, plain)).toMatchInlineSnapshot(`
    "CLUSTER  ALIAS    MODE   MODEL        STATUS    CAUSE                     VERSIONS        GATEWAYS  MS
    eu       orders   sniff  certificate  failing   connection-refused        9.5.3 -> ?      ?         42
      The remote refuses connections: 10.0.0.1:9300: connect refused
      fix: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
           GET _resolve/cluster/orders:*
      warning searches-skip-this-remote: skip_unavailable is true: searches answer HTTP 200 without the data of this remote

    us       logs     sniff  api-key      degraded  certificate-expires-soon  9.5.3 -> 9.5.3  1/2       42
      A certificate expires in 7 days: Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      fix: Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.
      warning api-key-expires-soon: Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days
      warning gateways-partly-reachable: 1 of 2 eligible gateway nodes cannot be reached from test: archive-2 at 10.0.0.2:9443

    eu       metrics  sniff  certificate  unknown   checker-not-authorized    9.5.3 -> 9.5.3  3/3       42
      The checker lacks privileges: Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user [checker]
      fix: On the local cluster:
           PUT _security/role/remote-cluster-checker
           { "cluster": [ "monitor" ], "remote_indices": [ { "clusters": [ "*" ], "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ], "remote_cluster": [ { "clusters": [ "*" ], "privileges": [ "monitor_stats" ] } ] }
           (remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only)
           A remote in the certificate model needs a role of the same name. So does any remote whose own HTTP addresses the registry gives:
           On the remote cluster:
           PUT _security/role/remote-cluster-checker
           { "cluster": [ "monitor", "read_security" ], "indices": [ { "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ] }
           (read_security only for GET _security/api_key)

    eu       archive  sniff  certificate  healthy   healthy                   9.5.3 -> 9.5.3  3/3       42

    4 remotes checked from lambda in vpc-1 in 1.2 s: 1 failing, 1 degraded, 1 unknown, 1 healthy
    "
  `);
});

it('table shows all evidence when asked for', () => {
  expect(table(report([degradedResult]), { ...plain, verbose: true })).toMatchInlineSnapshot(`
    "CLUSTER  ALIAS  MODE   MODEL    STATUS    CAUSE                     VERSIONS        GATEWAYS  MS
    us       logs   sniff  api-key  degraded  certificate-expires-soon  9.5.3 -> 9.5.3  1/2       42
      A certificate expires in 7 days: Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      fix: Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.
      warning api-key-expires-soon: Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days
        fix: Create a new key (without "replication" if nothing is followed):
             On the remote cluster:
             POST _security/cross_cluster/api_key
             { "name": "logs", "access": { "search": [ { "names": [ "<indices>" ] } ], "replication": [ { "names": [ "<indices>" ] } ] } }
             Put its "encoded" value into the keystore of every local node, and reload:
             In a shell on each local node:
             bin/elasticsearch-keystore add -f cluster.remote.logs.credentials
             On the local cluster:
             POST _nodes/reload_secure_settings
      warning gateways-partly-reachable: 1 of 2 eligible gateway nodes cannot be reached from test: archive-2 at 10.0.0.2:9443
        fix: Restore the named nodes, open their publish addresses, or make more nodes eligible (data or ingest role, and the attribute of cluster.remote.node.attr).
      note single-seed: 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9443
        fix: PUT _cluster/settings
             { "persistent": { "cluster.remote.logs.seeds": [ "10.0.0.1:9300", "<host>:<port> of another node" ] } }
        passive, local-1: connected true, 1 of 3 connections, has an API key [4 ms]
        active, local-1, resolve-cluster: connected, 9.5.3 [12 ms]
        network, 10.0.0.1:9300 (seed, gateway): 10.0.0.1 tcp ok [1 ms] > tls TLSv1.3 [2 ms] > transport 9.5.3 [3 ms]
          certificate CN=archive-1, issued by CN=ca, until 2026-12-01, names IP Address:10.0.0.1, sha256 AA:BB
        network, 10.0.0.2:9443 (gateway): 10.0.0.1 tcp timed-out: connect timed-out [1 ms]
        gateway archive-1 9.5.3 at 10.0.0.1:9300: eligible, chosen (compatible version, and not a dedicated master), reachable yes
        gateway archive-2 9.5.3 at 10.0.0.2:9443: eligible, not chosen (compatible version, and not a dedicated master), reachable no
        versions, wire: supported (minimum-wire-version): 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3
        versions, search: supported (rule): Elastic supports searches from 9.5 to 9.5
        versions, replication: supported (rule): 9.5 may follow indices of 9.5


    1 remote checked from lambda in vpc-1 in 1.2 s: 1 degraded
    "
  `);
});

it('table says so when no remote is registered', () => {
  expect(table(report([]), plain)).toContain(
    '0 remotes checked from lambda in vpc-1 in 1.2 s: none registered',
  );
});

it('table says what is not known, and that a proxy has no gateways', () => {
  const proxy = result(
    broken({
      registration: registration({ mode: 'proxy' }),
      local: { ...broken().local, nodes: answered([]) },
    }),
  );
  expect(table(report([proxy]), plain)).toMatch(
    /proxy +certificate +failing +\S+ +\? -> \S+ +- +42\n/,
  );
  expect(table(report([failingResult]), plain)).toContain('1 remote checked');
});

it('table paints the status only', () => {
  expect(
    table(report([healthyResult]), { ...plain, paint: (status, text) => `{${status}}${text}` }),
  ).toContain('{healthy}healthy');
});

it('table lets no control character of a cluster through', () => {
  const text = table(report([hostileResult]), { ...plain, verbose: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

it('table advises once a cluster against a restart, below all', () => {
  const silent = broken({
    network: [probe(undefined, { endpoints: [failedTransport('timed-out')] })],
  });
  const text = table(report([result(silent), result(silent)]), plain);
  const advice = text
    .split('\n')
    .filter((line) => line.startsWith('Restarting local nodes now would be slow'));
  expect(advice).toEqual([
    expect.stringMatching(/: archive gives no answer: each node of eu that starts waits 10 s /),
  ]);
  expect(text.trimEnd().split('\n').at(-1)).toBe(advice[0]);
});
