import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckOptions, check } from '../lib/check.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { localSecretResolvers } from '../lib/registry/secret.ts';
import { type CheckResult, reportSchema } from '../lib/result/result.ts';
import { type Memory, remember } from '../lib/state/baseline/baseline.ts';
import {
  addressOf,
  CREDENTIALS,
  type Fleet,
  httpAccessOf,
  KEY,
  PASSWORD,
  registryOf,
  startFleet,
} from './support/fleet.ts';

const options: CheckOptions = { secrets: localSecretResolvers('.', { PASSWORD }), vantage: 'test' };

async function checkFleet(
  fleet: Fleet,
  remotes: Record<string, object> = {},
  more: Partial<CheckOptions> = {},
): Promise<readonly CheckResult[]> {
  const report = await check(registryOf(fleet, remotes), { ...options, ...more });
  expect(() => reportSchema.parse(JSON.parse(JSON.stringify(report)))).not.toThrow();
  return report.results;
}

function judged(results: readonly CheckResult[]): Record<string, string> {
  return Object.fromEntries(
    results.map(({ alias, status, cause }) => [alias, `${status} ${cause.code}`]),
  );
}

async function searchArchive({ local }: Fleet, times: number): Promise<void> {
  const headers = { authorization: `Basic ${btoa(`elastic:${PASSWORD}`)}` };
  for (let count = 0; count < times; count += 1)
    await fetch(`${local.nodes[0]?.url}/archive:logs/_search`, { headers });
}

/** What is remembered of these results, by alias. */
function memoriesOf(results: readonly CheckResult[]): Map<string, Memory> {
  return new Map(results.map((result) => [result.alias, remember(undefined, result)]));
}

describe('check on clusters that work', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet((remote) => [
      {
        alias: 'sniff_certificate',
        mode: 'sniff',
        seeds: [addressOf(remote)],
        skipUnavailable: true,
      },
      {
        alias: 'proxy_certificate',
        mode: 'proxy',
        proxyAddress: addressOf(remote),
        skipUnavailable: false,
      },
      {
        alias: 'sniff_key',
        mode: 'sniff',
        seeds: [addressOf(remote, 'remote-cluster-server')],
        credentials: CREDENTIALS,
      },
      {
        alias: 'proxy_key',
        mode: 'proxy',
        proxyAddress: addressOf(remote, 'remote-cluster-server'),
        credentials: CREDENTIALS,
      },
    ]);
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  it('finds every registered alias, and all healthy, without anything said about the remotes', async () => {
    const results = await checkFleet(fleet);
    expect(judged(results)).toEqual({
      proxy_certificate: 'healthy healthy',
      proxy_key: 'healthy healthy',
      sniff_certificate: 'healthy healthy',
      sniff_key: 'healthy healthy',
    });
    expect(results.map(({ mode, securityModel }) => `${mode} ${securityModel}`)).toEqual([
      'proxy certificate',
      'proxy api-key',
      'sniff certificate',
      'sniff api-key',
    ]);
  });

  it('asks about as many remotes at a time as the registry says', async () => {
    let milliseconds = 0;
    const now = () => {
      milliseconds += 1;
      return new Date(milliseconds);
    };
    const registry = registryOf(fleet);
    const { results } = await check(
      { ...registry, defaults: { ...registry.defaults, remotesAtATime: 1 } },
      { ...options, now },
    );
    const times = results.flatMap(({ witnesses, checkedAt }) => [
      ...witnesses.active.map(({ askedAt }) => askedAt),
      checkedAt,
    ]);
    expect(times).toEqual(times.toSorted());
    expect(new Set(times).size).toBe(2 * results.length);
  });

  it('walks the wire up to the transport handshake where no client certificate is asked for', async () => {
    const [result] = await checkFleet(fleet, {}, { remotes: ['sniff_key'] });
    expect(result?.witnesses.network[0]?.endpoints[0]).toMatchObject({
      tcp: { outcome: 'ok' },
      tls: { outcome: 'ok', evidence: { clientCertificate: 'not-requested', trust: 'not-judged' } },
      transport: { outcome: 'ok', evidence: { release: '9.5.3', localVoice: { accepted: true } } },
    });
  });

  it("lists the gateway nodes, keys and certificates where the remote's HTTP address is known", async () => {
    const [result] = await checkFleet(
      fleet,
      { sniff_key: { remote: httpAccessOf(fleet) } },
      { remotes: ['sniff_key'] },
    );
    expect(result?.gateways).toMatchObject({
      source: 'remote-http',
      nodes: [{ name: 'archive-0', eligible: true, reachable: 'yes' }],
    });
    expect(result?.credentials.apiKeys).toMatchObject([{ id: KEY.id, type: 'cross_cluster' }]);
    expect(result?.witnesses.network[0]?.roles).toEqual(['seed', 'gateway']);
  });

  it('leaves out what is to be ignored, and reports what the registry expects and nobody registered', async () => {
    const results = await checkFleet(
      fleet,
      { sniff_key: { ignore: true }, orders: {} },
      { remotes: ['sniff_key', 'orders', 'proxy_key'] },
    ).catch((error) => error);
    expect(results).toBeInstanceOf(ConfigurationError);
    expect(
      judged(
        await checkFleet(
          fleet,
          { sniff_key: { ignore: true }, orders: {} },
          { remotes: ['orders', 'proxy_key'] },
        ),
      ),
    ).toEqual({
      orders: 'failing registration-missing',
      proxy_key: 'healthy healthy',
    });
  });

  it('tells how many remotes there are and of each that is done', async () => {
    const events: string[] = [];
    await checkFleet(
      fleet,
      {},
      {
        onProgress: (event) =>
          events.push(event.kind === 'found' ? `found ${event.remotes}` : event.kind),
      },
    );
    expect(events).toEqual(['found 4', 'done', 'done', 'done', 'done']);
  });

  it.each([
    [1, ['proxy_certificate'], [['proxy_key', 'sniff_certificate', 'sniff_key']]],
    [4, ['proxy_certificate', 'proxy_key', 'sniff_certificate', 'sniff_key'], []],
  ])(
    'checks at most %d remotes of a cluster, and tells which it leaves out',
    async (remotes, checked, expected) => {
      const leftOut: (readonly string[])[] = [];
      const results = await checkFleet(
        fleet,
        {},
        { atMost: { remotes, leaveOut: (aliases) => leftOut.push(aliases) } },
      );
      expect(results.map(({ alias }) => alias)).toEqual(checked);
      expect(leftOut).toEqual(expected);
    },
  );

  it('probes an address once though several aliases share it', async () => {
    const results = await checkFleet(fleet, {}, { remotes: ['sniff_key', 'proxy_key'] });
    const [first, second] = results.map(({ witnesses }) => witnesses.network[0]);
    expect(first?.endpoints[0]).toBe(second?.endpoints[0]);
    expect([first?.roles, second?.roles]).toEqual([['proxy'], ['seed']]);
  });

  it.each([
    [
      'a cluster that the registry does not have',
      { clusters: ['us'] },
      'No cluster us in the registry, which has eu',
    ],
    [
      'an alias that nobody has registered',
      { remotes: ['nowhere'] },
      'No local cluster has a remote cluster nowhere; registered are proxy_certificate, proxy_key, sniff_certificate, sniff_key',
    ],
  ])('refuses %s', async (_what, more, message) => {
    await expect(check(registryOf(fleet), { ...options, ...more })).rejects.toThrow(
      new ConfigurationError(message),
    );
  });
});

describe('check on clusters that are broken', () => {
  const sniff = (remote: Fleet['remote']) => [
    { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)] } as const,
  ];
  const withKey = (remote: Fleet['remote']) => [
    {
      alias: 'archive',
      mode: 'sniff',
      seeds: [addressOf(remote, 'remote-cluster-server')],
      credentials: CREDENTIALS,
    } as const,
  ];

  it.each([
    [{ kind: 'refuse' }, 'failing connection-refused'],
    [{ kind: 'hang' }, 'failing silent-peer'],
    [{ kind: 'http' }, 'failing http-port'],
    [{ kind: 'frozen' }, 'failing half-open'],
    [{ kind: 'certificate', certificate: 'expired' }, 'failing certificate-expired'],
    [{ kind: 'certificate', certificate: 'otherName' }, 'failing certificate-name-mismatch'],
  ] as const)('names the cause of %o', async (fault, expected) => {
    await using fleet = await startFleet(sniff);
    await fleet.remote.setTransportFault(fault);
    expect(judged(await checkFleet(fleet))).toEqual({ archive: expected });
  });

  it.each([
    ['expired', 'api-key-expired'],
    ['invalidated', 'api-key-invalidated'],
    ['wrong-type', 'api-key-wrong-type'],
    ['wrong-secret', 'api-key-refused'],
    ['unknown', 'api-key-invalid'],
  ] as const)('names the cause of a key that is %s', async (fault, code) => {
    await using fleet = await startFleet(withKey);
    fleet.remote.setKeyFault(KEY.id, fault);
    await fleet.local.register(withKey(fleet.remote)[0] ?? { alias: '', mode: 'sniff' });
    expect(judged(await checkFleet(fleet, { archive: { remote: httpAccessOf(fleet) } }))).toEqual({
      archive: `failing ${code}`,
    });
  });

  it('sees that the remote cluster server is closed while the host is up', async () => {
    const transport = createServer((socket) => socket.destroy()).listen(9300, '127.0.0.1');
    await using fleet = await startFleet(withKey);
    await fleet.remote.setTransportFault({ kind: 'refuse' }, { port: 'remote-cluster-server' });
    expect(judged(await checkFleet(fleet))).toEqual({
      archive: 'failing remote-cluster-server-closed',
    });
    transport.close();
  });

  it('says unknown, and of all remotes, when the local cluster is down', async () => {
    await using fleet = await startFleet(sniff);
    await fleet.local.setHttpRefused(true);
    expect(judged(await checkFleet(fleet))).toEqual({ '*': 'unknown local-cluster-unreachable' });
    expect(judged(await checkFleet(fleet, { orders: {} }))).toEqual({
      orders: 'unknown local-cluster-unreachable',
    });
  });

  it('says unknown when our user may not ask', async () => {
    await using fleet = await startFleet(sniff);
    for (const api of ['remote-info', 'resolve-cluster', 'search'] as const)
      fleet.local.setApiFault(api, { kind: 'forbidden' });
    expect(judged(await checkFleet(fleet))).toEqual({ archive: 'unknown checker-not-authorized' });
  });

  it('asks a node that says what it is connected to, though not who it is', async () => {
    await using fleet = await startFleet(sniff);
    fleet.local.setApiFault('root', { kind: 'forbidden' });
    const [result] = await checkFleet(fleet, { archive: { expect: { mode: 'sniff' } } });
    expect(result).toMatchObject({
      status: 'healthy',
      witnesses: { active: [{ node: fleet.local.nodes[0]?.url, outcome: 'connected' }] },
    });
  });

  it("knows the local nodes' counters of searches though a remote hangs", async () => {
    await using fleet = await startFleet(sniff);
    await fleet.remote.setTransportFault({ kind: 'frozen' });
    const results = await checkFleet(fleet);
    expect(results[0]).toMatchObject({
      status: 'failing',
      searches: { answered: 0, nodes: { answered: 1, failed: 0 } },
    });
    expect(results[0]?.notSeen['local GET /_cluster/stats?include_remotes']?.kind).toBe(
      'not-asked',
    );
    expect(results[0]?.notSeen).not.toHaveProperty(['local GET /_cluster/stats']);
  });

  it('names the statistics once where they cannot be seen', async () => {
    await using fleet = await startFleet(sniff);
    fleet.local.setApiFault('stats', { kind: 'forbidden' });
    const [result] = await checkFleet(fleet);
    expect(Object.keys(result?.notSeen ?? {})).toEqual([
      'local GET /_cluster/stats?include_remotes',
      'local GET /_license',
      'local GET /_all/_ccr/info',
    ]);
    expect(result).not.toHaveProperty('searches');
  });

  it('tells what searches lacked since an earlier check', async () => {
    await using fleet = await startFleet(sniff);
    await fleet.remote.setTransportFault({ kind: 'refuse' });
    const first = await checkFleet(fleet);
    const memories = memoriesOf(first);
    await searchArchive(fleet, 3);
    const later = () => new Date(Date.now() + 60_000);
    const [result] = await checkFleet(fleet, {}, { recall: async () => memories, now: later });
    expect(result?.searches?.recent).toEqual({
      minutes: 1,
      answered: 0,
      skipped: 3,
      failed: {},
      atLeast: false,
    });
    expect(result?.findings.map(({ evidence }) => evidence)).toContainEqual(
      expect.stringContaining('3 of 3 searches in the last minute left it out'),
    );
  });

  it('tells how many searches failed for want of a remote, its own left out', async () => {
    await using fleet = await startFleet((remote) =>
      sniff(remote).map((one) => ({ ...one, skipUnavailable: false })),
    );
    await fleet.remote.setTransportFault({ kind: 'refuse' });
    const first = await checkFleet(fleet);
    const memories = memoriesOf(first);
    await searchArchive(fleet, 3);
    const [result] = await checkFleet(
      fleet,
      {},
      {
        recall: async () => memories,
        now: () => new Date(Date.now() + 60_000),
        asksDead: true,
      },
    );
    expect(result?.searches).toMatchObject({
      own: { failed: 1 },
      recent: { skipped: 0, failed: { remotes_unavailable: 3 } },
    });
  });

  it('does not count its own failed searches where it looks at some remotes only', async () => {
    await using fleet = await startFleet(
      (remote) => [...sniff(remote), { ...sniff(remote)[0], alias: 'orders' }] as never,
    );
    const [result] = await checkFleet(fleet, {}, { remotes: ['orders'] });
    expect(result?.searches?.own).toEqual({ answered: 0, skipped: 0 });
  });

  it('adds up how long a starting node would wait for remotes that hang', async () => {
    await using fleet = await startFleet(
      (remote) => [...sniff(remote), { ...sniff(remote)[0], alias: 'orders' }] as never,
    );
    await fleet.remote.setTransportFault({ kind: 'hang' });
    const results = await checkFleet(fleet);
    const advice = results.map(
      ({ findings }) => findings.find(({ code }) => code === 'restart-unsafe')?.evidence,
    );
    expect(advice).toEqual(
      Array(2).fill(
        expect.stringMatching(
          /^archive, orders give no answer: .* 20 s for archive, orders of the cluster settings/,
        ),
      ),
    );
  });

  it('ends at its deadline, with what was seen until then', async () => {
    await using fleet = await startFleet(sniff);
    fleet.local.setApiFault('resolve-cluster', { kind: 'hang' });
    const results = await checkFleet(fleet, {}, { timeoutMs: 800 });
    expect(results[0]).toMatchObject({ alias: 'archive', status: 'unknown' });
  });
});
