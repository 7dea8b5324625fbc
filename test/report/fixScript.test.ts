import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { fixScript, quoted } from '../../lib/report/fixScript.ts';
import type { Step } from '../../lib/result/instructions.ts';
import { failingResult, HOSTILE, healthyResult, hostileResult } from '../support/results.ts';

function withFix(fix: Step[]) {
  return { ...failingResult, cause: { ...failingResult.cause, fix, verify: [] } };
}

/** What the shell makes of the script, with a curl that prints its arguments, one a line. */
function run(script: string, input: string): string {
  const curl = 'curl() { printf "%s\\n" "$@"; }\n';
  const env = { LOCAL_URL: 'http://local', REMOTE_URL: 'http://remote', NAMED_URL: 'http://named' };
  return execFileSync('sh', ['-c', `${curl}${script}`], { env, input, encoding: 'utf8' });
}

it('fixScript has prose as comments and requests that run', () => {
  expect(fixScript(failingResult)).toMatchInlineSnapshot(`
    "#!/bin/sh
    # eu/orders is failing: The remote refuses connections (connection-refused)
    # 10.0.0.1:9300: connect refused
    # Also found: searches-skip-this-remote: skip_unavailable is true: searches answer HTTP 200 without
    # the data of this remote
    #
    # Written by remote-cluster-checker after the check at 2026-11-24T00:00:00.000Z.
    # Read it first: steps may be alternatives. It asks before it changes anything.
    #
    # Credentials do not belong on a command line: give a file for curl --config in LOCAL_CURL_CONFIG
    # and so on, with lines such as user = "elastic:password" and cacert = "http_ca.crt".
    set -eu
    : "\${LOCAL_URL:?Set it to the HTTP address of the local cluster, such as https://es-1:9200}"
    : "\${LOCAL_CURL_CONFIG:=/dev/null}"

    # request URL CURL_CONFIG METHOD PATH [BODY]
    request() {
      printf '\\n%s %s/%s\\n' "$3" "$1" "$4" >&2
      if [ $# -eq 5 ]; then printf '%s\\n' "$5" >&2; fi
      if [ "$3" != GET ]; then
        printf 'Send this request? [y/N] ' >&2
        read -r answer || answer=n
        if [ "$answer" != y ]; then return 0; fi
      fi
      if [ $# -eq 5 ]; then
        curl --config "$2" --silent --show-error --globoff --request "$3" \\
          --header 'Content-Type: application/json' --data-raw "$5" "$1/$4"
      else
        curl --config "$2" --silent --show-error --globoff --request "$3" "$1/$4"
      fi
      printf '\\n'
    }

    # To fix it:

    # Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or
    # correct the address of the registration. When the remote is back, one request reconnects:
    # On the local cluster:
    request "$LOCAL_URL" "$LOCAL_CURL_CONFIG" GET '_resolve/cluster/orders:*'

    # To verify it:
    # In a shell on a local node:
    #   nc -vz 10.0.0.1 9300
    "
  `);
  expect(run(fixScript(failingResult), '')).toContain('http://local/_resolve/cluster/orders:*\n');
});

it('fixScript asks before it changes anything, and sends nothing without a yes', () => {
  const body = { name: `it's "$(reboot)" \`reboot\` \\ ${HOSTILE.replaceAll(/[<>]/g, '')}` };
  const script = fixScript(
    withFix([{ kind: 'request', on: 'both-clusters', method: 'PUT', path: '/a b?x=[1]', body }]),
  );
  expect(run(script, 'n\n')).not.toContain('--data-raw');
  const sent = run(script, 'y\ny\n');
  expect(sent).toContain('http://local/a%20b?x=%5B1%5D\n');
  expect(sent).toContain('http://remote/a%20b?x=%5B1%5D\n');
  const [, json = ''] = /--data-raw\n([\s\S]*?\n\})\n/.exec(sent) ?? [];
  expect(JSON.parse(json)).toEqual(body);
});

it('fixScript makes comments of what runs elsewhere, or has to be filled in', () => {
  const script = fixScript(
    withFix([
      { kind: 'lines', on: 'each-local-node-shell', lines: ['rm -rf /\necho gone'] },
      { kind: 'request', on: 'remote-cluster', method: 'GET', path: '<indices>/_search' },
      { kind: 'request', on: 'local-node-shell', method: 'GET', path: '_nodes' },
    ]),
  );
  const code = script.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(code).toEqual([]);
  expect(script).toContain('# Fill in what stands in <>');
  expect(script).toContain('#   request "$REMOTE_URL" "$REMOTE_CURL_CONFIG" GET');
});

it('fixScript has nothing to fix of a healthy remote, and no name leaves its comment', () => {
  expect(fixScript(healthyResult)).toMatch(/# There is nothing to fix\.\n$/);
  const lines = fixScript({ ...hostileResult, cluster: 'a\nreboot' }).split('\n');
  expect(lines.filter((line) => line.startsWith('reboot'))).toEqual([]);
});

it('quoted has no meaning to a shell', () => {
  expect(quoted(`it's`)).toBe(`'it'\\''s'`);
});
