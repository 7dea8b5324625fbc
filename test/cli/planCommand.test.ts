import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { addressOf, CREDENTIALS, type Fleet, KEY, PASSWORD, startFleet } from '../support/fleet.ts';
import { fakeTerminal } from './fakeTerminal.ts';

describe('remote-cluster-checker plan', () => {
  let fleet: Fleet;
  let workingDirectory: string;
  let server: string;
  beforeAll(async () => {
    fleet = await startFleet(() => [], { remote: { apiKeys: [KEY] } });
    server = fleet.remote.nodes[0]?.remoteClusterServerAddress ?? '';
    workingDirectory = await mkdtemp(join(tmpdir(), 'checker-'));
    const auth = { basic: { username: 'elastic', password: 'env:PASSWORD' } };
    const urlsOf = ({ nodes }: Fleet['local']) => nodes.map(({ url }) => url);
    const remotes = { archive: { remote: { urls: urlsOf(fleet.remote), auth } } };
    const clusters = [{ name: 'eu', urls: urlsOf(fleet.local), auth, remotes }];
    await writeFile(join(workingDirectory, 'clusters.yml'), JSON.stringify({ clusters }));
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  async function run(...argv: string[]) {
    const { terminal, written } = fakeTerminal({ env: { PASSWORD }, workingDirectory });
    return { exitCode: await main(['plan', ...argv], terminal), ...written };
  }
  const add = (...argv: string[]) => run('add', 'archive', '--on', 'eu', ...argv);
  const KEYED = ['--indices', 'logs-*', '--skip-unavailable', 'true'];

  it('verifies the prerequisites, sends nothing, and verifies its file afterwards', async () => {
    const { stdout, exitCode } = await add('--to', server, ...KEYED, '--out', 'plan.json');
    expect(stdout).not.toContain('FAILED');
    expect(stdout).toContain('passed          remote-cluster-server: enabled on every remote node');
    expect(stdout).toContain('not verifiable  trust: the registry gives no transportTls.ca');
    expect(stdout).toContain('POST /_security/cross_cluster/api_key');
    expect(exitCode).toBe(1);
    const before = await run('verify', 'plan.json');
    expect([before.exitCode, before.stdout]).toEqual([2, expect.stringContaining('FAILED')]);
    const seeds = [server];
    await fleet.local.register({
      alias: 'archive',
      mode: 'sniff',
      seeds,
      skipUnavailable: true,
      credentials: CREDENTIALS,
    });
    const after = await run('verify', 'plan.json');
    expect(after.stdout).toContain('passed          to: ');
    expect(after.stdout).toContain('passed          model: api-key');
    const again = await add('--to', server, ...KEYED);
    expect(again.stdout).toContain('FAILED          alias-free: archive is registered already');
    fleet.local.unregister('archive');
  });

  it('names a port of the other model, and a choice that is missing', async () => {
    const { stdout, exitCode } = await add(
      '--to',
      addressOf(fleet.remote),
      '--model',
      'api-key',
      '--indices',
      'logs-*',
      '--as',
      'curl',
    );
    expect(stdout).toContain('FAILED          port-kind: it asks for a client certificate');
    expect(stdout).toContain('FAILED          skip-unavailable: not chosen');
    expect(stdout).toContain('curl -X PUT "$ELASTICSEARCH_URL/_cluster/settings"');
    expect(exitCode).toBe(2);
  });

  it('plans the certificate model through a proxy', async () => {
    const { stdout } = await add(
      '--to',
      server,
      '--model',
      'certificate',
      '--server-name',
      'elsewhere',
    );
    expect(stdout).toContain('recommended: mode proxy');
    expect(stdout).toContain('FAILED          port-kind: it asks for no client certificate');
    expect(stdout).toContain('passed          certificate-name: the certificate names the host');
    expect(stdout).toContain('"server_name": "elsewhere"');
  });

  it('names a port where nobody listens', async () => {
    const { stdout } = await add('--to', '127.0.0.1:1', ...KEYED);
    expect(stdout).toContain('FAILED          tcp: refused');
    expect(stdout).toContain('not verifiable  tls: ');
  });

  it.each([
    [['--to', 'nowhere'], '--to nowhere is no address; write HOST:PORT'],
    [['--to', 'a:9443'], 'Give --indices'],
    [['--to', 'a:1', '--mode', 'sniff', '--server-name', 'b'], '--server-name is for --mode proxy'],
  ])('refuses %j', async (argv, message) => {
    const { stderr, exitCode } = await add(...argv);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(message)]);
  });

  it.each([
    ['{', 'Plan bad.json is not JSON'],
    ['{"schemaVersion":2}', 'Plan bad.json cannot be used: schemaVersion: '],
  ])('refuses a file with %s', async (text, message) => {
    await writeFile(join(workingDirectory, 'bad.json'), text);
    const { stderr, exitCode } = await run('verify', 'bad.json');
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(message)]);
  });

  it('refuses a file that is not there', async () => {
    expect((await run('verify', 'none.json')).stderr).toContain('none.json cannot be read');
  });
});
