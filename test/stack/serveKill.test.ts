/**
 * `serve` is killed at random moments, while remotes fail and work again: no event is lost, and one
 * is sent twice only if the kill came between the channel's answer and its record.
 */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';
import { portOf } from '../../local/stack/ports.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { freePort, type Process, spawnServe } from '../serve/serving.ts';

const KILLS = 8;
/** From the channel's answer to the record of it, on a busy machine. */
const WINDOW_MS = 2000;

const messageSchema = z.object({
  id: z.string(),
  kind: z.string(),
  incidentIds: z.array(z.string()),
  at: z.number(),
});
type Message = z.infer<typeof messageSchema>;

async function startReceiver(kept: AsyncDisposableStack) {
  const messages: Message[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as object;
    messages.push(messageSchema.parse({ ...body, at: Date.now() }));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  kept.defer(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return { url: `http://127.0.0.1:${portOf(server.address())}/`, messages };
}

async function startClusters(kept: AsyncDisposableStack) {
  const remote = kept.use(await startSimulatedCluster({ name: 'archive' }));
  const seeds = remote.nodes.map(({ transportAddress }) => transportAddress);
  const remotes = [{ alias: 'archive', mode: 'sniff' as const, seeds }];
  const local = kept.use(await startSimulatedCluster({ name: 'eu', remotes }));
  return { remote, urls: local.nodes.map(({ url }) => url) };
}

it('loses no event, and sends none twice but in the window', { timeout: 300_000 }, async () => {
  await using kept = new AsyncDisposableStack();
  const directory = kept.use(await temporaryDirectory()).path;
  const { url, messages } = await startReceiver(kept);
  const { remote, urls } = await startClusters(kept);
  const registry = {
    defaults: { thresholds: { failures: 1, successes: 1, flappingTimes: 100 } },
    clusters: [{ name: 'eu', urls, auth: 'none' }],
    alerts: { channels: { hook: { webhook: { url: 'env:HOOK' } } } },
  };
  await writeFile(join(directory, 'clusters.yml'), JSON.stringify(registry));
  const port = await freePort();
  const start = () => spawnServe({ directory, port, env: { HOOK: url }, args: ['--every', '5'] });
  const kills: number[] = [];
  let running: Process = start();
  kept.defer(async () => void (await running.kill('SIGKILL')));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await remote.setTransportFault(kill % 2 === 0 ? { kind: 'refuse' } : undefined);
    await sleep(Math.random() * 8000);
    kills.push(Date.now());
    await running.kill('SIGKILL');
    running = start();
  }
  await remote.setTransportFault({ kind: 'refuse' });
  await expect
    .poll(async () => incidentsOf(running), { timeout: 60_000 })
    .toEqual([expect.objectContaining({ alias: 'archive' })]);
  await remote.setTransportFault(undefined);
  await expect.poll(async () => incidentsOf(running), { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => unresolved(messages), { timeout: 60_000 }).toEqual([]);
  expect(messages.length).toBeGreaterThan(0);
  for (const twice of repeated(messages)) {
    const first = messages.find(({ id }) => id === twice.id)?.at ?? 0;
    expect(kills.some((at) => at >= first - WINDOW_MS && at - first < WINDOW_MS)).toBe(true);
  }
  expect(await running.kill('SIGTERM')).toBe(0);
});

async function incidentsOf({ get }: Process): Promise<unknown[]> {
  const answer = await get('/incidents').catch(() => undefined);
  return answer?.ok ? JSON.parse(await answer.text()).incidents : ['no answer'];
}

/** Incidents that were opened and not resolved, or resolved and never opened. */
function unresolved(messages: readonly Message[]): string[] {
  const of = (kind: string) =>
    messages.filter((each) => each.kind === kind).flatMap((each) => each.incidentIds);
  const [opened, resolved] = [new Set(of('opened')), new Set(of('resolved'))];
  return [...opened, ...resolved].filter((id) => !opened.has(id) || !resolved.has(id));
}

function repeated(messages: readonly Message[]): Message[] {
  return messages.filter((each, index) => messages.findIndex(({ id }) => id === each.id) < index);
}
