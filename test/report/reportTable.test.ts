import { expect, it } from 'vitest';
import { table } from '../../lib/report/reportTable.ts';
import { answered, broken, failedTransport, probe, registration } from '../support/facts.ts';
import { MARKED, PLAIN_PAPER, paper } from '../support/paper.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  result,
  unknownResult,
} from '../support/results.ts';

const plain = { verbose: false, all: false, paper: PLAIN_PAPER };
const all = report([healthyResult, failingResult, degradedResult, unknownResult]);

it('table shows the trouble first, with evidence and fix, and a line for what is healthy', () => {
  expect(table(all, plain)).toMatchInlineSnapshot(`
    "CLUSTER  ALIAS    STATUS    CAUSE                     VERSIONS        GATEWAYS  MODE   MODEL        MS
    eu       orders   failing   connection-refused        9.5.3 -> ?      ?         sniff  certificate  42
    us       logs     degraded  certificate-expires-soon  9.5.3 -> 9.5.3  1/2       sniff  api-key      42
    eu       metrics  unknown   checker-not-authorized    9.5.3 -> 9.5.3  1/3       sniff  certificate  42
    eu       archive  healthy   healthy                   9.5.3 -> 9.5.3  1/3       sniff  certificate  42

    failing eu/orders: The remote refuses connections
      10.0.0.1:9300: connect refused
      fix: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:

    GET _resolve/cluster/orders:*

      warning searches-skip-this-remote: skip_unavailable is true: searches answer HTTP 200 without the data of this remote

    degraded us/logs: A certificate expires in 7 days
      Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      fix: Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.

      warning api-key-expires-soon: Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days

      warning gateway-silent: 1 of 2 gateway nodes that local nodes may choose is silent from test: archive-2 at 10.0.0.2:9443 (tcp timed out). 0 of 1 cross-cluster requests got no answer

    unknown eu/metrics: The checker lacks privileges
      Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user [checker]
      fix: On the local cluster:

    PUT _security/role/remote-cluster-checker
    { "cluster": [ "monitor" ], "remote_indices": [ { "clusters": [ "*" ], "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ], "remote_cluster": [ { "clusters": [ "*" ], "privileges": [ "monitor_stats" ] } ] }

           (remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only)
           A remote in the certificate model needs a role of the same name. So does any remote whose own HTTP addresses the registry gives:
           On the remote cluster:

    PUT _security/role/remote-cluster-checker
    { "cluster": [ "monitor", "read_security" ], "indices": [ { "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ] }

           (read_security only for GET _security/api_key)
           If the checker uses an API key, the certificate model goes by the role_descriptors of this key, and by no role of the remote: give it the indices of the second role too.

    4 remotes checked from lambda in vpc-1 in 1.2 s: 1 failing, 1 degraded, 1 unknown, 1 healthy
    "
  `);
});

it('table shows all evidence when asked for', () => {
  expect(table(report([degradedResult]), { ...plain, verbose: true })).toMatchInlineSnapshot(`
    "CLUSTER  ALIAS  STATUS    CAUSE                     VERSIONS        GATEWAYS  MODE   MODEL    MS
    us       logs   degraded  certificate-expires-soon  9.5.3 -> 9.5.3  1/2       sniff  api-key  42

    degraded us/logs: A certificate expires in 7 days
      Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      fix: Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.

      warning api-key-expires-soon: Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days
        fix: Extend the key as long as it is valid, as the user who created it. Its secret stays the same, so no keystore changes. Repeat the metadata that the key has, or else it is lost:
             On the remote cluster:

    PUT _security/cross_cluster/api_key/VuaCfGcBCdbkQm-e5aOx
    { "expiration": "365d", "metadata": {  } }

             If it has expired, or the remote refuses this, replace it:
             Create a new key (without "replication" if nothing is followed):

    POST _security/cross_cluster/api_key
    { "name": "logs", "access": { "search": [ { "names": [ "<indices>" ] } ], "replication": [ { "names": [ "<indices>" ] } ] } }

             Bring its "encoded" value to every local node:
             In a shell on each local node:

    bin/elasticsearch-keystore add -f cluster.remote.logs.credentials

             On the local cluster:

    POST _nodes/reload_secure_settings

      warning gateway-silent: 1 of 2 gateway nodes that local nodes may choose is silent from test: archive-2 at 10.0.0.2:9443 (tcp timed out). 0 of 1 cross-cluster requests got no answer
        fix: Restart the named node, or restore the way to its publish address (10.0.0.2:9443). To have the local nodes drop such connections, let Elasticsearch ping:

    PUT _cluster/settings
    { "persistent": { "cluster.remote.logs.transport.ping_schedule": "30s" } }

      note single-seed: 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9443
        fix:

    PUT _cluster/settings
    { "persistent": { "cluster.remote.logs.seeds": [ "10.0.0.1:9300", "<host>:<port> of another node" ] } }

      raw evidence:
        unexplained evidence, probe of 10.0.0.2:9443 (10.0.0.1): connect timed-out
        passive, local-1: connected true, 1 of 3 connections, has an API key [4 ms]
        active, local-1, resolve-cluster: connected, 9.5.3 [12 ms]
        large answers, local-1: passed (3000 bytes)
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
    /failing +\S+ +\? -> \S+ +- +proxy +certificate +42\n/,
  );
  expect(table(report([failingResult]), plain)).toContain('1 remote checked');
  expect(table(report([result()]), plain)).not.toContain('fix');
});

it('table paints status, titles, evidence and requests, and lets healthy rows recede', () => {
  const text = table(report([healthyResult, failingResult]), { ...plain, paper: MARKED });
  expect(text).toMatchInlineSnapshot(`
    "{bold CLUSTER  ALIAS    STATUS   CAUSE               VERSIONS        GATEWAYS  MODE   MODEL        MS}
    eu       orders   {failing failing}  connection-refused  9.5.3 -> ?      ?         sniff  certificate  42
    {dim eu}       {dim archive}  {healthy healthy}  {dim healthy}             {dim 9.5.3 -> 9.5.3}  {dim 1/3}       {dim sniff}  {dim certificate}  {dim 42}

    {bold failing eu/orders: The remote refuses connections}
      {dim 10.0.0.1:9300: connect refused}
      fix: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:

    {typed GET _resolve/cluster/orders:*}

      warning searches-skip-this-remote: skip_unavailable is true: searches answer HTTP 200 without the data of this remote

    2 remotes checked from lambda in vpc-1 in 1.2 s: 1 failing, 1 healthy
    "
  `);
});

it.each([60, 80, 120, 200])('table fits %d columns', (width) => {
  const text = table(all, { ...plain, paper: paper(width) });
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > width)).toEqual([]);
});

it('table wraps prose and spreads requests at 60 columns', () => {
  expect(table(report([unknownResult]), { ...plain, paper: paper(60) })).toMatchInlineSnapshot(`
    "CLUSTER  ALIAS    STATUS   CAUSE
    eu       metrics  unknown  checker-not-authorized

    unknown eu/metrics: The checker lacks privileges
      Our user may not ask GET /_resolve/cluster: action
      [indices:admin/resolve/cluster] is unauthorized for user
      [checker]
      fix: On the local cluster:

    PUT _security/role/remote-cluster-checker
    {
      "cluster": [ "monitor" ],
      "remote_indices": [
        {
          "clusters": [ "*" ],
          "names": [ "connectivity-check-*" ],
          "privileges": [ "read" ]
        }
      ],
      "remote_cluster": [
        {
          "clusters": [ "*" ],
          "privileges": [ "monitor_stats" ]
        }
      ]
    }

           (remote_indices from 8.10 and remote_cluster from
           8.17 on, both for remotes with an API key only)
           A remote in the certificate model needs a role of the
           same name. So does any remote whose own HTTP
           addresses the registry gives:
           On the remote cluster:

    PUT _security/role/remote-cluster-checker
    {
      "cluster": [ "monitor", "read_security" ],
      "indices": [
        {
          "names": [ "connectivity-check-*" ],
          "privileges": [ "read" ]
        }
      ]
    }

           (read_security only for GET _security/api_key)
           If the checker uses an API key, the certificate model
           goes by the role_descriptors of this key, and by no
           role of the remote: give it the indices of the second
           role too.

    1 remote checked from lambda in vpc-1 in 1.2 s: 1 unknown
    "
  `);
});

it('table drops columns in a fixed order', () => {
  const heads = [60, 72, 80, 90, 100].map(
    (width) => table(all, { ...plain, paper: paper(width) }).split('\n')[0],
  );
  expect(heads).toMatchInlineSnapshot(`
    [
      "CLUSTER  ALIAS    STATUS    CAUSE",
      "CLUSTER  ALIAS    STATUS    CAUSE                     VERSIONS",
      "CLUSTER  ALIAS    STATUS    CAUSE                     VERSIONS        GATEWAYS",
      "CLUSTER  ALIAS    STATUS    CAUSE                     VERSIONS        GATEWAYS  MODE",
      "CLUSTER  ALIAS    STATUS    CAUSE                     VERSIONS        GATEWAYS  MODE   MODEL",
    ]
  `);
});

it('table has one line for many healthy remotes, unless all are asked for', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    ...healthyResult,
    alias: `a-${index}`,
  }));
  const folded = table(report([...many, failingResult]), plain);
  expect(folded).toContain('and 30 healthy remotes; --all lists them\n');
  expect(folded).not.toContain('a-7');
  expect(folded).toContain('31 remotes checked');
  for (const more of [{ all: true }, { verbose: true }])
    expect(table(report(many), { ...plain, ...more })).toContain('a-7');
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
