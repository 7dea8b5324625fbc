import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { remotePage } from '../../../lib/report/page/remotePage.ts';
import { STYLE } from '../../../lib/report/page/style.ts';
import { broken, facts, NOW, registration } from '../../support/facts.ts';
import {
  degradedResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  result,
} from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, outcome, stored } from './stored.ts';

const rollup = (from: Instant) => ({ from, failing: 0, degraded: 0, unknown: 0, healthy: 60 });
const rollups = {
  hour: [rollup('2026-11-23T22:00:00.000Z')],
  day: [rollup('2026-11-22T00:00:00.000Z')],
};

const page = (
  remote: Parameters<typeof remotePage>[0],
  history = [outcome(1)],
  isReloading?: boolean,
) =>
  String(
    remotePage(remote, {
      history,
      rollups,
      hours: 3,
      now: NOW,
      ...(isReloading === undefined ? {} : { isReloading }),
    }),
  ).replace(STYLE, '');
const text = (...given: Parameters<typeof page>) => plain(page(...given));

const incident = {
  id: '3f9a1c20',
  openedAt: minutesAgo(177),
  cause: 'dns-failed',
  severity: 'critical',
  toldAt: minutesAgo(177),
} as const;

describe('remotePage', () => {
  it('shows cause, fix, state, registration, evidence and history', () => {
    expect(text(stored(degradedResult))).toMatchInlineSnapshot(
      `"degraded: logs from us All remote clusters logs from us degraded A certificate expires in 7 days Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days Checked 2 min ago; degraded for 3 h, since 2026-11-23 21:00:00 UTC. Local nodes 1 of 1 answer us 1 of 1 connected DNS IP address 10.0.0.1:9300 TCP 1 ms ok 10.0.0.1:9300 TLS 2 ms ok now TLSv1.3 until 2026-12-01 Handshake 3 ms ok 9.5.3 Gateways 12 ms 1 of 2 reachable logs A certificate expires in 7 days Local nodes 1 of 1 answer us, 1 of 1 connected DNS IP address 10.0.0.1:9300 TCP ok 1 ms 10.0.0.1:9300 TLS ok now 2 ms TLSv1.3, until 2026-12-01 A certificate expires in 7 days Handshake ok 3 ms 9.5.3 Gateways 1 of 2 reachable 12 ms logs Local nodes: fine, 1 of 1 answer, us, 1 of 1 connected DNS: fine, IP address, 10.0.0.1:9300 TCP: fine, ok, 1 ms, 10.0.0.1:9300 TLS: impaired, ok now, 2 ms, TLSv1.3, until 2026-12-01. The cause lies here: A certificate expires in 7 days Handshake: fine, ok, 3 ms, 9.5.3 Gateways: impaired, 1 of 2 reachable, 12 ms, logs How to fix it Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while. How to verify it On the cluster that the evidence names: GET _ssl/certificates What it means After that date local nodes open no new connection that needs it. Searches and replication go on until the next interruption. Then the remote is unreachable. Documentation Also found warning An API key of the remote expires in 16 days Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days What it means, and how to fix it The checker cannot see which key this local cluster uses. If it is this one, all searches and replication over it stop at that time. Extend the key as long as it is valid, as the user who created it. Its secret stays the same, so no keystore changes. Repeat the metadata that the key has, or else it is lost: On the remote cluster: PUT _security/cross_cluster/api_key/VuaCfGcBCdbkQm-e5aOx { &quot;expiration&quot;: &quot;365d&quot;, &quot;metadata&quot;: { } } If it has expired, or the remote refuses this, replace it: Create a new key (without &quot;replication&quot; if nothing is followed): POST _security/cross_cluster/api_key { &quot;name&quot;: &quot;logs&quot;, &quot;access&quot;: { &quot;search&quot;: [ { &quot;names&quot;: [ &quot;&lt;indices&gt;&quot; ] } ], &quot;replication&quot;: [ { &quot;names&quot;: [ &quot;&lt;indices&gt;&quot; ] } ] } } Bring its &quot;encoded&quot; value to every local node: In a shell on each local node: bin/elasticsearch-keystore add -f cluster.remote.logs.credentials On the local cluster: POST _nodes/reload_secure_settings warning A gateway node is silent 1 of 2 gateway nodes that local nodes may choose is silent from test: archive-2 at 10.0.0.2:9443 (tcp timed out). 0 of 1 cross-cluster requests got no answer What it means, and how to fix it Local nodes take their connections in turn. A request that comes to a silent gateway hangs until it times out, while the others pass: the same search works at one moment and hangs at the next. A node that is stopped, a firewall, or a half-open connection is behind it. Restart the named node, or restore the way to its publish address (10.0.0.2:9443). To have the local nodes drop such connections, let Elasticsearch ping: PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.logs.transport.ping_schedule&quot;: &quot;30s&quot; } } note There is only one seed 10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9443 What it means, and how to fix it Each time that a local node opens new connections, it asks a seed for the gateway nodes. If this one node is down at that moment, the remote is unreachable though its other nodes are up. PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.logs.seeds&quot;: [ &quot;10.0.0.1:9300&quot;, &quot;&lt;host&gt;:&lt;port&gt; of another node&quot; ] } } How it fared Last 24 hours 60 checks: 100 % healthy. No cross-cluster request passed. 2026-11-23 01:00:00 UTC now The same as a table Last 24 hours Hour from Checks Requests 2026-11-24 00:00:00 UTC none 2026-11-23 23:00:00 UTC none 2026-11-23 22:00:00 UTC 60 healthy 2026-11-23 21:00:00 UTC none 2026-11-23 20:00:00 UTC none 2026-11-23 19:00:00 UTC none 2026-11-23 18:00:00 UTC none 2026-11-23 17:00:00 UTC none 2026-11-23 16:00:00 UTC none 2026-11-23 15:00:00 UTC none 2026-11-23 14:00:00 UTC none 2026-11-23 13:00:00 UTC none 2026-11-23 12:00:00 UTC none 2026-11-23 11:00:00 UTC none 2026-11-23 10:00:00 UTC none 2026-11-23 09:00:00 UTC none 2026-11-23 08:00:00 UTC none 2026-11-23 07:00:00 UTC none 2026-11-23 06:00:00 UTC none 2026-11-23 05:00:00 UTC none 2026-11-23 04:00:00 UTC none 2026-11-23 03:00:00 UTC none 2026-11-23 02:00:00 UTC none 2026-11-23 01:00:00 UTC none Last 30 days 60 checks: 100 % healthy. No cross-cluster request passed. 2026-10-26 now The same as a table Last 30 days Day Checks Requests 2026-11-24 none 2026-11-23 none 2026-11-22 60 healthy 2026-11-21 none 2026-11-20 none 2026-11-19 none 2026-11-18 none 2026-11-17 none 2026-11-16 none 2026-11-15 none 2026-11-14 none 2026-11-13 none 2026-11-12 none 2026-11-11 none 2026-11-10 none 2026-11-09 none 2026-11-08 none 2026-11-07 none 2026-11-06 none 2026-11-05 none 2026-11-04 none 2026-11-03 none 2026-11-02 none 2026-11-01 none 2026-10-31 none 2026-10-30 none 2026-10-29 none 2026-10-28 none 2026-10-27 none 2026-10-26 none Incidents None in the last 30 days. Checks of the last 3 hours healthy healthy 2026-11-23 23:59:00 UTC 1 check Registration Connection mode sniff Security model api-key Seeds 10.0.0.1:9300 skip_unavailable true Remote cluster UUID archive-uuid Local nodes Local nodes Nodes Can use it Role API key Connected Why local-1 yes yes yes yes a cross-cluster request passes Versions Versions 9.5.3 → 9.5.3 Connection supported 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3 Search supported Elastic supports searches from 9.5 to 9.5 Replication supported 9.5 may follow indices of 9.5 Gateway nodes Listed by the HTTP port of the remote. Nodes of logs Node Address Gateway Reachable Version Roles Why archive-2 10.0.0.2:9443 eligible no 9.5.3 data, ingest, master, remote_cluster_client compatible version, and not a dedicated master archive-1 10.0.0.1:9300 eligible, chosen yes 9.5.3 data, ingest, master, remote_cluster_client compatible version, and not a dedicated master Certificates, keys and licenses Certificates, keys and licenses by the time that they have left What Expires Seen at certificate CN=archive-1 in 7 days 2026-12-01 10.0.0.1:9300 API key eu-search (VuaCfGcBCdbkQm-e5aOx) in 16 days 2026-12-10 API keys of the remote What the witnesses said unexplained evidence, probe of 10.0.0.2:9443 (10.0.0.1): connect timed-out passive, local-1: connected true, 1 of 3 connections, has an API key [4 ms] active, local-1, resolve-cluster: connected, 9.5.3 [12 ms] large answers, local-1: passed (3000 bytes) network, 10.0.0.1:9300 (seed, gateway): 10.0.0.1 tcp ok [1 ms] &gt; tls TLSv1.3 [2 ms] &gt; transport 9.5.3 [3 ms] certificate CN=archive-1, issued by CN=ca, until 2026-12-01, names IP Address:10.0.0.1, sha256 AA:BB network, 10.0.0.2:9443 (gateway): 10.0.0.1 tcp timed-out: connect timed-out [1 ms] gateway archive-1 9.5.3 at 10.0.0.1:9300: eligible, chosen (compatible version, and not a dedicated master), reachable yes gateway archive-2 9.5.3 at 10.0.0.2:9443: eligible, not chosen (compatible version, and not a dedicated master), reachable no versions, wire: supported (minimum-wire-version): 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3 versions, search: supported (rule): Elastic supports searches from 9.5 to 9.5 versions, replication: supported (rule): 9.5 may follow indices of 9.5 As of 2026-11-24 00:00:00 UTC. This page reloads itself every minute. Stop that"`,
    );
  });

  it('adds the hour and the day that are not over yet', () => {
    const open = {
      hour: rollup('2026-11-24T00:00:00.000Z'),
      day: rollup('2026-11-24T00:00:00.000Z'),
    };
    expect(text(stored(healthyResult))).toContain('60 checks: 100 % healthy.');
    expect(text(stored(healthyResult, { rollups: open }))).toContain('120 checks: 100 % healthy.');
  });

  it('says whether it reloads itself', () => {
    expect(text(stored(healthyResult))).toContain('This page reloads itself every minute.');
    expect(text(stored(healthyResult), [], false)).toContain('This page does not reload itself.');
  });

  it('says when the details were stored, if that was at an earlier check', () => {
    const { checkedAt } = healthyResult;
    expect(text(stored(healthyResult, { evidenceAt: checkedAt }))).not.toContain(
      'details as stored',
    );
    expect(text(stored(healthyResult, { evidenceAt: minutesAgo(30) }))).toContain(
      'Checked 2 min ago; details as stored at 2026-11-23 23:30:00 UTC, unchanged since but for times and counts;',
    );
  });

  it('has nothing to fix where the remote is healthy', () => {
    expect(text(stored(healthyResult))).not.toContain('How to fix it');
  });

  it('shows an open incident, and no start of a status where none is known', () => {
    const shown = text(
      stored(healthyResult, { state: { failures: 0, successes: 1, status: 'failing', incident } }),
    );
    expect(shown).toContain(
      'Checked 2 min ago; incident 3f9a1c20 (dns-failed) open since 2026-11-23 21:03:00 UTC.',
    );
    expect(shown).not.toContain('failing for');
  });

  it('shows a proxy, and leaves out what is not known', () => {
    const known = {
      mode: 'proxy',
      seeds: [],
      proxyAddress: 'proxy:9400',
      serverName: 'archive.example',
      skipUnavailable: false,
    } as const;
    const proxy = text(stored(result(facts({ registration: registration(known) }))));
    expect(proxy).toMatch(
      /Proxy address proxy:9400\s+Server name archive.example\s+skip_unavailable false/,
    );
    expect(proxy).not.toContain('Seeds');
    const { skipUnavailable: _, versions, ...unknown } = result(broken());
    const dark = text(stored({ ...unknown, versions: { ...versions, local: [], remote: [] } }));
    expect(dark).toContain('Versions unknown → unknown');
    expect(dark).not.toMatch(/skip_unavailable\s+(true|false)\s*\n/);
  });

  it('escapes what clusters call themselves, and lets no control character through', () => {
    const hostile = page(stored(hostileResult, { cluster: HOSTILE, alias: HOSTILE }), [
      outcome(1, { cause: HOSTILE }),
    ]);
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;');
    expect(hostile).not.toContain('<script');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
