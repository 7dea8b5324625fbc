import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../lib/report/page/htmlReport.ts';
import { NOW } from '../../support/facts.ts';
import {
  degradedResult,
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  report,
} from '../../support/results.ts';
import { plain } from './plain.ts';

describe('htmlReport', () => {
  it('has a table of contents and all that is known of each remote, the trouble first', () => {
    expect(
      plain(htmlReport(report([healthyResult, failingResult]), { now: NOW })),
    ).toMatchInlineSnapshot(
      `"1 failing, 1 healthy – Remote clusters Remote clusters 1 failing 1 healthy Checked from lambda in vpc-1 at 2026-11-24 00:00:00 UTC, in 1.2 s. Remote clusters, the trouble first Remote cluster From Status Cause orders eu failing The remote refuses connections archive eu healthy The remote works orders from eu failing The remote refuses connections 10.0.0.1:9300: connect refused Local nodes 1 of 1 answer eu 0 of 1 connected DNS IP address 10.0.0.1:9300 TCP 1 ms refused 10.0.0.1:9300 TLS not measured Handshake not measured Gateways not known orders The remote refuses connections Local nodes 1 of 1 answer eu, 0 of 1 connected DNS IP address 10.0.0.1:9300 TCP refused 1 ms 10.0.0.1:9300 The remote refuses connections TLS not measured Handshake not measured Gateways not known orders Local nodes: fine, 1 of 1 answer, eu, 0 of 1 connected DNS: fine, IP address, 10.0.0.1:9300 TCP: broken, refused, 1 ms, 10.0.0.1:9300. The cause lies here: The remote refuses connections TLS: not measured, not measured Handshake: not measured, not measured Gateways: not measured, not known, orders How to fix it Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects: GET _resolve/cluster/orders:* How to verify it In a shell on a local node: nc -vz 10.0.0.1 9300 What it means The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading. Documentation Also found warning Searches skip this remote (skip_unavailable: true) skip_unavailable is true: searches answer HTTP 200 without the data of this remote What it means, and how to fix it With skip_unavailable: true, a search answers HTTP 200 and lacks the data of this remote. Only _clusters.skipped in the answer shows it. Fix the cause. To have searches fail instead: PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.orders.skip_unavailable&quot;: false } } note The gateway nodes are not known The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote&#39;s own HTTP addresses: urls and auth) in the registry to have them listed and probed What it means, and how to fix it The checker could probe the seeds only. It does not know whether local nodes can reach the nodes behind them at their publish addresses. Below remotes.orders in the registry, give the checker in the certificate model sniffAsNode: true with a node certificate, or the remote&#39;s own HTTP addresses (remote). note The certificate security model is deprecated orders uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3 What it means, and how to fix it Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It works as before, and a later major version may remove it. Plan the migration to a cross-cluster API key: it needs the remote cluster server on the remote nodes, and the key in the keystore of each local node. Raw evidence unexplained evidence, cluster statistics: the answer was refused passive, local-1: connected false, 0 of 3 connections [4 ms] active, local-1, resolve-cluster: not-connected [12 ms] large answers, local-1: passed (3000 bytes) network, 10.0.0.1:9300 (seed): 10.0.0.1 tcp refused: connect refused [1 ms] versions, wire: unknown (not-known): the version of the remote cluster is not known versions, search: unknown (not-known): the version of the remote cluster is not known versions, replication: unknown (not-known): the version of the remote cluster is not known not seen, local GET /_cluster/stats?include_remotes: refused: the answer was refused Registration Connection mode sniff Security model certificate Seeds 10.0.0.1:9300 skip_unavailable true Local nodes Local nodes Nodes Can use it Role API key Connected Why local-1 no yes - no a cross-cluster request ends with not-connected Versions Versions 9.5.3 → unknown Connection unknown the version of the remote cluster is not known Search unknown the version of the remote cluster is not known Replication unknown the version of the remote cluster is not known Gateway nodes The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote&#39;s own HTTP addresses: urls and auth) in the registry to have them listed and probed Certificates, keys and licenses No certificate, key or license with an end was seen. Checked at 2026-11-24 00:00:00 UTC, in 42 ms. archive from eu healthy The remote works A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3 Local nodes 1 of 1 answer eu 1 of 1 connected DNS IP address 10.0.0.1:9300 TCP 1 ms ok 10.0.0.1:9300 TLS 2 ms ok TLSv1.3 until 2028-01-01 Handshake 3 ms ok 9.5.3 Gateways 12 ms 1 of 3 reachable archive Local nodes 1 of 1 answer eu, 1 of 1 connected DNS IP address 10.0.0.1:9300 TCP ok 1 ms 10.0.0.1:9300 TLS ok 2 ms TLSv1.3, until 2028-01-01 Handshake ok 3 ms 9.5.3 Gateways 1 of 3 reachable 12 ms archive Local nodes: fine, 1 of 1 answer, eu, 1 of 1 connected DNS: fine, IP address, 10.0.0.1:9300 TCP: fine, ok, 1 ms, 10.0.0.1:9300 TLS: fine, ok, 2 ms, TLSv1.3, until 2028-01-01 Handshake: fine, ok, 3 ms, 9.5.3 Gateways: fine, 1 of 3 reachable, 12 ms, archive Also found note The certificate security model is deprecated archive uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3 What it means, and how to fix it Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It works as before, and a later major version may remove it. Plan the migration to a cross-cluster API key: it needs the remote cluster server on the remote nodes, and the key in the keystore of each local node. note There is only one seed 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9300, archive-3 at 10.0.0.3:9300 What it means, and how to fix it Each time that a local node opens new connections, it asks a seed for the gateway nodes. If this one node is down at that moment, the remote is unreachable though its other nodes are up. PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.archive.seeds&quot;: [ &quot;10.0.0.1:9300&quot;, &quot;&lt;host&gt;:&lt;port&gt; of another node&quot; ] } } Raw evidence passive, local-1: connected true, 3 of 3 connections [4 ms] active, local-1, resolve-cluster: connected, 9.5.3 [12 ms] large answers, local-1: passed (3000 bytes) network, 10.0.0.1:9300 (seed): 10.0.0.1 tcp ok [1 ms] &gt; tls TLSv1.3 [2 ms] &gt; transport 9.5.3 [3 ms] certificate CN=archive-1, issued by CN=ca, until 2028-01-01, names IP Address:10.0.0.1, sha256 AA:BB gateway archive-1 9.5.3 at 10.0.0.1:9300: eligible, chosen (compatible version, and not a dedicated master), reachable yes gateway archive-2 9.5.3 at 10.0.0.2:9300: eligible, chosen (compatible version, and not a dedicated master), reachable unknown gateway archive-3 9.5.3 at 10.0.0.3:9300: eligible, chosen (compatible version, and not a dedicated master), reachable unknown versions, wire: supported (minimum-wire-version): 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3 versions, search: supported (rule): Elastic supports searches from 9.5 to 9.5 versions, replication: supported (rule): 9.5 may follow indices of 9.5 Registration Connection mode sniff Security model certificate Seeds 10.0.0.1:9300 skip_unavailable true Remote cluster UUID archive-uuid Local nodes Local nodes Nodes Can use it Role API key Connected Why local-1 yes yes - yes a cross-cluster request passes Versions Versions 9.5.3 → 9.5.3 Connection supported 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3 Search supported Elastic supports searches from 9.5 to 9.5 Replication supported 9.5 may follow indices of 9.5 Gateway nodes Listed by the HTTP port of the remote. Nodes of archive Node Address Gateway Reachable Version Roles Why archive-2 10.0.0.2:9300 eligible, chosen unknown 9.5.3 data, ingest, master, remote_cluster_client compatible version, and not a dedicated master archive-3 10.0.0.3:9300 eligible, chosen unknown 9.5.3 data, ingest, master, remote_cluster_client compatible version, and not a dedicated master archive-1 10.0.0.1:9300 eligible, chosen yes 9.5.3 data, ingest, master, remote_cluster_client compatible version, and not a dedicated master Certificates, keys and licenses Certificates, keys and licenses by the time that they have left What Expires Seen at certificate CN=archive-1 in 403 days 2028-01-01 10.0.0.1:9300 Checked at 2026-11-24 00:00:00 UTC, in 42 ms."`,
    );
  });

  it('needs nothing else: no script, nothing loaded, no link but to itself and to documentation', () => {
    const page = htmlReport(report([failingResult, degradedResult, healthyResult]), { now: NOW });
    expect(page).not.toMatch(/<script|<link|<img|src=|http-equiv|@import|url\(/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(
      links.filter((link) => !/^(#remote-\d+|https:\/\/www\.elastic\.co\/.*)$/.test(link)),
    ).toEqual([]);
    for (const link of links.filter((one) => one.startsWith('#')))
      expect(page).toContain(`id="${link.slice(1)}"`);
  });

  it('has all details of a few only if there are many, and says so', () => {
    const numbered = (one: typeof healthyResult, count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...one, alias: `r-${index}` }));
    const few = htmlReport(report([...numbered(healthyResult, 30), failingResult]), { now: NOW });
    expect(few.match(/<section/g)).toHaveLength(1);
    expect(few).toContain('all details of the 1 that are not healthy');
    const many = report(numbered(failingResult, 60));
    const cut = htmlReport(many, { now: NOW });
    expect(cut.match(/<section/g)).toHaveLength(40);
    expect(cut).toContain('the first 40 of the 60 that are not healthy');
    expect(cut).toContain('refuses connections: 10.0.0.1:9300: connect refused');
    expect(htmlReport(many, { now: NOW, all: true }).match(/<section/g)).toHaveLength(60);
  });

  it('says so where no remote cluster is registered', () => {
    expect(plain(htmlReport(report([]), { now: NOW }))).toContain(
      'No remote cluster is registered.',
    );
  });

  it('escapes what clusters call themselves, and lets no control character through', () => {
    const hostile = htmlReport({ ...report([hostileResult]), vantage: HOSTILE }, { now: NOW });
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;');
    expect(hostile).not.toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
