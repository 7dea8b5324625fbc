import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import { clientFor } from './support/fakeNode.ts';

interface Peer {
  readonly url: string;
  /** What it was sent, over all connections. */
  readonly heard: string[];
  connections(): number;
}

/** `speak` is called for each connection, which have numbers from 1 on. */
async function peerThat(speak: (socket: Socket, connection: number) => void): Promise<Peer> {
  const heard: string[] = [];
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', (bytes) => heard.push(bytes.toString('latin1')));
    speak(socket, connections);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    connections: () => connections,
  };
}

async function evidence(peer: Peer): Promise<string> {
  const client = clientFor(peer, { auth: { kind: 'bearer', token: 'hunter2' } });
  const answer = await ask(client, rootInfoRequest);
  return answer.ok
    ? 'an answer'
    : `${answer.failed.kind}: ${answer.failed.message.replace(peer.url, 'URL')}`;
}

function answering(bytes: string | Buffer) {
  return (socket: Socket) => socket.once('data', () => socket.end(bytes));
}

const NOT_HTTP = 'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)';

describe('an answer that is not HTTP', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    [
      'SSH',
      (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
      `${NOT_HTTP}: the peer answers "SSH-2.0-OpenSSH_9.6", which is not HTTP`,
    ],
    [
      'Redis',
      (socket) => socket.on('data', () => socket.write("-ERR unknown command 'GET'\r\n")),
      `${NOT_HTTP}: the peer answers "-ERR unknown command 'GET'", which is not HTTP`,
    ],
    [
      'a transport port',
      answering('This is not an HTTP port'),
      `${NOT_HTTP}: the peer answers "This is not an HTTP port", which is not HTTP`,
    ],
    ['HTTP/0.9', answering('hello\n'), `${NOT_HTTP}: the peer answers "hello", which is not HTTP`],
    [
      'the transport protocol',
      answering(Buffer.from('455300000006', 'hex')),
      `${NOT_HTTP}: the peer answers in Elasticsearch's transport protocol, which is not HTTP`,
    ],
    [
      'a TLS alert',
      answering(Buffer.from('15030300020228', 'hex')),
      `${NOT_HTTP}: the peer answers with a TLS record, so its URL begins with https://`,
    ],
    [
      'bytes',
      answering(Buffer.from('00ff10', 'hex')),
      `${NOT_HTTP}: the peer answers the bytes 00ff10, which is not HTTP`,
    ],
    [
      'one long line',
      answering('x'.repeat(1_000)),
      `${NOT_HTTP}: the peer answers "${'x'.repeat(60)}", which is not HTTP`,
    ],
    [
      'HTTP 101',
      answering('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
      'bad upgrade: the peer answers "HTTP/1.1 101 Switching Protocols"',
    ],
  ])('is named: %s', async (_, speak, named) => {
    const peer = await peerThat(speak);
    const said = await evidence(peer);
    expect(said).toContain('unreachable: No usable answer to GET / from URL: ');
    expect(said.replace(/ - Local: .*$/, '')).toContain(named);
    expect(peer.connections()).toBe(2);
  });

  test('is read without credentials', async () => {
    const peer = await peerThat(answering('hello\n'));
    await evidence(peer);
    expect(peer.heard.map((text) => /hunter2/.test(text))).toEqual([true, false]);
    expect(peer.heard[1]).toMatch(
      /^GET \/ HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\nconnection: close\r\n\r\n$/,
    );
  });

  test.each<[string, (socket: Socket) => void]>([
    ['closes it', (socket) => socket.end()],
    ['resets it', (socket) => socket.resetAndDestroy()],
  ])('stays without a name if the peer accepts another connection and %s', async (_, second) => {
    const peer = await peerThat((socket, connection) =>
      connection === 1 ? answering('hello\n')(socket) : second(socket),
    );
    expect(await evidence(peer)).toBe(
      `unreachable: No usable answer to GET / from URL: ${NOT_HTTP}`,
    );
  });

  test('stays without a name if there is no other connection', async () => {
    const server = createServer((socket) => {
      server.close();
      answering('hello\n')(socket.on('error', () => undefined));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await ask(clientFor({ url }), rootInfoRequest);
    expect(answer).toMatchObject({
      failed: { kind: 'unreachable', message: expect.stringMatching(/or ICE\/\)$/) },
    });
  });

  test('is waited for within the deadline of the request only', async () => {
    const peer = await peerThat((socket, connection) =>
      connection === 1 ? answering('hello\n')(socket) : undefined,
    );
    const answer = await ask(clientFor(peer), rootInfoRequest, { timeoutMs: 200 });
    expect(answer).toMatchObject({ failed: { kind: 'timed-out' } });
  });
});

test('a peer that closes the connection without a word is not asked again', async () => {
  const peer = await peerThat((socket) => socket.once('data', () => socket.end()));
  expect(await evidence(peer)).toMatch(/^unreachable: .*other side closed/);
  expect(peer.connections()).toBe(1);
});
