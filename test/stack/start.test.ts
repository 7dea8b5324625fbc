/** `npm run start:stack` as a user has it: a process of its own, and what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REMOTES } from '../../local/stack/demo/remotes.ts';
import { portsFrom, refuseBusyPorts } from '../../local/stack/ports.ts';
import { TEMPORARY_PREFIX, temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';

/** Of the demonstration: some remotes are registered by several local clusters. */
const REGISTRATIONS = REMOTES.reduce((sum, { locals }) => sum + locals.length, 0);

const ROOT = join(import.meta.dirname, '../..');
const PORT = 17_300;
const URL_OF_API = `http://127.0.0.1:${PORT}`;
const TOKEN = 'token-of-the-tests';

const clustersSchema = z.object({
  clusters: z.array(z.object({ name: z.string(), counts: z.record(z.string(), z.number()) })),
});
const remoteSchema = z.object({ history: z.array(z.object({ at: z.string() })) });

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await stop(child);
});

function start(...argv: string[]) {
  const child = spawn(
    process.execPath,
    ['local/stack/start.ts', '--port', String(PORT), '--token', TOKEN, ...argv],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  started.push(child);
  return {
    child,
    ended: once(child, 'close'),
    output: text(child.stdout),
    errors: text(child.stderr),
  };
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) {
    child.kill('SIGINT');
    await once(child, 'exit');
  }
  return child.exitCode;
}

async function get(path: string): Promise<unknown> {
  const answer = await fetch(`${URL_OF_API}${path}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return answer.ok ? answer.json() : undefined;
}

async function remotesWithResults(): Promise<number> {
  const parsed = clustersSchema.safeParse(await get('/clusters').catch(() => undefined));
  const counts = parsed.data?.clusters.flatMap((cluster) => Object.values(cluster.counts)) ?? [];
  return counts.reduce((total, count) => total + count, 0);
}

async function temporaryDirectories(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(TEMPORARY_PREFIX));
}

describe('npm run start:stack', () => {
  it('has results of all simulated remotes, and leaves nothing behind when it is stopped', {
    timeout: 120_000,
  }, async () => {
    const before = await temporaryDirectories();
    const { child, output, errors } = start();
    await expect.poll(remotesWithResults, { timeout: 80_000, interval: 200 }).toBe(REGISTRATIONS);
    expect(await stop(child)).toBe(0);
    expect(await output).toContain(
      `curl -H 'Authorization: Bearer ${TOKEN}' ${URL_OF_API}/clusters`,
    );
    expect(await errors).toBe('');
    expect(await temporaryDirectories()).toEqual(before);
    await refuseBusyPorts(portsFrom(PORT));
  });

  it('keeps what it knows where it is told to', { timeout: 240_000 }, async () => {
    await using data = await temporaryDirectory();
    const first = start('--data', data.path);
    await expect.poll(remotesWithResults, { timeout: 80_000, interval: 200 }).toBe(REGISTRATIONS);
    await stop(first.child);
    const stoppedAt = new Date().toISOString();
    start('--data', data.path);
    await expect.poll(remotesWithResults, { timeout: 80_000, interval: 200 }).toBe(REGISTRATIONS);
    const { history } = remoteSchema.parse(await get('/clusters/eu-search/remotes/archive'));
    expect(history.filter(({ at }) => at < stoppedAt)).not.toEqual([]);
  });

  it('names a port that is busy, and a registry that is not there', async () => {
    const server = createServer().listen(PORT + 3, '127.0.0.1');
    await once(server, 'listening');
    const busy = start();
    expect(await busy.errors).toBe(
      `Port ${PORT + 3}, for the DynamoDB stand-in, is used by another program: stop that program, or choose the first of 5 free ports with --port, such as --port 14000\n`,
    );
    server.close();
    await busy.ended;
    const missing = start('--registry', '/nowhere/clusters.yml');
    expect(await missing.errors).toContain('Registry /nowhere/clusters.yml cannot be read');
    await missing.ended;
    expect([busy.child.exitCode, missing.child.exitCode]).toEqual([1, 1]);
  });

  it('leaves nothing behind when it is stopped while it starts', async () => {
    const before = await temporaryDirectories();
    const { child, errors } = start();
    await once(child.stdout ?? child, 'data');
    expect(await stop(child)).toBe(0);
    expect(await errors).toBe('');
    expect(await temporaryDirectories()).toEqual(before);
  });
});
