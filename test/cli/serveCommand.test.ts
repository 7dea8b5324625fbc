import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { fakeTerminal } from './fakeTerminal.ts';

const REGISTRY = 'clusters: [{ name: eu, urls: ["http://127.0.0.1:1"], auth: none }]\n';
const LISTEN = ['--listen', '127.0.0.1:0'];

async function setUp(options: { isTTY?: boolean } = {}) {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'clusters.yml'), REGISTRY);
  const fake = fakeTerminal({ workingDirectory: directory.path, ...options });
  /** Runs it until it serves, and then ends it. */
  const serve = async (...argv: string[]) => {
    const running = main(['serve', ...LISTEN, ...argv], fake.terminal);
    await expect.poll(() => fake.written.stdout, { timeout: 30_000 }).toContain('Serving');
    fake.end();
    return running;
  };
  return { directory, fake, serve };
}

describe('serve', () => {
  it('runs until it is ended, and shows generated tokens once, not in the log', async () => {
    const { directory, fake, serve } = await setUp();
    await using _ = directory;
    expect(await serve()).toBe(0);
    expect(fake.written.stderr).toMatch(/^Token to read: [\w-]{32}\nToken to act: [\w-]{32}\n$/);
    const messages = fake.written.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);
    expect(messages).toEqual(expect.arrayContaining(['Stopping', 'Stopped']));
    const [, token = 'none'] = /read: (\S+)/.exec(fake.written.stderr) ?? [];
    expect(fake.written.stdout).not.toContain(token);
    expect(fake.isAwaitingEnd()).toBe(false);
    fake.written.stderr = '';
    expect(await serve('--registry', 'clusters.yml', '--log-format', 'text')).toBe(0);
    expect(fake.written.stderr).toBe('');
    expect(fake.written.stdout).toMatch(/Z Stopped\n$/);
  });

  it('writes text on a terminal, and takes URLs in place of a registry', async () => {
    const { directory, fake, serve } = await setUp({ isTTY: true });
    await using _ = directory;
    expect(await serve('http://127.0.0.1:1', '--retention-days', '7', '--every', '5')).toBe(0);
    expect(fake.written.stdout).toMatch(/Z Serving .*retentionDays=7/);
  });

  it.each([
    [['http://127.0.0.1:1', '--registry', 'x.yml'], 'Give URLs, or --registry, not both'],
    [['--registry', 'nowhere.yml'], 'cannot be read'],
    [['--every', '1'], 'Give a whole number of seconds from 5 to 3600'],
    [['--retention-days', '0.5'], 'Give a whole number of days from 1 to 3650'],
    [['--log-format', 'xml'], 'Allowed choices are text, json'],
    [['--token', 'hush'], '--token takes a reference to the token'],
    [['--listen', 'example.com:1'], '--listen example.com:1 cannot be used'],
    [['--ping', 'x'], '--ping takes an http:// or https:// URL'],
  ])('refuses %j', async (argv, problem) => {
    const { directory, fake } = await setUp();
    await using _ = directory;
    expect(await main(['serve', ...LISTEN, ...argv], fake.terminal)).toBe(3);
    expect(fake.written.stderr).toContain(problem);
  });
});
