import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { alertsSchema } from '../../lib/alert/registryChannels.ts';
import { loadRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { type ServeOptions, type Serving, startServe } from '../../lib/serve/serve.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { freePort, spawnServe } from './serving.ts';
import { keptLog } from './support.ts';

const SOON = { timeout: 40_000, interval: 50 };
const ENV = { READ: 'r'.repeat(20), ACT: 'a'.repeat(20), SHORT: 'short' };

let kept = new AsyncDisposableStack();
afterEach(async () => {
  await kept.disposeAsync();
});

async function setUp(remotes = 1) {
  kept = new AsyncDisposableStack();
  const directory = kept.use(await temporaryDirectory()).path;
  const remote = kept.use(await startSimulatedCluster({ name: 'archive' }));
  const seeds = remote.nodes.map(({ transportAddress }) => transportAddress);
  const registrations = Array.from({ length: remotes }, (_, index) => ({
    alias: `archive-${index}`,
    mode: 'sniff' as const,
    seeds,
  }));
  const local = kept.use(await startSimulatedCluster({ name: 'eu', remotes: registrations }));
  const file = join(directory, 'clusters.yml');
  const write = (change: object = {}) => {
    const clusters = [{ name: 'eu', urls: local.nodes.map(({ url }) => url), auth: 'none' }];
    const defaults = { thresholds: { failures: 1, successes: 1 } };
    writeFileSync(file, JSON.stringify({ defaults, clusters, ...change }));
  };
  write();
  const { log, lines } = keptLog();
  const start = async (change: Partial<ServeOptions> = {}): Promise<Serving> => {
    const serving = await startServe({
      source: {
        file,
        load: (onFile) => loadRegistry(file, { onFile, alerts: alertsSchema() }),
        everyMs: 20,
      },
      secrets: localSecretResolvers(directory, ENV),
      vantage: 'test',
      directory: join(directory, 'data'),
      listen: '127.0.0.1:0',
      everyMs: 500,
      token: 'env:READ',
      actionToken: 'env:ACT',
      retentionDays: 90,
      log,
      now: () => new Date(),
      ...change,
    });
    kept.defer(serving.stop);
    return serving;
  };
  return { start, write, lines, remote, local, file, directory };
}

function caller({ url }: Serving) {
  return (path: string, { token = ENV.READ, body }: { token?: string; body?: object } = {}) =>
    fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
}

describe('startServe', () => {
  it('checks again and again, alerts, and shows what it found', async () => {
    const { start, lines, remote } = await setUp();
    const serving = await start();
    const call = caller(serving);
    const clusters = async () => JSON.stringify(await (await call('/clusters')).json());
    await expect.poll(clusters, SOON).toContain('"healthy":1');
    expect((await fetch(`${serving.url}/healthz`)).status).toBe(200);
    await remote.setTransportFault({ kind: 'refuse' });
    await expect.poll(() => lines, SOON).toContainEqual(expect.stringMatching(/Alert: FAILING/));
    expect(await (await call('/metrics')).text()).toContain('archive-0');
    await remote.setTransportFault(undefined);
    await expect.poll(() => lines, SOON).toContainEqual(expect.stringMatching(/Alert: RESOLVED/));
  });

  it('lets the token to read not act', async () => {
    const { start } = await setUp();
    const call = caller(await start());
    const body = { cluster: 'eu' };
    await expect.poll(async () => (await call('/clusters')).status, SOON).toBe(200);
    expect((await call('/checks', { body })).status).toBe(403);
    const acted = await call('/checks', { body, token: ENV.ACT });
    expect([acted.status, JSON.stringify(await acted.json())]).toEqual([
      200,
      expect.stringContaining('"alias":"archive-0"'),
    ]);
    expect((await call('/clusters', { token: 'wrong' })).status).toBe(401);
    expect(
      (await call('/incidents/none/acknowledgement', { body: { until: '2026-12-01' } })).status,
    ).toBe(403);
  });

  it('checks remotes that are too many for one check in parts', async () => {
    const { start } = await setUp(52);
    const call = caller(await start());
    const clusters = async () => JSON.stringify(await (await call('/clusters')).json());
    await expect.poll(clusters, SOON).toContain('"healthy":52');
  });

  it('keeps a registry in force until the next one is right, and says so', async () => {
    const { start, write, file, lines } = await setUp();
    const serving = await start();
    writeFileSync(file, 'clusters: 7');
    const health = async () => (await fetch(`${serving.url}/healthz`)).json();
    await expect.poll(health, SOON).toMatchObject({
      status: 'failing',
      problems: ['The registry has changed and cannot be used'],
    });
    const page = await (await caller(serving)('/')).text();
    expect(page).toContain('The checker itself needs attention');
    expect(page).toContain('clusters.yml has 1 mistake');
    expect(lines).toContainEqual(expect.stringMatching(/^ERROR The registry has changed/));
    expect(serving.registry().clusters).toHaveLength(1);
    write({ vantage: 'new' });
    await expect.poll(health, SOON).toMatchObject({ status: 'ok' });
    expect(serving.registry().vantage).toBe('new');
  });

  it('logs a ping that fails, a sweep that is late, and what the API throws', async () => {
    const { start, lines } = await setUp();
    await start({ ping: 'http://127.0.0.1:1/hush', everyMs: 5 });
    await expect.poll(() => lines.join('\n'), SOON).toMatch(/WARN 127.0.0.1:1 cannot be pinged/);
    await expect.poll(() => lines.join('\n'), SOON).toMatch(/WARN A sweep took \d+ s, longer than/);
    expect(lines.join('\n')).not.toContain('hush');
  });

  it('warns beyond this machine, and refuses short tokens there', async () => {
    const { start, lines } = await setUp();
    await start({ listen: '0.0.0.0:0' });
    expect(lines).toContainEqual(expect.stringMatching(/^WARN Listening on 0.0.0.0 without TLS/));
    const directory = join((await temporaryDirectory()).path, 'other');
    await expect(start({ listen: '0.0.0.0:0', directory, token: 'env:SHORT' })).rejects.toThrow(
      '--token has fewer than 16 characters',
    );
  });

  it('says when storing fails, and when it works again', async () => {
    const { start, lines, directory } = await setUp();
    const tokens = { token: undefined, actionToken: undefined };
    const { mkdirSync, rmSync } = await import('node:fs');
    const blocked = join(directory, 'data/state.db');
    mkdirSync(blocked, { recursive: true });
    mkdirSync(join(directory, 'data/tokens.json.unfinished'));
    const serving = await start(tokens);
    expect(lines).toContainEqual(expect.stringMatching(/^ERROR Cannot store; checks/));
    expect(lines).toContainEqual(expect.stringMatching(/^ERROR Generated tokens cannot be stored/));
    expect((await fetch(`${serving.url}/healthz`)).status).toBe(503);
    rmSync(blocked, { recursive: true });
    await expect
      .poll(() => lines, SOON)
      .toContain('Storing works again; what was in memory is stored');
  });

  it('abandons what does not end, and stores nothing of it', async () => {
    const { start, lines, local } = await setUp();
    local.setApiFault('root', { kind: 'hang' });
    const serving = await start({ everyMs: 60_000 });
    await sleep(300);
    await serving.stop();
    expect(lines.filter((line) => line.startsWith('Remote checked'))).toEqual([]);
  });
});

describe('the process', () => {
  it('refuses a second one on the same data directory', async () => {
    const { directory } = await setUp();
    const first = spawnServe({ directory, port: await freePort() });
    kept.defer(async () => void (await first.kill('SIGTERM')));
    await expect.poll(first.log, SOON).toContain('Serving');
    const second = spawnServe({ directory, port: await freePort() });
    await expect.poll(() => second.child.exitCode, SOON).toBe(3);
    expect(second.errors()).toMatch(/another process has it open: stop that one, or use another/);
    expect(await first.kill('SIGTERM')).toBe(0);
    expect(first.log()).toContain('"message":"Stopped"');
  });
});
