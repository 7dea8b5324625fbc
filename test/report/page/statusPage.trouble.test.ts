import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { troubleList } from '../../../lib/report/page/statusPage.ts';
import type { StoredRemote } from '../../../lib/store/remotes.ts';
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

const list = (remotes: readonly StoredRemote[]) => String(troubleList(remotes, { now: NOW }));
const aliases = (remotes: readonly StoredRemote[]) =>
  [...list(remotes).matchAll(/<strong>(\w+)<\/strong> <span class="quiet">from/g)].map(
    ([, alias]) => alias,
  );

describe('troubleList', () => {
  it('has cause and fix of what is in trouble', () => {
    const incident = {
      id: '3f9a1c20',
      openedAt: minutesAgo(177),
      cause: 'connection-refused',
      severity: 'critical',
      toldAt: minutesAgo(177),
    } as const;
    const state = {
      failures: 3,
      successes: 0,
      status: 'failing',
      since: minutesAgo(180),
      incident,
    } as const;
    expect(
      plain(list([stored(failingResult, { state }), stored(healthyResult)])),
    ).toMatchInlineSnapshot(
      `"Trouble failing orders from eu The remote refuses connections for 3 h 10.0.0.1:9300: connect refused How to fix it Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects: GET _resolve/cluster/orders:* How to verify it In a shell on a local node: nc -vz 10.0.0.1 9300 What it means The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading. Documentation Also found warning Searches skip this remote (skip_unavailable: true) skip_unavailable is true: searches answer HTTP 200 without the data of this remote What it means, and how to fix it With skip_unavailable: true, a search answers HTTP 200 and lacks the data of this remote. Only _clusters.skipped in the answer shows it. Fix the cause. To have searches fail instead: PUT _cluster/settings { &quot;persistent&quot;: { &quot;cluster.remote.orders.skip_unavailable&quot;: false } } note The gateway nodes are not known The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote&#39;s own HTTP addresses: urls and auth) in the registry to have them listed and probed What it means, and how to fix it The checker could probe the seeds only. It does not know whether local nodes can reach the nodes behind them at their publish addresses. Below remotes.orders in the registry, give the checker in the certificate model sniffAsNode: true with a node certificate, or the remote&#39;s own HTTP addresses (remote). note The certificate security model is deprecated orders uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3 What it means, and how to fix it Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It works as before, and a later major version may remove it. Plan the migration to a cross-cluster API key: it needs the remote cluster server on the remote nodes, and the key in the keystore of each local node. Checked 2 min ago; incident 3f9a1c20 since 2026-11-23 21:03:00 UTC. Path, evidence and history of orders"`,
    );
  });

  it('is absent where all is well', () => {
    expect(list([stored(healthyResult)])).toBe('');
  });

  it('has the worst first, of them the latest, then by alias', () => {
    const at = (alias: string, since: Instant | undefined) =>
      stored(failingResult, {
        alias,
        state: { failures: 1, successes: 0, status: 'failing', since },
      });
    const remotes = [
      stored(unknownResult),
      stored(degradedResult),
      at('long', undefined),
      at('old', minutesAgo(9)),
      at('b', minutesAgo(1)),
      at('a', minutesAgo(1)),
    ];
    expect(aliases(remotes)).toEqual(['a', 'b', 'old', 'long', 'logs', 'metrics']);
  });

  it('says of an old result how old it is, and that it was', () => {
    expect(plain(list([stored(failingResult, { updatedAt: minutesAgo(16) })]))).toMatch(
      /was failing .*checked 16 min ago/,
    );
  });

  it('says how many it leaves out', () => {
    const storm = Array.from({ length: 102 }, (_, index) =>
      stored(failingResult, { alias: `a${index}` }),
    );
    expect(plain(list(storm))).toContain('2 more are left out here');
    expect(aliases(storm)).toHaveLength(100);
  });

  it('escapes what clusters call themselves', () => {
    expect(list([stored(hostileResult)])).not.toContain('<script');
    expect(list([stored(hostileResult)])).toContain('&lt;script&gt;');
  });
});
