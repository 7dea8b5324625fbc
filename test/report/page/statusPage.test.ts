import { describe, expect, it } from 'vitest';
import { clusterOverview } from '../../../lib/report/page/overview.ts';
import { sentence, statusPage } from '../../../lib/report/page/statusPage.ts';
import { STYLE } from '../../../lib/report/page/style.ts';
import { NOW } from '../../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, stored } from './stored.ts';

const page = (
  clusters: Parameters<typeof statusPage>[0],
  options: Partial<Parameters<typeof statusPage>[1]> = {},
) => String(statusPage(clusters, { now: NOW, ...options })).replace(STYLE, '');

const eu = clusterOverview('eu', [
  stored(healthyResult),
  stored(failingResult),
  stored(unknownResult),
]);
const us = clusterOverview('us', [stored(degradedResult)]);

describe('statusPage', () => {
  it('has counts, filter, table and trouble', () => {
    expect(plain(page([eu, us]))).toMatchInlineSnapshot(
      `"1 failing, 1 degraded, 1 unknown, 1 healthy – Remote clusters Skip to the content Remote clusters Overview Incidents Expirations Local clusters API 3 of 4 remote clusters need attention. Checked 2 min ago. 1 failing 1 degraded 1 unknown 1 healthy Filter Status all failing degraded unknown healthy Local cluster all eu us Cause all A certificate expires soon The checker lacks privileges The remote refuses connections The remote works Alias contains Show Needs attention failing: The remote refuses connections Data is silently missing orders from eu. Look first at eu: 1 other local cluster reaches orders for 3 h First step: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. orders from eu Since 2026-11-23 21:00:00 UTC. 10.0.0.1:9300: connect refused How to fix it Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects: GET _resolve/cluster/orders:* How to verify it In a shell on a local node: nc -vz 10.0.0.1 9300 What it means The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading. Documentation Also found warning Searches skip this remote (skip_unavailable: true) skip_unavailable is true: searches answer HTTP 200 without the data of this remote What it means, and how to fix it With skip_unavailable: true, a search answers HTTP 200 and lacks the data of this remote. Only _clusters.skipped in the answer shows it. Fix the cause. To have searches fail instead: PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.orders.skip_unavailable&quot;: false } } note The gateway nodes are not known The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote&#39;s own HTTP addresses: urls and auth) in the registry to have them listed and probed What it means, and how to fix it The checker could probe the seeds only. It does not know whether local nodes can reach the nodes behind them at their publish addresses. Below remotes.orders in the registry, give the checker in the certificate model sniffAsNode: true with a node certificate, or the remote&#39;s own HTTP addresses (remote). note The certificate security model is deprecated orders uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3 What it means, and how to fix it Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It works as before, and a later major version may remove it. Plan the migration to a cross-cluster API key: it needs the remote cluster server on the remote nodes, and the key in the keystore of each local node. degraded: A certificate expires in 7 days Works for now logs from us for 3 h First step: Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while. logs from us Since 2026-11-23 21:00:00 UTC. Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days How to fix it Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while. How to verify it On the cluster that the evidence names: GET _ssl/certificates What it means After that date local nodes open no new connection that needs it. Searches and replication go on until the next interruption. Then the remote is unreachable. Documentation Also found warning An API key of the remote expires in 16 days Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days What it means, and how to fix it The checker cannot see which key this local cluster uses. If it is this one, all searches and replication over it stop at that time. Extend the key as long as it is valid, as the user who created it. Its secret stays the same, so no keystore changes. Repeat the metadata that the key has, or else it is lost: On the remote cluster: PUT _security/cross_cluster/api_key/VuaCfGcBCdbkQm-e5aOx { &quot;expiration&quot;: &quot;365d&quot;, &quot;metadata&quot;: { } } If it has expired, or the remote refuses this, replace it: Create a new key (without &quot;replication&quot; if nothing is followed): POST _security/cross_cluster/api_key { &quot;name&quot;: &quot;logs&quot;, &quot;access&quot;: { &quot;search&quot;: [ { &quot;names&quot;: [ &quot;&lt;indices&gt;&quot; ] } ], &quot;replication&quot;: [ { &quot;names&quot;: [ &quot;&lt;indices&gt;&quot; ] } ] } } Bring its &quot;encoded&quot; value to every local node: In a shell on each local node: bin/elasticsearch-keystore add -f cluster.remote.logs.credentials On the local cluster: POST _nodes/reload_secure_settings warning A gateway node is silent 1 of 2 gateway nodes that local nodes may choose is silent from test: archive-2 at 10.0.0.2:9443 (tcp timed out). 0 of 1 cross-cluster requests got no answer What it means, and how to fix it Local nodes take their connections in turn. A request that comes to a silent gateway hangs until it times out, while the others pass: the same search works at one moment and hangs at the next. A node that is stopped, a firewall, or a half-open connection is behind it. Restart the named node, or restore the way to its publish address (10.0.0.2:9443). To have the local nodes drop such connections, let Elasticsearch ping: PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.logs.transport.ping_schedule&quot;: &quot;30s&quot; } } note There is only one seed 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9443 What it means, and how to fix it Each time that a local node opens new connections, it asks a seed for the gateway nodes. If this one node is down at that moment, the remote is unreachable though its other nodes are up. PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.logs.seeds&quot;: [ &quot;10.0.0.1:9300&quot;, &quot;&lt;host&gt;:&lt;port&gt; of another node&quot; ] } } unknown: The checker lacks privileges Not known metrics from eu for 3 h First step: On the local cluster: PUT _security/role/remote-cluster-checker metrics from eu Since 2026-11-23 21:00:00 UTC. Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user [checker] How to fix it On the local cluster: PUT _security/role/remote-cluster-checker { &quot;cluster&quot;: [ &quot;monitor&quot; ], &quot;remote_indices&quot;: [ { &quot;clusters&quot;: [ &quot;*&quot; ], &quot;names&quot;: [ &quot;connectivity-check-*&quot; ], &quot;privileges&quot;: [ &quot;read&quot; ] } ], &quot;remote_cluster&quot;: [ { &quot;clusters&quot;: [ &quot;*&quot; ], &quot;privileges&quot;: [ &quot;monitor_stats&quot; ] } ] } (remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only) A remote in the certificate model needs a role of the same name. So does any remote whose own HTTP addresses the registry gives: On the remote cluster: PUT _security/role/remote-cluster-checker { &quot;cluster&quot;: [ &quot;monitor&quot;, &quot;read_security&quot; ], &quot;indices&quot;: [ { &quot;names&quot;: [ &quot;connectivity-check-*&quot; ], &quot;privileges&quot;: [ &quot;read&quot; ] } ] } (read_security only for GET _security/api_key) If the checker uses an API key, the certificate model goes by the role_descriptors of this key, and by no role of the remote: give it the indices of the second role too. How to verify it With the credentials of the checker: GET _security/user/_privileges What it means Elasticsearch refused a request of the checker, so the checker knows nothing from that request. This says nothing about the remote. Documentation Also found note The certificate security model is deprecated metrics uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3 What it means, and how to fix it Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It works as before, and a later major version may remove it. Plan the migration to a cross-cluster API key: it needs the remote cluster server on the remote nodes, and the key in the keystore of each local node. note There is only one seed 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9300, archive-3 at 10.0.0.3:9300 What it means, and how to fix it Each time that a local node opens new connections, it asks a seed for the gateway nodes. If this one node is down at that moment, the remote is unreachable though its other nodes are up. PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.metrics.seeds&quot;: [ &quot;10.0.0.1:9300&quot;, &quot;&lt;host&gt;:&lt;port&gt; of another node&quot; ] } } Last 24 hours Each remote cluster in the last 24 hours Remote cluster Hours, the latest on the right Usable Now orders from eu not known failing for 3 h logs from us not known degraded for 3 h metrics from eu not known unknown for 3 h archive from eu not known healthy for 3 h By local cluster Remote clusters by local cluster Alias eu us orders failing logs degraded metrics unknown archive healthy As of 2026-11-24 00:00:00 UTC. With JavaScript this page updates itself every minute. Stop that"`,
    );
  });

  it('counts by status in its title', () => {
    expect(page([eu, us])).toContain(
      '<title>1 failing, 1 degraded, 1 unknown, 1 healthy – Remote clusters</title>',
    );
    expect(page([])).toContain('<title>Nothing checked yet – Remote clusters</title>');
  });

  it('shows what needs attention, if anything does', () => {
    expect(page([eu])).toContain('id="attention"');
    for (const well of [
      page([clusterOverview('eu', [stored(healthyResult)])]),
      page([eu], { filter: { status: 'healthy' } }),
    ])
      expect(well).not.toContain('id="attention"');
  });

  it('says in one sentence how all is', () => {
    const none = { failing: 0, degraded: 0, unknown: 0, healthy: 0 };
    expect(
      [
        none,
        { ...none, healthy: 1 },
        { ...none, healthy: 3 },
        { ...none, failing: 1 },
        { ...none, failing: 1, unknown: 2, healthy: 4 },
      ].map(sentence),
    ).toEqual([
      'No remote cluster was checked yet.',
      'The remote cluster is healthy.',
      'All 3 remote clusters are healthy.',
      '1 of 1 remote cluster needs attention.',
      '3 of 7 remote clusters need attention.',
    ]);
    expect(plain(page([eu], { vantage: 'vpc-search' }))).toContain(
      'Checked 2 min ago from vpc-search.',
    );
  });

  it('shows what passes the filter, and still counts all', () => {
    const filtered = page([eu, us], { filter: { status: 'degraded' } });
    expect(filtered).toContain('<p>1 of 4 remote clusters pass the filter.</p>');
    expect(filtered).toContain('href="remotes/us/logs"');
    expect(filtered).not.toContain('href="remotes/eu/');
    expect(filtered).toContain('<title>1 failing, 1 degraded,');
    expect(filtered).toContain('href="?status=degraded&amp;reload=off"');
    const nothing = page([eu, us], { filter: { alias: 'nothing' } });
    expect(nothing).toContain('0 of 4 remote clusters pass the filter.');
    expect(nothing).not.toContain('<table');
  });

  it('says whether it reloads itself', () => {
    expect(page([eu])).toContain('this page updates itself every minute.');
    expect(page([eu], { isReloading: false })).toContain('This page does not update itself.');
  });

  it('warns of results that are old', () => {
    const old = clusterOverview('eu', [
      stored(healthyResult, { updatedAt: minutesAgo(16) }),
      stored(failingResult),
    ]);
    expect(page([old])).toContain('1 of 2 results are older than 15 minutes');
    expect(page([old])).toContain('was healthy');
    expect(page([eu])).not.toContain('older than');
  });

  it('names clusters that have no result yet', () => {
    expect(page([eu, clusterOverview('apac', []), clusterOverview('<sa>', [])])).toContain(
      'No result yet of apac, &lt;sa&gt;:',
    );
  });

  it('escapes what clusters call themselves, and lets no control character through', () => {
    const hostile = page([clusterOverview(hostileResult.cluster, [stored(hostileResult)])]);
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;');
    expect(hostile).not.toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
