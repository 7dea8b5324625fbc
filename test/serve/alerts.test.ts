import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { createAlerter } from '../../lib/serve/alerts.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import { alertStore, deliveryStore } from '../../lib/store/store.ts';
import { portOf } from '../../local/stack/ports.ts';
import { registry as base } from '../api/app.ts';
import { minute } from '../store/stored.ts';
import { World } from '../store/world.ts';
import { testStore } from '../support/store.ts';
import { keptLog } from './support.ts';

const SIGNAL = new AbortController().signal;

/** Two receivers of JSON; each refuses while `refuses` says so. */
async function setUp({ channels = ['one', 'two'], settleMs = 0 } = {}) {
  const got: Record<string, string[]> = { one: [], two: [] };
  const world = { now: Date.parse(minute(2)), refuses: (_to: string, _text: string) => false };
  const server = createServer(async (request, response) => {
    const { text } = (await json(request)) as { text: string };
    const to = String(request.url).slice(1);
    const isRefused = world.refuses(to, text);
    if (!isRefused) got[to]?.push(text);
    response.writeHead(isRefused ? 400 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  const table = sqliteTable(':memory:');
  const store = testStore(table);
  const { log, lines } = keptLog();
  const alerts = {
    channels: Object.fromEntries(
      channels.map((name) => [name, { webhook: { url: `env:${name}` } }]),
    ),
  };
  const checks = new World(store, 'eu');
  const alerter = createAlerter({
    registry: () => ({ ...base, alerts }),
    alerts: alertStore(store.access),
    delivery: deliveryStore(store.access),
    secrets: localSecretResolvers('.', { one: `${url}/one`, two: `${url}/two` }),
    log,
    now: () => new Date(world.now),
    settleMs,
  });
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
    table[Symbol.dispose]();
  };
  const run = (signal = SIGNAL) => alerter.run(signal);
  return { got, world, lines, run, checks, store, [Symbol.asyncDispose]: close };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function checkUntil({ checks }: SetUp, last: number): Promise<void> {
  for (let m = 0; m <= last; m += 1) await checks.check(m);
}

describe('createAlerter', () => {
  it('sends each event to each channel, once', async () => {
    await using all = await setUp();
    await checkUntil(all, 4);
    await all.run();
    await all.run();
    expect(all.got['one']).toEqual([expect.stringMatching(/^FAILING: /)]);
    expect(all.got['two']).toEqual(all.got['one']);
    expect(all.lines.filter((line) => line.includes('message sent'))).toHaveLength(2);
  });

  it('lets no channel wait for another that fails, and tries that one again, later each time', async () => {
    await using all = await setUp();
    all.world.refuses = (to) => to === 'one';
    await checkUntil(all, 4);
    await all.run();
    expect([all.got['one'], all.got['two']?.length]).toEqual([[], 1]);
    expect(all.lines).toContainEqual(
      expect.stringMatching(/^ERROR Webhook \(one\) did not take.* retrySeconds=10$/),
    );
    await all.run();
    all.world.now += 10_000;
    await all.run();
    expect(all.lines.at(-1)).toMatch(/retrySeconds=20$/);
    all.world.refuses = () => false;
    await all.run();
    expect(all.got['one']).toEqual([]);
    all.world.now += 20_000;
    await all.run();
    expect(all.got['one']).toEqual(all.got['two']);
  });

  it('holds back what belongs to a message that is refused, and nothing else', async () => {
    await using all = await setUp({ channels: ['one'] });
    all.world.refuses = (_, text) => text.includes('remote a ');
    for (let m = 0; m <= 10; m += 1) {
      await all.checks.check(m);
      all.world.now += 3_600_000;
      await all.run();
    }
    expect(all.got['one']?.length).toBeGreaterThan(0);
    expect(all.got['one']?.filter((text) => text.includes('remote a '))).toEqual([]);
    all.world.refuses = () => false;
    all.world.now += 3_600_000;
    await all.run();
    const ofA = all.got['one']?.filter((text) => text.includes('remote a ')) ?? [];
    expect(ofA.map((text) => text.split(':')[0])).toEqual(['FAILING', 'RESOLVED']);
  });

  it('gives a message up that was refused for a day', async () => {
    await using all = await setUp({ channels: ['one'] });
    all.world.refuses = () => true;
    await checkUntil(all, 4);
    await all.run();
    all.world.now += 86_500_000;
    await all.run();
    expect(all.lines.at(-1)).toMatch(/has not taken an alert for a day, which is given up/);
    all.world.refuses = () => false;
    all.world.now += 86_500_000;
    await all.run();
    expect(all.got['one']).toEqual([]);
  });

  it('waits until events have settled, but not for ever', async () => {
    await using all = await setUp({ channels: ['one'], settleMs: 30_000 });
    await checkUntil(all, 4);
    const { latestAt = '' } = await alertStore(all.store.access).waiting();
    all.world.now = Date.parse(latestAt) + 10_000;
    await all.run();
    expect(all.got['one']).toEqual([]);
    all.world.now += 20_000;
    await all.run();
    expect(all.got['one']).not.toEqual([]);
  });

  it('writes alerts to the log where there are no channels', async () => {
    await using all = await setUp({ channels: [] });
    await checkUntil(all, 4);
    await all.run();
    expect(all.lines).toContainEqual(
      expect.stringMatching(/^WARN Alert: FAILING: .* event=opened/),
    );
  });

  it('logs what fails, and is quiet when it is to stop', async () => {
    await using all = await setUp();
    await checkUntil(all, 4);
    await all.run(AbortSignal.abort());
    expect(all.got['one']).toEqual([]);
    all.checks.store.table.pending = () => Promise.reject(new Error('no table'));
    await all.run();
    expect(all.lines).toContainEqual('ERROR no table');
    const before = all.lines.length;
    await all.run(AbortSignal.abort());
    expect(all.lines).toHaveLength(before);
  });
});
