/**
 * `serve` watches two real clusters: one is stopped and started again, and `serve` is killed in
 * between.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { type SlackStandIn, startSlack } from '../../local/stack/slack/slack.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { freePort, type Process, spawnServe } from '../serve/serving.ts';
import { startNodes, stopNodes } from './clusters/lab.ts';
import { certificateFile } from './clusters/labCommand.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { PASSWORD } from './clusters/request.ts';
import { accessTo } from './registry.ts';

const [LOCAL, REMOTE, ALIAS] = ['tls9', 'remote9', 'archive'];
const SOON = { timeout: 90_000, interval: 250 };

describe.skipIf(inject('missing') !== '')('serve', () => {
  const kept = new AsyncDisposableStack();
  let slack: SlackStandIn;
  let start: () => Process;
  let running: Process;

  beforeAll(async () => {
    await bringUpPhase('tls');
    slack = kept.use(await startSlack({ port: 0 }));
    const directory = kept.use(await temporaryDirectory()).path;
    const access = accessTo(LOCAL);
    const urls = access.urls.map((url) => url.replace('http:', 'https:'));
    const clusters = [{ name: LOCAL, ...access, urls, tls: { ca: certificateFile('ca.crt') } }];
    const defaults = { thresholds: { failures: 2, successes: 2 }, timeouts: { tlsSeconds: 20 } };
    const alerts = { channels: { 'on-call': { slack: { webhook: 'env:SLACK' } } } };
    await writeFile(join(directory, 'clusters.yml'), stringify({ defaults, clusters, alerts }));
    const port = await freePort();
    const env = { SLACK: slack.webhookUrl, LAB_PASSWORD: PASSWORD };
    const program = inject('program');
    start = () => spawnServe({ directory, port, env, program, args: ['--every', '5'] });
    kept.defer(async () => void (await running.kill('SIGKILL')));
    running = start();
  });
  afterAll(() => kept.disposeAsync());

  const page = async () => (await running.get(`/remotes/${LOCAL}/${ALIAS}`)).text();
  const status = async () => {
    const answer = await running.get(`/clusters/${LOCAL}/remotes/${ALIAS}`).catch(() => undefined);
    return answer?.ok ? JSON.parse(await answer.text()).result.status : undefined;
  };
  const incidents = async () =>
    JSON.parse(await (await running.get('/incidents')).text()).incidents;
  const texts = () => slack.messages.map(({ message }) => message.text ?? '');

  it('opens, keeps and resolves one incident, whatever happens to it', async () => {
    await expect.poll(status, SOON).toBe('healthy');
    await stopNodes(REMOTE);
    await expect.poll(async () => (await incidents()).length, SOON).toBe(1);
    await running.kill('SIGKILL');
    running = start();
    await expect.poll(texts, SOON).toHaveLength(1);
    expect(texts()[0]).toMatch(`FAILING: remote ${ALIAS} of ${LOCAL}`);
    expect(await incidents()).toMatchObject([{ cluster: LOCAL, alias: ALIAS, status: 'failing' }]);
    expect(await page()).toContain('failing');
    await running.kill('SIGKILL');
    await startNodes(REMOTE);
    running = start();
    await expect.poll(texts, { ...SOON, timeout: 180_000 }).toHaveLength(2);
    expect(texts()[1]).toMatch(`RESOLVED: remote ${ALIAS} of ${LOCAL}`);
    expect(await incidents()).toEqual([]);
    expect(await status()).toBe('healthy');
    process.stdout.write(`${texts().join('\n')}\n${running.log()}\n`);
    expect(await running.kill('SIGTERM')).toBe(0);
  });
});
