/** The single executable with an empty environment: no PATH, no HOME, no Node, no project. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_VERSION } from '../../local/executable/nodeBinary.ts';
import { startFleetFor } from '../package/fleet.ts';
import type { Fleet } from '../support/fleet.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, `dist/executable/remote-cluster-checker-linux-${process.arch}`);

let directory: string;
let fleet: Fleet;
let executable: string;

/** Alone in a directory, so that it finds nothing of the project beside it. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'executable-'));
  executable = join(directory, 'remote-cluster-checker');
  await copyFile(BUILT, executable);
  await chmod(executable, 0o755);
  fleet = await startFleetFor(directory);
});

afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function start(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(executable, args, { cwd: directory, env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = start(...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

describe('the executable', () => {
  it('says its version, and no warning', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('explains a cause', async () => {
    const { code, stdout } = await run('explain', 'half-open');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^half-open \(critical\)\n[\s\S]*How to fix/);
  });

  it('checks, and writes a page', async () => {
    const { code, stdout, stderr } = await run('check', '--html', 'page.html', '--json');
    expect(stderr).toBe(`The page is in ${join(directory, 'page.html')}\n`);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).results).toMatchObject([
      { alias: 'archive', status: 'healthy' },
      { alias: 'gone', status: 'failing', cause: { code: 'connection-refused' } },
    ]);
    expect(await readFile(join(directory, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('serves, keeps its state, and ends when it is asked to', async () => {
    await writeFile(join(directory, 'token'), 'read'.repeat(8), { mode: 0o600 });
    const args = ['--token', 'file:token', '--listen', '127.0.0.1:0', '--log-format', 'text'];
    const child = start('serve', ...args);
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      url = /Serving (http:\S+)\//.exec(line)?.[1] ?? '';
      if (url !== '') break;
    }
    child.stdout.resume();
    await expect
      .poll(async () => (await fetch(`${url}/healthz`)).status, { timeout: 30_000 })
      .toBe(200);
    const headers = { authorization: `Bearer ${'read'.repeat(8)}` };
    await expect
      .poll(async () => (await fetch(`${url}/metrics`, { headers })).text(), { timeout: 30_000 })
      .toMatch(/remote_cluster_up\{[^}]*alias="gone"[^}]*\} 0/);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});

it('the executable holds the Node that the project is tested with', async () => {
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(NODE_VERSION).toBe(devDependencies.node);
});
