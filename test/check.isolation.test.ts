/**
 * What fails or hangs takes nothing else along: each remote and each cluster is judged for itself.
 */

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CheckOptions, check } from '../lib/check.ts';
import { collectCluster } from '../lib/collect/cluster.ts';
import type { CheckContext } from '../lib/collect/context.ts';
import { defaultsSchema } from '../lib/registry/limits.ts';
import { parseRegistry } from '../lib/registry/load.ts';
import type { Registry } from '../lib/registry/schema.ts';
import { localSecretResolvers } from '../lib/registry/secret.ts';
import { ecs } from '../lib/report/ecs.ts';
import { nagios } from '../lib/report/nagios.ts';
import { htmlReport } from '../lib/report/page/htmlReport.ts';
import { prometheus } from '../lib/report/prometheus.ts';
import { table } from '../lib/report/reportTable.ts';
import { PLAIN_PAPER } from '../lib/report/terminal/ink.ts';
import { type CheckReport, reportSchema } from '../lib/result/result.ts';
import { makeFleetCertificates } from '../local/fleet/certificates.ts';
import { probe } from './support/facts.ts';
import {
  addressOf,
  CREDENTIALS,
  type Fleet,
  httpAccessOf,
  PASSWORD,
  startFleet,
} from './support/fleet.ts';

const never = () => new Promise<never>(() => undefined);
const options: CheckOptions = { secrets: localSecretResolvers('.', { PASSWORD }), vantage: 'test' };
const TIMEOUTS = {
  checkSeconds: 20,
  resolveSeconds: 1,
  httpSeconds: 1,
  connectSeconds: 0.5,
  tlsSeconds: 0.5,
  handshakeSeconds: 0.5,
};

/** The clusters have the access of the fleet, but for what is given. */
function registryOf(fleet: Fleet, clusters: readonly Record<string, unknown>[]): Registry {
  const { auth } = httpAccessOf(fleet);
  const urls = fleet.local.nodes.map(({ url }) => url);
  const defaults = { timeouts: TIMEOUTS };
  const whole = { defaults, clusters: clusters.map((cluster) => ({ urls, auth, ...cluster })) };
  return parseRegistry(JSON.stringify(whole), { file: 'clusters.json' });
}

async function checked(registry: Registry, more: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const report = await check(registry, { ...options, ...more });
  reportSchema.parse(JSON.parse(JSON.stringify(report)));
  return report;
}

/** `cluster/alias status cause` of each. */
function judged({ results }: CheckReport): string[] {
  return results.map(
    ({ cluster, alias, status, cause }) => `${cluster}/${alias} ${status} ${cause.code}`,
  );
}

function findingsOf({ results }: CheckReport, alias: string): string[] {
  const result = results.find((one) => one.alias === alias);
  return (result?.findings ?? []).map(({ code, evidence }) => `${code}: ${evidence}`);
}

/** An HTTP server that answers nothing. */
async function silentUrl(): Promise<string> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const HEALTHY = ['eu/archive healthy healthy', 'eu/orders healthy healthy'];

describe('a check of clusters that work', () => {
  let fleet: Fleet;
  let ca: string;
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'isolation-'));
    ca = join(directory, 'ca.pem');
    await writeFile(ca, makeFleetCertificates(new Date()).ca.certificate);
    fleet = await startFleet((remote) => [
      {
        alias: 'archive',
        mode: 'sniff',
        seeds: [addressOf(remote, 'remote-cluster-server')],
        credentials: CREDENTIALS,
      },
      { alias: 'orders', mode: 'sniff', seeds: [addressOf(remote)] },
    ]);
  });
  afterAll(async () => {
    await fleet[Symbol.asyncDispose]();
    await rm(dirname(ca), { recursive: true });
  });

  const secretsWith = (env: (name: string) => Promise<string>) => ({
    env: (name: string) => (name === 'PASSWORD' ? Promise.resolve(PASSWORD) : env(name)),
  });
  const missing = 'Secret env:KEY is missing: set the environment variable KEY';

  it('says which secret of a remote is missing, and judges all else', async () => {
    const remote = { ...httpAccessOf(fleet), auth: { apiKey: 'env:KEY' } };
    const registry = registryOf(fleet, [
      {
        name: 'eu',
        remotes: { archive: { remote, crossClusterApiKey: 'env:KEY', transportTls: { ca } } },
      },
    ]);
    const report = await checked(registry);
    expect(judged(report)).toEqual(HEALTHY);
    expect(findingsOf(report, 'archive')).toEqual(
      expect.arrayContaining([
        `secret-unreadable: remotes.archive.remote.auth.apiKey of cluster eu: ${missing}`,
        `secret-unreadable: remotes.archive.crossClusterApiKey of cluster eu: ${missing}`,
      ]),
    );
    expect(report.results[0]?.gateways.hint).toBe(
      'The gateway nodes are not known, since remotes.archive.remote.auth.apiKey and remotes.archive.crossClusterApiKey cannot be used',
    );
    expect(report.results[0]?.witnesses.sniff).toEqual([]);
    expect(findingsOf(report, 'orders').join()).not.toContain('secret');
  });

  it.each<[string, () => Promise<string>, string]>([
    [
      'throws',
      () => Promise.reject(new TypeError('hunter2')),
      'its resolver failed with TypeError',
    ],
    ['never answers', never, 'No answer within 1000 ms'],
  ])('goes on when the resolver of a secret of a remote %s', async (_what, env, why) => {
    const remote = { ...httpAccessOf(fleet), auth: { bearer: 'env:KEY' } };
    const registry = registryOf(fleet, [{ name: 'eu', remotes: { orders: { remote } } }]);
    const report = await checked(registry, { secrets: secretsWith(env) });
    expect(judged(report)).toEqual(HEALTHY);
    expect(findingsOf(report, 'orders')).toContain(
      `secret-unreadable: remotes.orders.remote.auth.bearer of cluster eu: Secret env:KEY cannot be read: ${why}`,
    );
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it.each<[string, (name: string) => Promise<string>, string]>([
    ['is missing', (name) => localSecretResolvers('.', {}).env?.(name) ?? never(), missing],
    ['is never there', never, 'Secret env:KEY cannot be read: No answer within 1000 ms'],
  ])('judges the other clusters when the secret of one %s', async (_what, env, why) => {
    const auth = { apiKey: 'env:KEY' };
    const registry = registryOf(fleet, [
      { name: 'us', auth },
      { name: 'asia', auth, remotes: { logs: {}, archive: { ignore: true } } },
      { name: 'eu' },
    ]);
    const report = await checked(registry, { secrets: secretsWith(env) });
    expect(judged(report)).toEqual([
      'us/* unknown secret-unreadable',
      'asia/logs unknown secret-unreadable',
      ...HEALTHY,
    ]);
    expect(report.results[0]?.cause.evidence).toBe(`auth.apiKey of cluster us: ${why}`);
    expect(report.results[0]?.findings).toEqual([]);
  });

  it('looks for a remote in a cluster that cannot say which it has', async () => {
    const registry = registryOf(fleet, [
      { name: 'us', auth: { apiKey: 'env:KEY' }, remotes: { logs: {} } },
      { name: 'eu' },
      { name: 'asia', urls: [await silentUrl()], remotes: { logs: {} } },
    ]);
    expect(judged(await checked(registry, { remotes: ['orders'] }))).toEqual([
      'us/* unknown secret-unreadable',
      'eu/orders healthy healthy',
      'asia/* unknown local-cluster-unreachable',
    ]);
  });

  it('goes on when nothing can be remembered', async () => {
    const recall = () => Promise.reject(new Error('Throttled'));
    const report = await checked(registryOf(fleet, [{ name: 'eu' }]), { recall });
    expect(judged(report)).toEqual(HEALTHY);
    expect(report.results[0]?.notSeen['earlier results']?.message).toBe(
      'Reading earlier results failed: Error: Throttled',
    );
    const late = await checked(registryOf(fleet, [{ name: 'eu' }]), { recall: never });
    expect(judged(late)).toEqual(HEALTHY);
    expect(late.results[0]?.notSeen['earlier results']?.message).toBe(
      'Reading earlier results: No answer within 1000 ms',
    );
  });

  it('ends at its deadline when a secret or the memory never comes', async () => {
    const registry = registryOf(fleet, [
      { name: 'us', auth: { apiKey: 'env:KEY' } },
      { name: 'eu' },
    ]);
    const patient = { ...registry.defaults.timeouts, httpSeconds: 300, resolveSeconds: 300 };
    const defaults = { ...registry.defaults, timeouts: patient };
    const report = await checked(
      { ...registry, defaults },
      { secrets: secretsWith(never), recall: never, timeoutMs: 1000 },
    );
    expect(judged(report)).toEqual(['us/* unknown secret-unreadable', ...HEALTHY]);
    expect(report.results[0]?.cause.evidence).toBe(
      'auth.apiKey of cluster us: Secret env:KEY cannot be read: No answer until the deadline of the check',
    );
  });

  it('asks no statistics, replication or memory of a cluster that has nothing to check', async () => {
    const asked: string[] = [];
    const recall = async (cluster: string) => {
      asked.push(cluster);
      return new Map();
    };
    fleet.local.setApiFault('stats', { kind: 'hang' });
    fleet.local.setApiFault('ccr-stats', { kind: 'hang' });
    onTestFinished(() => {
      for (const api of ['stats', 'ccr-stats'] as const) fleet.local.setApiFault(api, undefined);
    });
    const remotes = { archive: { ignore: true }, orders: { ignore: true } };
    const registry = registryOf(fleet, [{ name: 'eu', remotes }]);
    expect(judged(await checked(registry, { recall }))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('collects without statistics when a bug ends the question for them', async () => {
    const [cluster] = registryOf(fleet, [{ name: 'eu' }]).clusters;
    const defaults = defaultsSchema.parse({ timeouts: TIMEOUTS });
    const [signal, end] = [new AbortController().signal, new AbortController().signal];
    const context = {
      ...options,
      defaults,
      signal,
      end,
      get isHurried(): boolean {
        throw new RangeError('bug');
      },
      now: () => new Date(),
      probe: async () => probe(),
      wants: () => true,
      recall: async () => new Map(),
      onProgress: () => undefined,
    } as unknown as CheckContext;
    const remotes = cluster === undefined ? [] : (await collectCluster(cluster, context)).remotes;
    const message = 'Asking for statistics failed: RangeError: bug';
    expect(remotes.map(({ stats }) => !stats.ok && stats.failed.message)).toEqual(
      Array(2).fill(message),
    );
  });

  it('makes one cluster unknown when a bug ends its check', async () => {
    const registry = registryOf(fleet, [{ name: 'us' }, { name: 'eu' }]);
    let found = 0;
    const onProgress = ({ kind }: { kind: string }) => {
      if (kind !== 'found') return;
      found += 1;
      if (found === 1) throw new TypeError(`no ${PASSWORD} here`);
    };
    const report = await checked(registry, { onProgress });
    expect(judged(report).filter((line) => !line.includes('healthy'))).toHaveLength(1);
    expect(report.results).toHaveLength(3);
    expect(report.results.find(({ alias }) => alias === '*')?.cause).toMatchObject({
      code: 'check-failed',
      evidence: expect.stringMatching(
        /^The check of cluster (us|eu) failed: TypeError: no \[redacted\] here$/,
      ),
    });
  });

  it('makes one remote unknown when a bug ends its check', async () => {
    let done = 0;
    const onProgress = ({ kind }: { kind: string }) => {
      if (kind !== 'done') return;
      done += 1;
      if (done === 1) throw new TypeError('bug');
    };
    const report = await checked(registryOf(fleet, [{ name: 'eu' }]), { onProgress });
    expect(report.results.map(({ status }) => status).toSorted()).toEqual(['healthy', 'unknown']);
    expect(report.results.find(({ status }) => status === 'unknown')?.cause).toMatchObject({
      code: 'check-failed',
      evidence: expect.stringMatching(/^The check of (archive|orders) failed: TypeError: bug$/),
    });
  });
});

describe('a check that meets what hangs', () => {
  const sniff = (remote: Fleet['remote'], alias: string) =>
    ({ alias, mode: 'sniff', seeds: [addressOf(remote)] }) as const;

  it('judges by the nodes that answer when one local node of three hangs', async () => {
    await using fleet = await startFleet((remote) => [
      sniff(remote, 'archive'),
      sniff(remote, 'orders'),
    ]);
    const urls = [await silentUrl(), ...fleet.local.nodes.map(({ url }) => url), await silentUrl()];
    const report = await checked(registryOf(fleet, [{ name: 'eu', urls }]));
    expect(judged(report)).toEqual([
      'eu/archive degraded local-node-silent',
      'eu/orders degraded local-node-silent',
    ]);
    expect(report.results[0]?.notSeen).not.toHaveProperty([
      'local GET /_cluster/stats?include_remotes',
    ]);
  });

  it("ends one remote's own HTTP questions together within the time of one", async () => {
    await using fleet = await startFleet((remote) => [
      sniff(remote, 'archive'),
      sniff(remote, 'orders'),
    ]);
    for (const api of ['nodes', 'ssl-certificates', 'api-keys'] as const)
      fleet.remote.setApiFault(api, { kind: 'hang' });
    const remotes = { archive: { remote: httpAccessOf(fleet) } };
    const report = await checked(registryOf(fleet, [{ name: 'eu', remotes }]));
    expect(judged(report)).toEqual(HEALTHY);
    expect(report.results[0]?.notSeen).toMatchObject({
      'remote GET /_nodes': { kind: 'timed-out' },
      'remote GET /_security/api_key': { kind: 'not-asked' },
    });
  });

  it('judges nine remotes as if the tenth did not hang, all together and each alone', async () => {
    const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const seeds = [`127.0.0.1:${(silent.address() as AddressInfo).port}`];
    const names = Array.from({ length: 9 }, (_, index) => `remote-${index}`);
    await using fleet = await startFleet((remote) => [
      ...names.map((alias) => sniff(remote, alias)),
      { alias: 'silent', mode: 'sniff', seeds },
    ]);
    const registry = registryOf(fleet, [{ name: 'eu' }]);
    const healthy = names.map((alias) => `eu/${alias} healthy healthy`);
    expect(judged(await checked(registry))).toEqual([...healthy, 'eu/silent failing silent-peer']);
    expect(judged(await checked(registry, { remotes: ['remote-3'] }))).toEqual([
      'eu/remote-3 healthy healthy',
    ]);
  });

  it.each<[string, (report: CheckReport) => string | Promise<string>]>([
    ['the table', (report) => table(report, { verbose: true, all: false, paper: PLAIN_PAPER })],
    ['the monitoring plugin', nagios],
    ['ECS', ecs],
    ['the page', (report) => htmlReport(report, { now: new Date() })],
  ])('says in %s what stopped the check', async (_output, render) => {
    await using fleet = await startFleet(() => []);
    const registry = registryOf(fleet, [{ name: 'eu', auth: { apiKey: 'env:KEY' } }]);
    const report = await checked(registry);
    expect(await render(report)).toContain('Secret env:KEY is missing');
    expect(prometheus(report)).toContain('secret-unreadable');
  });
});
