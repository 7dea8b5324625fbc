/** What somebody reads who tries the command for the first time, at 80 columns. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../lib/cli/main.ts';
import type { Terminal } from '../lib/cli/terminal.ts';
import { fakeTerminal } from './cli/fakeTerminal.ts';
import {
  fingerprintOf,
  type Identity,
  makeCertificate,
} from './collect/elasticsearch/support/certificates.ts';
import { fakeNode } from './collect/elasticsearch/support/fakeNode.ts';

const NAMES = 'IP:127.0.0.1,DNS:localhost';
const CA = makeCertificate({
  subject: 'Elasticsearch security auto-configuration HTTP CA',
  ca: true,
});
const NODE = chained({ subject: 'es-1', san: NAMES, issuer: CA });
const WEB = { 'x-elastic-product': '' };

function chained(wanted: Parameters<typeof makeCertificate>[0]): Identity {
  const own = makeCertificate(wanted);
  return { key: own.key, cert: `${own.cert}${wanted.issuer?.cert ?? ''}` };
}

const UNAUTHENTICATED = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="security", charset="UTF-8"' },
  body: {
    error: {
      type: 'security_exception',
      reason: 'missing authentication credentials for REST request [/]',
      root_cause: [
        {
          type: 'security_exception',
          reason: 'missing authentication credentials for REST request [/]',
        },
      ],
    },
    status: 401,
  },
};

/** Ports and fingerprints differ each time; a port of five digits keeps the widths. */
async function run(
  argv: readonly string[],
  terminalOptions: Partial<Terminal> & { isTTY?: boolean } = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { terminal, written } = fakeTerminal({ columns: 80, ...terminalOptions });
  const exitCode = await main(argv, terminal);
  const stdout = written.stdout
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9200')
    .replaceAll(/\/tmp\/contact-\w+\//g, '')
    .replaceAll(/[0-9A-F]{64}/g, '<SHA-256>');
  return { exitCode, stdout, stderr: written.stderr };
}

async function said(...argv: readonly string[]): Promise<string> {
  const { exitCode, stdout } = await run(['check', ...argv]);
  expect(exitCode).toBe(3);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  return stdout;
}

async function listening(
  server: ReturnType<typeof createServer>,
  scheme: 'http' | 'https',
): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a certificate', () => {
  it('that is self-signed', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED, NODE);
    expect(
      await said(url, '--user', 'elastic', '--password-file', passwordFile()),
    ).toMatchInlineSnapshot(`
      "https://127.0.0.1:9200 presents a certificate that this machine does not trust.

      The chain of CN=es-1 ends at a self-signed certificate, which is in no list of
      CAs here. Elasticsearch makes such a CA on its first start, so this is usual for
      a new cluster. The checker sent no credentials.

      Copy the CA certificate from any node, where it usually is
      config/certs/http_ca.crt, to this machine, and run:

      remote-cluster-checker check https://127.0.0.1:9200 --user elastic \\
        --password-file pw --ca http_ca.crt

      Or set ELASTICSEARCH_CA_FILE to its path.

      Or pin its fingerprint. First run this on a node, which prints the right one:

      In a shell on a local node:

      openssl x509 -noout -fingerprint -sha256 -in config/certs/http_ca.crt | tr -d :

      Only if it prints exactly the value below, which the peer presented just now,
      run:

      In a shell where the checker runs:

      remote-cluster-checker check https://127.0.0.1:9200 --user elastic \\
        --password-file pw \\
        --ca-fingerprint <SHA-256>
      "
    `);
  });

  it('of another CA than the fingerprint says', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED, NODE);
    const other = 'AB'.repeat(32);
    expect(await said(url, '--ca-fingerprint', other)).toMatchInlineSnapshot(`
      "https://127.0.0.1:9200 presents a certificate of another CA than the
      fingerprint says.

      The cluster has a new CA, the fingerprint is of another certificate, or somebody
      else answers in place of the cluster. The checker sent no credentials.

      Pin the new fingerprint. First run this on a node, which prints the right one:

      In a shell on a local node:

      openssl x509 -noout -fingerprint -sha256 -in config/certs/http_ca.crt | tr -d :

      Only if it prints exactly the value below, which the peer presented just now,
      run:

      In a shell where the checker runs:

      remote-cluster-checker check https://127.0.0.1:9200 \\
        --ca-fingerprint <SHA-256>
      "
    `);
  });

  it('that is for another name', async () => {
    const identity = chained({ subject: 'es-1', san: 'DNS:es-1.example.com', issuer: CA });
    const { url } = await fakeNode(() => UNAUTHENTICATED, identity);
    expect(await said(url, '--ca', caFile())).toMatchInlineSnapshot(`
      "The certificate of https://127.0.0.1:9200 does not match this host name (SAN
      mismatch).

      The certificate contains DNS:es-1.example.com. The checker sent no credentials.

      Use a host name or IP address that the certificate contains, or issue a
      certificate with this one.

      Or pin the fingerprint of its CA: then the name does not matter. First run this
      on a node, which prints the right one:

      In a shell on a local node:

      openssl x509 -noout -fingerprint -sha256 -in config/certs/http_ca.crt | tr -d :

      Only if it prints exactly the value below, which the peer presented just now,
      run:

      In a shell where the checker runs:

      remote-cluster-checker check https://127.0.0.1:9200 \\
        --ca-fingerprint <SHA-256>
      "
    `);
  });

  it('is trusted by the fingerprint that was shown', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED, NODE);
    const shown = fingerprintOf(CA).replaceAll(':', '');
    expect(await said(url, '--ca-fingerprint', shown)).toContain('asks for credentials');
  });
});

function directory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'contact-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Below the working directory of the command, so that its name is short. */
function file(name: string, content: string): string {
  const path = join(directory(), name);
  writeFileSync(path, content);
  return path;
}

function passwordFile(): string {
  return file('pw', 'changeme\n');
}

function caFile(): string {
  return file('ca.crt', CA.cert);
}

describe('credentials', () => {
  it('that are missing', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 asks for credentials, and none are given.

      With a user. The command asks for the password, or takes ELASTICSEARCH_PASSWORD:

      remote-cluster-checker check http://127.0.0.1:9200 --user elastic

      With an API key in a file, or in the environment variable ELASTICSEARCH_API_KEY:

      remote-cluster-checker check http://127.0.0.1:9200 --api-key-file api-key.txt
      "
    `);
  });

  it('that Elasticsearch does not accept', async () => {
    const reason = 'unable to authenticate user [elastic] for REST request [/]';
    const error = { type: 'security_exception', reason };
    const { url } = await fakeNode(() => ({
      ...UNAUTHENTICATED,
      body: { error: { ...error, root_cause: [error] }, status: 401 },
    }));
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: 'wrong' };
    const { stdout } = await run(['check', url], { env });
    expect(stdout).toMatchInlineSnapshot(`
      "Elasticsearch at http://127.0.0.1:9200 does not accept the user and password.

      It answers: unable to authenticate user [elastic] for REST request [/]

      The name or the password is wrong, or the user is disabled.

      With a user. The command asks for the password, or takes ELASTICSEARCH_PASSWORD:

      remote-cluster-checker check http://127.0.0.1:9200 --user elastic

      With an API key in a file, or in the environment variable ELASTICSEARCH_API_KEY:

      remote-cluster-checker check http://127.0.0.1:9200 --api-key-file api-key.txt
      "
    `);
  });

  it('that a proxy asks for', async () => {
    const page = { status: 401, headers: WEB, body: 'Authorization Required' };
    const { url } = await fakeNode(() => page);
    const { stdout } = await run(['check', url], {
      env: { ELASTICSEARCH_BEARER_TOKEN: 'eyJhbGciOi' },
    });
    expect(stdout).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 does not accept the bearer token.

      It answers: HTTP 401 to GET / at http://127.0.0.1:9200: Authorization Required
      (not JSON: Unexpected token 'A', "Authorizat"... is not valid JSON)

      The token is wrong or expired.

      With a user. The command asks for the password, or takes ELASTICSEARCH_PASSWORD:

      remote-cluster-checker check http://127.0.0.1:9200 --user elastic

      With an API key in a file, or in the environment variable ELASTICSEARCH_API_KEY:

      remote-cluster-checker check http://127.0.0.1:9200 --api-key-file api-key.txt
      "
    `);
  });

  it('without privileges', async () => {
    const reason = 'action [cluster:monitor/main] is unauthorized for user [me]';
    const error = { type: 'security_exception', reason };
    const { url } = await fakeNode(() => ({
      status: 403,
      body: { error: { ...error, root_cause: [error] }, status: 403 },
    }));
    const { stdout } = await run(['check', url], {
      env: { ELASTICSEARCH_API_KEY: 'ZWxhc3RpYzp4' },
    });
    expect(stdout).toMatchInlineSnapshot(`
      "Elasticsearch at http://127.0.0.1:9200 accepts the credentials, but they lack
      privileges.

      It answers: action [cluster:monitor/main] is unauthorized for user [me]

      The checker needs at least the cluster privilege "monitor". With its
      credentials:

      GET _security/user/_privileges
      "
    `);
  });

  it('in the URL are refused with the alternative', async () => {
    const { exitCode, stderr } = await run(['check', 'https://elastic:s3cret@es-1:9200']);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 3,
        "stderr": "URL https://…@es-1:9200/ contains credentials, which ps shows to every user of this machine.
      Write https://es-1:9200 --user elastic
      The password comes from ELASTICSEARCH_PASSWORD, from --password-file FILE, or from a prompt.
      ",
      }
    `);
  });

  it('in the registry', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    const registry = file(
      'clusters.yml',
      JSON.stringify({ clusters: [{ name: 'eu', urls: [url], auth: 'none' }] }),
    );
    const { stdout } = await run(['check', '-r', registry]);
    expect(stdout.replaceAll(registry, 'clusters.yml')).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 asks for credentials, and none are given.

      In clusters.yml, under cluster eu, write:

      auth: { basic: { username: elastic, password: env:ELASTICSEARCH_PASSWORD } }
      "
    `);
  });
});

describe('another scheme, port or product', () => {
  it('HTTP, and the URL says https', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    expect(await said(url.replace('http:', 'https:'))).toMatchInlineSnapshot(`
      "https://127.0.0.1:9200 speaks HTTP, but the URL says https://.

      Without TLS, credentials and answers can be read by others in the network.

      Write http://:

      remote-cluster-checker check http://127.0.0.1:9200
      "
    `);
  });

  it('HTTPS, and the URL says http', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED, NODE);
    expect(await said(url.replace('https:', 'http:'))).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 speaks HTTPS, but the URL says http://.

      Write https://:

      remote-cluster-checker check https://127.0.0.1:9200
      "
    `);
  });

  it.each(['http', 'https'] as const)('the transport port with TLS, over %s', async (scheme) => {
    const server = createTlsServer(NODE, (socket) => socket.on('error', () => undefined).destroy());
    const url = await listening(
      server.on('tlsClientError', () => undefined),
      scheme,
    );
    expect(await said(url)).toContain('is not the HTTP port');
  });

  it('the transport port without TLS', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('This is not an HTTP port'));
    });
    expect(await said(await listening(server, 'http'))).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is not the HTTP port: it speaks the transport protocol or
      another one.

      The checker asks the local cluster over HTTP (http.port, 9200 if not set). Nodes
      use the transport port (9300) and the remote cluster server port (9443) between
      each other.

      remote-cluster-checker check http://127.0.0.1:9200
      "
    `);
  });

  it('SSH', async () => {
    const server = createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await said(await listening(server, 'http'))).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is not Elasticsearch: an unknown service answers.

      The answer begins with: SSH-2.0-OpenSSH_9.6

      Check host and port, or give the HTTP addresses of the nodes themselves.
      "
    `);
  });

  it('Kibana', async () => {
    const headers = { ...WEB, 'kbn-name': 'kibana', 'kbn-license-sig': 'abc', location: '/login' };
    const { url } = await fakeNode(() => ({ status: 302, headers, body: '' }));
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is not Elasticsearch: Kibana answers (HTTP 302).

      Give the address of Elasticsearch: elasticsearch.hosts in kibana.yml names it,
      and the port is 9200 if not set. In Elastic Cloud, copy the Elasticsearch
      endpoint of the deployment.
      "
    `);
  });

  it('Kibana that starts', async () => {
    const { url } = await fakeNode(() => ({
      status: 503,
      headers: WEB,
      body: 'Kibana server is not ready yet.',
    }));
    expect(await said(url)).toContain('Kibana answers (HTTP 503)');
  });

  it('OpenSearch', async () => {
    const version = { distribution: 'opensearch', number: '2.19.1' };
    const { url } = await fakeNode(() => ({ headers: WEB, body: { name: 'a', version } }));
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is not Elasticsearch: OpenSearch 2.19.1 answers (HTTP
      200).

      OpenSearch is not supported: its remote clusters have other settings, versions
      and messages. The checker works for Elasticsearch only.
      "
    `);
  });

  it('OpenSearch with security', async () => {
    const headers = { ...WEB, 'www-authenticate': 'Basic realm="OpenSearch Security"' };
    const { url } = await fakeNode(() => ({ status: 401, headers, body: 'Unauthorized' }));
    expect(await said(url)).toContain('OpenSearch answers (HTTP 401)');
  });

  it.each([
    ['OpenSearch Dashboards', { 'osd-name': 'a' }, '{}', 'OpenSearch Dashboards answers'],
    ['Logstash', {}, '{"pipeline":{"workers":2}}', 'Logstash answers'],
    ['some JSON', {}, '{"hello":1}', 'The answer begins with: {"hello":1}'],
    ['nothing', {}, '', 'The answer is empty.'],
  ])('%s', async (_name, headers, body, words) => {
    const { url } = await fakeNode(() => ({ headers: { ...WEB, ...headers }, body }));
    expect(await said(url)).toContain(words);
  });

  it('the page of a proxy', async () => {
    const body = '<!DOCTYPE html><html><title>Sign in</title></html>';
    const { url } = await fakeNode(() => ({
      headers: { ...WEB, 'content-type': 'text/html' },
      body,
    }));
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is not Elasticsearch: it answers with a web page or a
      redirect (HTTP 200).

      The answer begins with: <!DOCTYPE html><html><title>Sign in</title></html>

      Most likely this is a proxy or load balancer. Give the HTTP addresses of the
      nodes themselves, or a path that the proxy passes on without a login page.
      "
    `);
  });

  it('a redirect', async () => {
    const headers = { ...WEB, location: 'https://sso.example.com/login' };
    const { url } = await fakeNode(() => ({ status: 302, headers, body: '' }));
    expect(await said(url)).toContain('It redirects to https://sso.example.com/login.');
  });

  it('a serverless project', async () => {
    const reason =
      'Request for uri [/_remote/info] with method [GET] exists but is not available when running in serverless mode';
    const { url } = await fakeNode(({ path }) =>
      path === '/'
        ? {
            body: {
              name: 'a',
              cluster_name: 'b',
              cluster_uuid: 'c',
              version: {
                number: '8.11.0',
                build_flavor: 'serverless',
                minimum_wire_compatibility_version: '8.11.0',
              },
            },
          }
        : {
            status: 410,
            body: { error: { type: 'api_not_available_exception', reason }, status: 410 },
          },
    );
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 is an Elastic Cloud Serverless project, which is not
      supported.

      A serverless project has no remote clusters and no API for them. Check a cluster
      that is self-managed, or a deployment of Elastic Cloud Hosted.
      "
    `);
  });
});

describe('nobody', () => {
  it('listens', async () => {
    const server = createServer();
    const url = await listening(server, 'http');
    await new Promise((resolve) => server.close(resolve));
    expect(await said(url)).toMatchInlineSnapshot(`
      "http://127.0.0.1:9200 does not answer.

      No usable answer to GET / from http://127.0.0.1:9200: Connection refused:
      connect ECONNREFUSED 127.0.0.1:9200

      Nothing listens on this port, or a firewall refuses the connection. Check host
      and port: Elasticsearch uses port 9200 for HTTP. See http.port and
      http.publish_address in the answer to GET _nodes/http.
      "
    `);
  });

  it('has this name', async () => {
    expect(await said('https://es-1.invalid:9200')).toContain('cannot resolve the host name');
  });
});

describe('beside the report', () => {
  it('each command says it, with its own name', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    const { exitCode, stdout } = await run(['expiry', url]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('remote-cluster-checker expiry http://127.0.0.1:9200 --user elastic');
  });

  it('formats for machines stay as they are', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    const { stdout, stderr } = await run(['expiry', '--json', url]);
    expect(JSON.parse(stdout)).toBeDefined();
    expect(stderr).toContain('asks for credentials');
  });

  it('--short has a line for it', async () => {
    const { url } = await fakeNode(() => UNAUTHENTICATED);
    const { stdout } = await run(['check', '--short', url]);
    expect(stdout).toMatchInlineSnapshot(`
      "unknown   127.0.0.1:9200  http://127.0.0.1:9200 asks for credentials, and none are given.
      "
    `);
  });

  it('a URL without a command gets a hint', async () => {
    const { exitCode, stderr } = await run(['https://es-1:9200']);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 3,
        "stderr": "A command is missing before https://es-1:9200. Write: remote-cluster-checker check https://es-1:9200
      ",
      }
    `);
  });
});
