import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { calendarSchema } from '../../lib/result/expiry.ts';
import { addressOf, type Fleet, PASSWORD, startFleet } from '../support/fleet.ts';
import { fakeTerminal } from './fakeTerminal.ts';

describe('remote-cluster-checker expiry', () => {
  let fleet: Fleet;
  let workingDirectory: string;
  beforeAll(async () => {
    fleet = await startFleet((remote) => [
      { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true },
    ]);
    workingDirectory = await mkdtemp(join(tmpdir(), 'checker-'));
    const urls = fleet.local.nodes.map(({ url }) => url);
    const auth = { basic: { username: 'elastic', password: 'env:PASSWORD' } };
    await writeFile(
      join(workingDirectory, 'clusters.yml'),
      JSON.stringify({ clusters: [{ name: 'eu', urls, auth }] }),
    );
    const sooner = {
      defaults: { expiryWarningDays: 3650 },
      clusters: [{ name: 'eu', urls, auth }],
    };
    await writeFile(join(workingDirectory, 'sooner.yml'), JSON.stringify(sooner));
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  async function run(...argv: string[]) {
    const { terminal, written } = fakeTerminal({ env: { PASSWORD }, workingDirectory });
    return { exitCode: await main(['expiry', ...argv], terminal), ...written };
  }

  it('lists what was seen on the wire and in files', async () => {
    const { exitCode, stdout } = await run('--cluster', 'eu');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^EXPIRES +WHEN +WHAT +NAME +REMOTES +SEEN AT\n/);
    expect(stdout).toMatch(/certificate +CN=.* +eu\/archive +.*files of local node/);
  });

  it('prints JSON and a calendar, and exits with 1 where something comes near', async () => {
    const { exitCode, stdout } = await run('--registry', 'sooner.yml', '--json');
    expect(exitCode).toBe(1);
    expect(calendarSchema.parse(JSON.parse(stdout)).expiries.length).toBeGreaterThan(0);
    expect((await run('--ics', '--timeout', '20')).stdout).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });

  it('prints one or the other', async () => {
    expect(await run('--json', '--ics')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('cannot be used with'),
    });
  });
});
