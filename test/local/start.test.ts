/** `npm start` as a newcomer has it: a process of its own, and what it leaves behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { REMOTES } from '../../local/stack/demo/remotes.ts';
import { TEMPORARY_PREFIX } from '../../local/stack/temporaryDirectory.ts';

const ROOT = join(import.meta.dirname, '../..');
const PORT = 17_600;
const TOKEN = 'token-of-the-tests';
const REGISTRATIONS = REMOTES.reduce((sum, { locals }) => sum + locals.length, 0);

async function remotes(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/clusters`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  }).catch(() => undefined);
  if (!answer?.ok) return 0;
  const { clusters } = JSON.parse(await answer.text()) as {
    clusters: { counts: Record<string, number> }[];
  };
  return clusters
    .flatMap(({ counts }) => Object.values(counts))
    .reduce((sum, each) => sum + each, 0);
}

it('npm start checks the simulated clusters, and leaves nothing behind', async () => {
  const argv = ['local/start.ts', '--port', String(PORT), '--token', TOKEN];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  const closed = once(child, 'close');
  await expect.poll(remotes, { timeout: 50_000, interval: 200 }).toBe(REGISTRATIONS);
  expect((await fetch(`http://127.0.0.1:${PORT + 1}/`)).status).toBe(200);
  child.kill('SIGINT');
  await closed;
  expect([child.exitCode, await errors]).toEqual([0, '']);
  const [, directory = ''] = /Registry +(\S+)\/clusters\.yml/.exec(await output) ?? [];
  expect(directory).toContain(TEMPORARY_PREFIX);
  await expect(readdir(directory)).rejects.toThrow('ENOENT');
});
