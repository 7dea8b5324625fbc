import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { check } from '../../lib/check.ts';
import { runWatch } from '../../lib/cli/watch.ts';
import { namedByContacts } from '../../lib/contact.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { fakeNode } from '../collect/elasticsearch/support/fakeNode.ts';
import { addressOf, type Fleet, PASSWORD, registryOf, startFleet } from '../support/fleet.ts';
import { type FakeTerminal, fakeTerminal } from './fakeTerminal.ts';

const HOUR_SECONDS = 3600;
const OPEN = '\u001b[?1049h';
const ENV = {
  ELASTICSEARCH_USERNAME: 'elastic',
  ELASTICSEARCH_PASSWORD: PASSWORD,
  LANG: 'C.UTF-8',
};
const CLOSE = '\u001b[?25h\u001b[?1049l';

describe('remote-cluster-checker watch', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet((remote) => [
      { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true },
    ]);
  });
  afterAll(() => fleet[Symbol.asyncDispose]());
  afterEach(() => fleet.remote.setTransportFault(undefined));

  function watch(
    fake: FakeTerminal,
    { every = HOUR_SECONDS, cluster = [] as string[] } = {},
  ): Promise<number> {
    const urls = fleet.local.nodes.map(({ url }) => url);
    return runWatch({ urls, cluster, remote: [], every }, fake.terminal);
  }

  function terminalWith(options: Parameters<typeof fakeTerminal>[0] = {}): FakeTerminal {
    return fakeTerminal({ env: ENV, ...options });
  }

  async function written(fake: FakeTerminal, text: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(fake.written.stdout).toMatch(text), 30_000);
  }

  it('shows the remotes on a screen of its own, checks again when asked to, and gives the screen back', async () => {
    const fake = terminalWith({ isTTY: true, columns: 150, rows: 40 });
    const exitCode = watch(fake);
    await written(fake, /archive[\s\S]*next check in \d+ s/);
    expect(fake.written.stdout.startsWith(OPEN)).toBe(true);
    await fleet.remote.setTransportFault({ kind: 'refuse' });
    fake.type(' ');
    await written(fake, /failing ↓[\s\S]*connection-refused/);
    await fleet.remote.setTransportFault(undefined);
    fake.type('x');
    fake.type('q');
    expect(await exitCode).toBe(0);
    expect(fake.written.stdout.endsWith(CLOSE)).toBe(true);
    expect(fake.keyboard).toEqual(['raw', 'resume', 'not raw', 'pause']);
    expect(fake.isAwaitingEnd()).toBe(false);
  });

  it.each(['\u0003', '\u0004', 'Q'])('ends at %j while a check runs', async (key) => {
    const fake = terminalWith({ isTTY: true });
    const write = (text: string) => {
      fake.written.stdout += text;
      if (text.includes('checking, 0 of 0')) fake.type(key);
    };
    expect(
      await watch({ ...fake, terminal: { ...fake.terminal, stdout: { isTTY: true, write } } }),
    ).toBe(0);
    expect(fake.written.stdout).not.toContain('next check');
    expect(fake.written.stdout.endsWith(CLOSE)).toBe(true);
  });

  it('needs no keyboard on a terminal, and no colour', async () => {
    const fake = terminalWith({ isTTY: true });
    const { setRawMode, resume, pause, on, off } = fake.terminal.stdin;
    const env = { ...fake.terminal.env, NO_COLOR: '1' };
    const exitCode = watch({
      ...fake,
      terminal: {
        ...fake.terminal,
        env,
        stdin: { isTTY: false, setRawMode, resume, pause, on, off },
      },
    });
    await written(fake, 'next check in');
    fake.end();
    expect(await exitCode).toBe(0);
    expect(fake.keyboard).toEqual([]);
    expect(fake.written.stdout).not.toContain('\u001b[3');
  });

  it.each([{}, { isTTY: true, env: { ...ENV, TERM: 'dumb' } }])(
    'prints a line for each change where there is no screen: %j',
    async (options) => {
      const fake = terminalWith(options);
      const exitCode = watch(fake, { every: 0.05 });
      // Where the local nodes have lost their connections before, that they are back is a line of
      // its own.
      await written(fake, /^\S+Z \S+\/archive healthy \w+: .+\n/);
      await fleet.remote.setTransportFault({ kind: 'refuse' });
      // A check that runs meanwhile may see the connection reset.
      await written(fake, /archive failing \(was healthy\) connection-re(fused|set): /);
      await fleet.remote.setTransportFault(undefined);
      fake.end();
      expect(await exitCode).toBe(0);
      expect(fake.isAwaitingEnd()).toBe(false);
    },
  );

  it('says so where no remote is registered', async () => {
    const fake = terminalWith({ isTTY: true });
    const watching = runWatch(
      {
        urls: fleet.remote.nodes.map(({ url }) => url),
        cluster: [],
        remote: [],
        every: HOUR_SECONDS,
      },
      fake.terminal,
    );
    await written(fake, 'none registered, next check in');
    fake.type('q');
    await watching;
  });

  it('gives the screen back before it says what is wrong with its arguments', async () => {
    const fake = terminalWith({ isTTY: true });
    const watching = runWatch(
      {
        urls: fleet.local.nodes.map(({ url }) => url),
        cluster: [],
        remote: ['nobody'],
        every: HOUR_SECONDS,
      },
      fake.terminal,
    );
    await expect(watching).rejects.toThrow(ConfigurationError);
    expect(fake.written.stdout.endsWith(CLOSE)).toBe(true);
  });
});

it('watch says why a local cluster cannot be asked', async () => {
  const { url } = await fakeNode(() => ({
    status: 401,
    body: {
      error: {
        type: 'security_exception',
        reason: 'missing authentication credentials',
        root_cause: [],
      },
    },
  }));
  const fake = fakeTerminal();
  const exitCode = runWatch({ urls: [url], every: HOUR_SECONDS }, fake.terminal);
  await vi.waitFor(
    () => expect(fake.written.stdout).toContain(`${url} asks for credentials, and none are given`),
    30_000,
  );
  fake.end();
  expect(await exitCode).toBe(0);
});

it('watch leaves other local clusters as they are', async () => {
  const { url } = await fakeNode(() => ({ status: 401, body: {} }));
  await using fleet = await startFleet((remote) => [
    { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)] },
  ]);
  const registry = registryOf(fleet);
  const [known] = registry.clusters;
  const dead = { ...known, name: 'dead', urls: [url], remotes: {} } as typeof known & object;
  const both = { ...registry, clusters: [...registry.clusters, dead] };
  const secrets = { env: async () => PASSWORD };
  const report = await check(both, { secrets, vantage: 'here' });
  const named = await namedByContacts(report, both, {
    origin: { kind: 'registry', file: 'clusters.yml' },
    timeoutMs: 1000,
  });
  expect(named.results.map(({ cluster, cause }) => [cluster, cause.evidence])).toEqual([
    [known?.name, report.results[0]?.cause.evidence],
    ['dead', `Elasticsearch at ${url} does not accept the user and password`],
  ]);
});
