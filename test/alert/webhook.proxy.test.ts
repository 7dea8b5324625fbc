import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { portOf } from '../../local/stack/ports.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { certificateFor, FLEET } from '../collect/probe/certificates.ts';

const run = promisify(execFile);
const WEBHOOK = join(import.meta.dirname, '../../lib/alert/webhook.ts');
const SECRET = join(import.meta.dirname, '../../lib/registry/secret.ts');
/** A process of its own: Node reads NODE_EXTRA_CA_CERTS when it starts. */
const PROGRAM = `
const { postToWebhook } = await import(${JSON.stringify(WEBHOOK)});
const { Secret } = await import(${JSON.stringify(SECRET)});
const signal = AbortSignal.timeout(20_000);
await postToWebhook(new Secret(process.argv[1]), { text: 'hello' }, { title: 'Chat', signal, backoffMs: 1 })
  .then(() => console.log('sent'), ({ message }) => console.log(message));
process.exit();
`;

/** A receiver with a certificate of a private CA, behind a proxy that knows where it is. */
async function withReceiver(
  use: (world: {
    readonly post: (env: Record<string, string>) => Promise<string>;
    readonly proxy: string;
    readonly ca: string;
    readonly bodies: string[];
    readonly tunnels: string[];
  }) => Promise<void>,
): Promise<void> {
  await using directory = await temporaryDirectory();
  const ca = join(directory.path, 'ca.pem');
  writeFileSync(ca, FLEET.ca.certificate);
  const { certificate, key } = certificateFor('localhost');
  const bodies: string[] = [];
  const tunnels: string[] = [];
  const receiver = createTlsServer({ cert: certificate, key }, async (request, response) => {
    bodies.push(await text(request));
    response.end();
  }).listen(0, '127.0.0.1');
  const proxy = createServer().listen(0, '127.0.0.1');
  proxy.on('connect', ({ url = '' }, client) => {
    tunnels.push(url);
    const socket = connect(portOf(receiver.address()), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(socket).pipe(client);
    });
    client.on('error', () => socket.destroy());
    socket.on('error', () => client.destroy());
  });
  await Promise.all([once(receiver, 'listening'), once(proxy, 'listening')]);
  const url = `https://localhost:${portOf(receiver.address())}/hook`;
  const post = async (env: Record<string, string>) => {
    const argv = ['--input-type=module', '--eval', PROGRAM, url];
    const { stdout } = await run(process.execPath, argv, { env: { PATH: '', ...env } });
    return stdout.trim();
  };
  try {
    const address = `http://127.0.0.1:${portOf(proxy.address())}`;
    await use({ post, proxy: address, ca, bodies, tunnels });
  } finally {
    receiver.closeAllConnections();
    receiver.close();
    proxy.closeAllConnections();
    proxy.close();
  }
}

it('posts through the proxy of HTTPS_PROXY, unless NO_PROXY has the host, and trusts the CAs of NODE_EXTRA_CA_CERTS', async () => {
  await withReceiver(async ({ post, proxy, ca, bodies, tunnels }) => {
    const env = { HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: ca };
    expect(await post(env)).toBe('sent');
    expect(tunnels).toEqual([expect.stringMatching(/^localhost:\d+$/)]);
    expect(await post({ ...env, NO_PROXY: 'localhost' })).toBe('sent');
    expect(tunnels).toHaveLength(1);
    expect(bodies).toEqual(['{"text":"hello"}', '{"text":"hello"}']);
    expect(await post({ HTTPS_PROXY: proxy })).toMatch(/^Cannot reach Chat: /);
    expect(bodies).toHaveLength(2);
  });
}, 60_000);
