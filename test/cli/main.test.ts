import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';
import { reportSchema } from '../../lib/result/result.ts';
import { addressOf, type Fleet, PASSWORD, startFleet } from '../support/fleet.ts';
import { fakeTerminal } from './fakeTerminal.ts';

async function run(argv: readonly string[], options: Partial<Terminal> & { isTTY?: boolean } = {}) {
  const { terminal, written } = fakeTerminal({ env: { PASSWORD }, ...options });
  return { exitCode: await main(argv, terminal), ...written };
}

describe('remote-cluster-checker', () => {
  it('prints how it is used', async () => {
    const { exitCode, stdout } = await run(['check', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: remote-cluster-checker check [options] [urls...]

      check the remote clusters of the local clusters in the registry, or of the one
      at the given URLs

      Arguments:
        urls                       HTTP addresses of the nodes of one local cluster,
                                   in place of a registry

      Options:
        -r, --registry <file>      registry of local clusters (default: clusters.yml)
        -c, --cluster <name>       only this local cluster (may be repeated)
        -a, --remote <alias>       only this cluster alias (may be repeated)
        -t, --timeout <seconds>    deadline for the whole check (default: 30, or the
                                   registry)
        -g, --gentle               ask about two remotes at a time and probe four
                                   addresses at a time; give a longer deadline with it
        --ca <file>                for URLs: PEM file with the CA certificate to trust
        --ca-fingerprint <sha256>  for URLs: SHA-256 fingerprint of the CA certificate
                                   to trust, in place of a file
        --api-key-file <file>      for URLs: file with an encoded API key
        --user <name>              for URLs: user name; the password comes from
                                   ELASTICSEARCH_PASSWORD, --password-file, or a
                                   prompt
        --password-file <file>     for URLs: file with the password of --user
        --all                      list healthy remotes too if there are many; with
                                   --html, all details of them
        --checklist                print each step that passed or failed
        --fix-script <alias>       check this remote, and print the requests of its
                                   fix as a shell script
        --json                     print the report as JSON
        --nagios                   print the report as a monitoring plugin does
        --prometheus               print the report as metrics of Prometheus, as the
                                   textfile collector of node_exporter takes them
        --ecs                      print a document of the Elastic Common Schema for
                                   each remote, a line each
        --nodes                    print which local nodes can use which remote, by
                                   role, API key and connection
        --short                    print one line for each remote: status, name, cause
        --wait [time]              check again until all remotes are healthy, or until
                                   this time is over (default: 60s)
        --fail-on <status>         exit with 0 for statuses that are better than this
                                   (choices: "degraded", "failing")
        --allow-empty              exit with 0 if no remote cluster is registered, not
                                   with 3
        -v, --verbose              print all evidence, of healthy remotes too
        -o, --output <file>        write the report to this file, whole or not at all,
                                   in place of printing it
        --html <file>              write the report as one page to this file too, to
                                   open in a browser or to attach to a ticket
        -h, --help                 display help for command

      Examples:
        $ remote-cluster-checker check https://es-1:9200 --user elastic
        $ remote-cluster-checker check https://es-1:9200 --ca http_ca.crt \\
            --api-key-file key
        $ remote-cluster-checker check --cluster eu --remote archive --verbose
        $ remote-cluster-checker check --wait=5m --fail-on failing

      Credentials and CA for URLs come from these options, or from the environment:
        ELASTICSEARCH_API_KEY
        ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD
        ELASTICSEARCH_BEARER_TOKEN
        ELASTICSEARCH_CA_FILE, ELASTICSEARCH_CA_FINGERPRINT

      Exit code:
        0 all remotes are healthy
        1 a remote is degraded
        2 a remote is failing
        3 a remote could not be judged, none is registered (see --allow-empty), or bad
        usage
      "
    `);
  });

  it('prints how it watches', async () => {
    expect((await run(['watch', '--help'])).stdout).toMatchInlineSnapshot(`
      "Usage: remote-cluster-checker watch [options] [urls...]

      check again and again, and show how the remote clusters are; a line for each
      change where that is no terminal

      Arguments:
        urls                       HTTP addresses of the nodes of one local cluster,
                                   in place of a registry

      Options:
        -r, --registry <file>      registry of local clusters (default: clusters.yml)
        -c, --cluster <name>       only this local cluster (may be repeated)
        -a, --remote <alias>       only this cluster alias (may be repeated)
        -t, --timeout <seconds>    deadline for the whole check (default: 30, or the
                                   registry)
        -g, --gentle               ask about two remotes at a time and probe four
                                   addresses at a time; give a longer deadline with it
        --ca <file>                for URLs: PEM file with the CA certificate to trust
        --ca-fingerprint <sha256>  for URLs: SHA-256 fingerprint of the CA certificate
                                   to trust, in place of a file
        --api-key-file <file>      for URLs: file with an encoded API key
        --user <name>              for URLs: user name; the password comes from
                                   ELASTICSEARCH_PASSWORD, --password-file, or a
                                   prompt
        --password-file <file>     for URLs: file with the password of --user
        -e, --every <seconds>      from the start of one check to the start of the
                                   next (default: 30)
        -h, --help                 display help for command

      Examples:
        $ remote-cluster-checker watch
        $ remote-cluster-checker watch https://es-1:9200 --user elastic --every 60

      Credentials and CA for URLs come from these options, or from the environment:
        ELASTICSEARCH_API_KEY
        ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD
        ELASTICSEARCH_BEARER_TOKEN
        ELASTICSEARCH_CA_FILE, ELASTICSEARCH_CA_FINGERPRINT
      "
    `);
  });

  it('prints its version', async () => {
    expect(await run(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    [[], /Usage: remote-cluster-checker/],
    [['chek'], /Did you mean check\?/],
    [['check', '--jsn'], /unknown option '--jsn'/],
    [['check', '--json', '--nagios'], /cannot be used with option '--nagios'/],
    [['watch', '--every', '1'], /Give a number of seconds from 5 to 3600/],
    [['watch', '--every', '4000'], /Give a number of seconds from 5 to 3600/],
    [['watch'], /clusters\.yml/],
    [['check', '--timeout', '0'], /Give a number of seconds from 1 to 3600/],
    [['check', '--timeout', 'soon'], /Give a number of seconds from 1 to 3600/],
    [['check', '--prometheus', '--ecs'], /cannot be used with option '--ecs'/],
    [
      ['check', '--ecs', '--verbose'],
      /cannot be used with option '--verbose'|cannot be used with option '-v, --verbose'/,
    ],
    [['check'], /clusters\.yml/],
    [
      ['check', '--registry', 'a.yml', 'http://127.0.0.1:9200'],
      /Give URLs, or --registry and --cluster, not both/,
    ],
    [['explain', 'nonsense'], /There is no cause code nonsense/],
  ])('answers %j with exit code 3 and what is wrong', async (argv, message) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('does not hide an error of its own behind an exit code', async () => {
    const stdout = {
      write: () => {
        throw new Error('disk full');
      },
    };
    await expect(run(['explain', 'half-open'], { stdout })).rejects.toThrow('disk full');
  });

  it('explains a cause, and lists them all', async () => {
    expect(await run(['explain', 'half-open'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('How to fix'),
    });
    const { isTTY: _, ...stdin } = fakeTerminal().terminal.stdin;
    expect(await run(['explain'], { stdin: { ...stdin, isTTY: true } as never })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('certificate-expired'),
    });
  });
});

describe('remote-cluster-checker check', () => {
  let fleet: Fleet;
  let workingDirectory: string;
  beforeAll(async () => {
    fleet = await startFleet((remote) => [
      { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true },
    ]);
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

  it('reads clusters.yml of the working directory and prints the table', async () => {
    const { exitCode, stdout, stderr } = await run(['check'], { workingDirectory });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^CLUSTER +ALIAS .*\neu +archive +healthy +healthy +9\.5\.3 -> 9\.5\.3 /,
    );
  });

  it('prints nothing but the report as JSON', async () => {
    const { exitCode, stdout } = await run(
      ['check', '--json', '--remote', 'archive', '--timeout', '20'],
      { workingDirectory },
    );
    expect(exitCode).toBe(0);
    expect(reportSchema.parse(JSON.parse(stdout))).toMatchObject({
      vantage: 'bastion',
      results: [{ alias: 'archive', status: 'healthy' }],
    });
  });

  it('checks the same gently', async () => {
    const { exitCode, stdout } = await run(['check', '--gentle', '--nagios'], { workingDirectory });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^REMOTE CLUSTERS OK - 1 healthy \| /);
  });

  it('prints the line of a monitoring plugin', async () => {
    const { exitCode, stdout } = await run(['check', '--nagios', '--cluster', 'eu'], {
      workingDirectory,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^REMOTE CLUSTERS OK - 1 healthy \| /);
  });

  it('prints metrics of Prometheus', async () => {
    const { exitCode, stdout } = await run(['check', '--prometheus'], { workingDirectory });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('\nremote_cluster_up{local_cluster="eu",alias="archive"} 1\n');
  });

  it('prints a document of each remote', async () => {
    const { exitCode, stdout } = await run(['check', '--ecs'], { workingDirectory });
    expect(exitCode).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ remote_cluster: { alias: 'archive' } }]);
  });

  it('writes the report to a file, without colour, and says where it is', async () => {
    const { exitCode, stdout } = await run(['check', '--output', 'report.txt'], {
      workingDirectory,
      isTTY: true,
    });
    const path = join(workingDirectory, 'report.txt');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `The report is in ${path}\n` });
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^CLUSTER +ALIAS /);
    expect(text).not.toContain('\u001b');
  });

  it('writes the report as a page too, and says where it is apart from the report', async () => {
    const { exitCode, stdout, stderr } = await run(['check', '--html', 'report.html', '--json'], {
      workingDirectory,
    });
    const path = join(workingDirectory, 'report.html');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `The page is in ${path}\n` });
    expect(reportSchema.parse(JSON.parse(stdout)).results).toHaveLength(1);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^<!doctype html>[\s\S]*archive/i);
    expect(text).not.toMatch(/<script|<link|src=|@import|url\(/);
  });

  it('answers 3 and says which file it could not write', async () => {
    const { exitCode, stdout, stderr } = await run(
      ['check', '--prometheus', '--output', 'nowhere/x.prom'],
      { workingDirectory },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(
      /^File .*nowhere\/x\.prom cannot be written: ENOENT.*; name a file in a directory that you may write to\n$/,
    );
  });

  it('refuses a file that could not be written before it checks', async () => {
    const gone = ['http://127.0.0.1:1', '--html', '.'];
    const { exitCode, stdout, stderr } = await run(['check', ...gone], { workingDirectory });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('cannot be written: it is a directory');
  });

  it('prints each step that passed or failed', async () => {
    const { exitCode, stdout } = await run(['check', '--checklist'], {
      workingDirectory,
      env: { PASSWORD, LANG: 'C.UTF-8' },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/✓ cross-cluster request through eu-0: \d+ ms\n/);
  });

  it('prints the fix of one remote as a script, and refuses what has none', async () => {
    const { stdout } = await run(['check', '--fix-script', 'archive'], { workingDirectory });
    expect(stdout).toMatch(/^#!\/bin\/sh\n# eu\/archive is healthy/);
    const [url = ''] = fleet.remote.nodes.map((node) => node.url);
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: PASSWORD };
    const none = await run(['check', url, '--fix-script', 'archive'], { env });
    expect(none).toMatchObject({ exitCode: 3, stdout: '' });
    expect(none.stderr).toContain('archive');
  });

  it('prints which local nodes can use which remote', async () => {
    const { exitCode, stdout } = await run(['check', '--nodes'], { workingDirectory });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^CLUSTER +ALIAS +CAN USE .*\neu +archive +yes +yes +- +yes +eu-0 +a cross-cluster request passes\n$/,
    );
  });

  it('prints colour and progress on a terminal, and neither with NO_COLOR or elsewhere', async () => {
    const colourful = await run(['check', '--verbose'], { workingDirectory, isTTY: true });
    expect(colourful.stdout).toContain('\u001b[32mhealthy');
    expect(colourful.stderr).toContain('checked 1 of 1 remotes');
    const plain = await run(['check', '--verbose'], {
      workingDirectory,
      isTTY: true,
      env: { PASSWORD, NO_COLOR: '1' },
    });
    expect(plain.stdout).not.toContain('\u001b');
  });

  it('checks the cluster at the given URL without any file, with credentials from the environment', async () => {
    const [url = ''] = fleet.local.nodes.map((node) => node.url);
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: PASSWORD };
    const { exitCode, stdout } = await run(['check', url], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('archive');
  });

  it('exits with 3 and names the secret that is missing', async () => {
    const { exitCode, stdout, stderr } = await run(['check'], { workingDirectory, env: {} });
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(stdout).toContain('auth.basic.password of cluster eu: Secret env:PASSWORD is missing');
  });

  it('exits with 2 when a remote is failing', async () => {
    await fleet.remote.setTransportFault({ kind: 'refuse' });
    const { exitCode, stdout } = await run(['check'], { workingDirectory });
    await fleet.remote.setTransportFault(undefined);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('connection-refused');
  });

  it('says so, with exit code 3 unless that is allowed, when no remote is registered', async () => {
    const [url = ''] = fleet.remote.nodes.map((node) => node.url);
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: PASSWORD };
    expect(await run(['check', url], { env })).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('none registered'),
    });
    expect(await run(['check', '--nagios', url], { env })).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('REMOTE CLUSTERS UNKNOWN - no remote registered'),
    });
    expect(await run(['check', '--allow-empty', url], { env })).toMatchObject({ exitCode: 0 });
    expect(await run(['check', '--nagios', '--allow-empty', url], { env })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('REMOTE CLUSTERS OK - no remote registered'),
    });
  });
});
