/** The command as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function start(...args: string[]) {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

it('the command prints and exits as main says', async () => {
  const child = start('lib/cli/bin.ts', 'explain', 'half-open');
  const [stdout, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^half-open \(critical\)\n/);
});

it('the command ends quietly when its reader has gone', async () => {
  const child = start('lib/cli/bin.ts', 'explain');
  child.stdout.destroy();
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(stderr).toBe('');
});

it.skipIf(!existsSync('/dev/full'))(
  'says in one line that its output cannot be written',
  async () => {
    const full = openSync('/dev/full', 'w');
    const args = ['lib/cli/bin.ts', 'explain', 'half-open'];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const [stderr, [exitCode]] = await Promise.all([
      text(child.stderr as Readable),
      once(child, 'close'),
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^Cannot write the output: ENOSPC.*Make room, or write it elsewhere\.\n$/,
    );
  },
);

it.skipIf(!existsSync('/dev/full'))('ends even if nobody can read why it failed', async () => {
  const full = openSync('/dev/full', 'w');
  const args = ['lib/cli/bin.ts', 'explain', 'half-open'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', full, full] });
  closeSync(full);
  expect(await once(child, 'close')).toEqual([3, null]);
});

it('the command ends when all of its output is read, whatever else still runs', async () => {
  const hanging = 'setInterval(() => undefined, 1e6);';
  const manyTimes =
    'const write = process.stdout.write; process.stdout.write = (text, done) => write.call(process.stdout, text.repeat(5000), done);';
  const child = start(
    '--import',
    `data:text/javascript,${hanging}${manyTimes}`,
    'lib/cli/bin.ts',
    'explain',
    'half-open',
  );
  const single = text(start('lib/cli/bin.ts', 'explain', 'half-open').stdout);
  await once(child.stdout, 'readable');
  const [expected, stdout, [exitCode]] = await Promise.all([
    single,
    text(child.stdout),
    once(child, 'close'),
  ]);
  expect(exitCode).toBe(0);
  expect(stdout.length).toBeGreaterThan(1_000_000);
  expect(stdout).toBe(expected.repeat(5000));
});

it('the command says which Node it needs on an older one', async () => {
  const older =
    'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';
  const child = start('--import', older, 'bin/remote-cluster-checker.cjs', 'explain');
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^remote-cluster-checker needs Node\.js 24 or newer, this is v/);
});
