/** The command as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
