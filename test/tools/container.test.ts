/** The Containerfile: linted, and its files run as a container would run them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFleetFor } from '../package/fleet.ts';
import type { Fleet } from '../support/fleet.ts';
import { assemble, type Image } from './image.ts';
import { HADOLINT, isMissing, runTool } from './tool.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'Containerfile');
const INSIDE = join(import.meta.dirname, 'inside');
const isRoot = process.getuid?.() === 0;

/** The command inside has to be given a port that the HEALTHCHECK knows too. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.skipIf(isMissing(HADOLINT, 'test/tools/install'))('hadolint', () => {
  it('finds nothing to complain of', () => {
    expect(runTool(HADOLINT, [FILE])).toEqual({ exitCode: 0, output: '' });
  });
});

describe.skipIf(!isRoot || isMissing('unshare', 'apt-get install util-linux'))('the image', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  const config = join(directory, 'config');
  const data = join(directory, 'data');
  let image: Image;
  let fleet: Fleet;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    for (const folder of [config, data]) mkdirSync(folder);
    chmodSync(directory, 0o755);
    fleet = await startFleetFor(config);
    chmodSync(join(config, 'password'), 0o644);
    writeFileSync(join(config, 'token'), 'read'.repeat(8));
    execFileSync('chown', ['1000:1000', data]);
    image = assemble(FILE, { context: ROOT, directory });
  }, 600_000);

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await fleet[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  function start(command: readonly string[]) {
    const args = ['--mount', INSIDE, image.root, image.user, config, data, ...command];
    const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    return child;
  }

  async function run(command: readonly string[]) {
    const child = start(command);
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code, output: `${output}${errors}` };
  }

  it('holds no sources, no development dependencies, and the license', () => {
    const there = (path: string) => existsSync(join(image.root, 'app', path));
    expect(
      ['lib', 'test', 'node_modules/typescript', 'node_modules/esbuild'].filter(there),
    ).toEqual([]);
    expect(['LICENSE', 'package.json', 'node_modules/hono'].filter(there)).toHaveLength(3);
  });

  it('cannot write but to /data, and is not root', async () => {
    const script = `for (const file of ['/app/x', '/x', '/tmp/x', '/config/x', '/data/x']) try {
      require('node:fs').writeFileSync(file, ''); console.log(file);
    } catch {}; console.log(process.getuid())`;
    expect(await run(['node', '-e', script])).toEqual({ code: 0, output: '/data/x\n1000\n' });
  });

  it('checks', async () => {
    const entry = image.command.slice(0, image.command.indexOf('serve'));
    const { code, output } = await run([...entry, 'check', '--registry', '/config/clusters.yml']);
    expect(output).toMatch(/archive +healthy .* proxy/);
    expect(code).toBe(2);
  });

  it('serves, is healthy as its HEALTHCHECK says, and ends when it is asked to', async () => {
    const port = await freePort();
    const command = image.command.map((word) => word.replace('0.0.0.0:8080', `127.0.0.1:${port}`));
    const probe = image.healthcheck.map((word) => word.replace(':8080', `:${port}`));
    expect((await run(probe)).code).toBe(1);
    const child = start([...command, '--token', 'file:/config/token']);
    child.stdout.resume();
    child.stderr.resume();
    await expect.poll(async () => (await run(probe)).code, { timeout: 60_000 }).toBe(0);
    const headers = { authorization: `Bearer ${'read'.repeat(8)}` };
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text(), {
        timeout: 60_000,
      })
      .toMatch(/remote_cluster_up\{[^}]*alias="archive"[^}]*\} 1/);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(existsSync(join(data, 'state.db'))).toBe(true);
  }, 180_000);
});

describe.skipIf(isRoot)('the image', () => {
  it.skip('needs root for unshare and chroot: its tests are skipped', () => undefined);
});
