import { describe, expect, it } from 'vitest';
import { clusterOverview } from '../../../lib/report/page/overview.ts';
import { statusPage } from '../../../lib/report/page/statusPage.ts';
import { STYLE } from '../../../lib/report/page/style.ts';
import { NOW } from '../../support/facts.ts';
import { degradedResult, failingResult, healthyResult, hostileResult, unknownResult } from '../../support/results.ts';
import { minutesAgo, stored } from './stored.ts';

const page = (clusters: Parameters<typeof statusPage>[0]) => String(statusPage(clusters, NOW)).replace(STYLE, '');

const incident = {
  id: '3f9a1c20',
  openedAt: minutesAgo(177),
  cause: 'connection-refused',
  severity: 'critical',
  toldAt: minutesAgo(177),
} as const;

describe('statusPage', () => {
  it('shows evidence and fix of what is in trouble, the rest in short', () => {
    const state = { failures: 3, successes: 0, status: 'failing', since: minutesAgo(180), incident } as const;
    const eu = clusterOverview('eu', [stored(healthyResult), stored(failingResult, { state })]);
    expect(page([eu])).toMatchInlineSnapshot(`
      "<!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="60">
      <title>1 failing, 1 healthy – Remote clusters</title>
      <style></style>
      </head>
      <body>
      <header>
      <h1>Remote clusters</h1>
      <p><span class="counts"><span class="status failing"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg>1 failing</span><span class="status healthy"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg>1 healthy</span></span></p>
      <p class="quiet">As of 2026-11-24 00:00:00 UTC. This page reloads itself every minute.</p>
      </header>
      <main>
      <section>
      <h2>eu <span class="counts"><span class="status failing"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg>1 failing</span><span class="status healthy"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg>1 healthy</span></span></h2>
      <details class="remote">
      <summary><span class="status failing"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg>failing</span>
      <span class="words"><strong>orders</strong> The remote refuses connections</span>
      <span class="age quiet">for 3 h</span>
      <span class="evidence quiet words">10.0.0.1:9300: connect refused</span></summary>
      <div class="inside">
      <h3>What it means</h3>
      <p class="words">The host answers, but nothing listens on the port: the remote node is stopped, listens on another port or interface, or a firewall rejects. No connection can be opened, so searches fail or leave this remote out, and followers stop reading.</p>
      <h3>How to fix it</h3>
      <pre>Start the remote nodes, check their transport.port / remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*</pre>
      <h3>How to verify it</h3>
      <pre>On a local node: nc -vz 10.0.0.1 9300</pre>
      <p><a href="https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters">Documentation</a></p>
      <h3>Also found</h3>
      <table>
      <tr><th>warning</th><td>Searches leave this remote out without an error: skip_unavailable is true: searches answer HTTP 200 without the data of this remote</td></tr>
      <tr><th>note</th><td>The gateway nodes are not known: The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote&#39;s own HTTP addresses: urls and auth) in the registry to have them listed and probed</td></tr>
      </table>
      <p class="quiet">Checked 2 min ago; incident 3f9a1c20 since 2026-11-23 21:03:00 UTC. <a href="remotes/eu/orders">All evidence and history</a></p>
      </div>
      </details>
      <details class="remote">
      <summary><span class="status healthy"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg>healthy</span>
      <span class="words"><strong>archive</strong> The remote works</span>
      <span class="age quiet">for 3 h</span>
      </summary>
      <div class="inside">
      <p class="words">A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3</p>

      <p class="quiet">Checked 2 min ago. <a href="remotes/eu/archive">All evidence and history</a></p>
      </div>
      </details>
      </section>
      </main>
      </body>
      </html>
      "
    `);
  });

  it('starts with the worst cluster', () => {
    const text = page([
      clusterOverview('apac', [stored(healthyResult)]),
      clusterOverview('us', [stored(degradedResult)]),
      clusterOverview('eu', [stored(unknownResult), stored(failingResult)]),
    ]);
    expect([...text.matchAll(/<h2>(\w+)/g)].map(([, name]) => name)).toEqual(['eu', 'us', 'apac']);
    expect(text).toContain('<title>1 failing, 1 degraded, 1 unknown, 1 healthy – Remote clusters</title>');
  });

  it('says where nothing was checked yet', () => {
    const text = page([clusterOverview('eu', [])]);
    expect(text).toContain('<title>Nothing checked yet – Remote clusters</title>');
    expect(text).toContain('No result yet');
  });

  it('says of old results that they are old', () => {
    const old = stored({ ...healthyResult, alias: 'old' }, { updatedAt: minutesAgo(16) });
    const text = page([clusterOverview('eu', [stored(healthyResult, { updatedAt: minutesAgo(15) }), old])]);
    expect(text).toContain('1 of 2 results are older than 15 minutes');
    expect(text.match(/was healthy/g)).toHaveLength(1);
    expect(text).toContain('<strong>checked 16 min ago</strong>');
  });

  it('shows no duration where none is known', () => {
    const fresh = stored(healthyResult, { state: { failures: 0, successes: 0, status: 'unknown' } });
    expect(page([clusterOverview('eu', [fresh])])).toContain('<span class="age quiet"></span>');
  });

  it('escapes what clusters call themselves, and lets no control character through', () => {
    const text = page([clusterOverview(hostileResult.cluster, [stored(hostileResult)])]);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;');
    expect(text).not.toContain('<script');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
