import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { preflightSchema } from '../../lib/result/preflight.ts';
import { addressOf, type Fleet, PASSWORD, startFleet } from '../support/fleet.ts';
import { fakeTerminal } from './fakeTerminal.ts';

describe('remote-cluster-checker preflight', () => {
  let fleet: Fleet;
  let workingDirectory: string;
  beforeAll(async () => {
    fleet = await startFleet(
      (remote) => [
        { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true },
      ],
      {
        local: { version: '8.19.21' },
        remote: { version: '8.19.21' },
      },
    );
    workingDirectory = await mkdtemp(join(tmpdir(), 'checker-'));
    const urls = fleet.local.nodes.map(({ url }) => url);
    const registry = {
      clusters: [
        { name: 'eu', urls, auth: { basic: { username: 'elastic', password: 'env:PASSWORD' } } },
      ],
    };
    await writeFile(join(workingDirectory, 'clusters.yml'), JSON.stringify(registry));
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  async function run(...argv: string[]) {
    const { terminal, written } = fakeTerminal({ env: { PASSWORD }, workingDirectory });
    return { exitCode: await main(['preflight', ...argv], terminal), ...written };
  }

  it('checks, then tells in which order nothing breaks', async () => {
    const { exitCode, stdout } = await run(
      '--cluster',
      'eu',
      '--to',
      '9.5.3',
      '--replication',
      'none',
    );
    expect(stdout).toMatch(/^Upgrade of eu from 8\.19\.21 to 9\.5\.3;/);
    expect(stdout).toContain(
      '  1. upgrade archive from 8.19.21 to 9.5.3\n  2. upgrade eu from 8.19.21 to 9.5.3\n',
    );
    expect(exitCode).toBe(0);
  });

  it('prints JSON, and of a remote known by its alias only', async () => {
    // Followers go first, and searches want the remote to go first.
    const { exitCode, stdout } = await run(
      '--cluster',
      'archive',
      '--to',
      '9.5.3',
      '--replication',
      'all',
      '--timeout',
      '20',
      '--json',
    );
    expect(preflightSchema.parse(JSON.parse(stdout))).toMatchObject({
      cluster: 'archive',
      outcome: 'degraded',
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--cluster', 'eu'], /required option '--to <release>'/],
    [['--cluster', 'eu', '--to', '9.5'], /9\.5 is not a version/],
    [['--cluster', 'eu', '--to', '8.18.0'], /does not support a downgrade/],
    [['--cluster', 'nowhere', '--to', '9.5.3'], /No check has seen a cluster nowhere/],
  ])('exits with 3 for %j, and says why', async (argv, message) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
