/** URLs of local clusters that lead to what does not speak HTTP: the report says what answered. */
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateFor } from '../collect/probe/certificates.ts';
import { startCannedLocal } from './support/cannedLocal.ts';
import { expectEnded, type Run, runCheck } from './support/command.ts';
import { type Peer, peerOf, startPeer } from './support/listening.ts';

const once = (answer: string) => (socket: Socket) =>
  void socket.once('data', () => socket.end(answer));

/** How the peer speaks, and what the evidence has to name. */
const PEERS = {
  ssh: [(socket: Socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n'), /SSH-2\.0-OpenSSH/],
  'transport-port': [once('This is not an HTTP port'), /not an HTTP port/],
  redis: [
    (socket: Socket) =>
      void socket.on('data', () => socket.write("-ERR unknown command 'GET'\r\n")),
    /-ERR unknown command/,
  ],
  'http-0.9': [once('hello\n'), /hello/],
  'http-101': [
    once('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
    /101/,
  ],
  binary: [once('\u0000\u0001\u00ff\u202e'), /00 ?01|\\x00|\\u0000|not HTTP|HTTP/i],
  'silent-then-closed': [once(''), /clos|hang up|other side|reset/i],
  silent: [() => undefined, /timed? ?out|no answer|within/i],
} as const satisfies Record<string, readonly [(socket: Socket) => void, RegExp]>;

const peers: Peer[] = [];
let run: Run;

beforeAll(async () => {
  const clusters: object[] = [];
  const add = (name: string, peer: Peer) => {
    peers.push(peer);
    clusters.push({ name, urls: [`http://127.0.0.1:${peer.port}`], auth: 'none' });
  };
  for (const [name, [serve]] of Object.entries(PEERS)) add(name, await startPeer(serve));
  const { key, certificate: cert } = certificateFor('127.0.0.1');
  add('tls', await peerOf(createTlsServer({ key, cert })));
  add('well', await startCannedLocal({ a: ['127.0.0.1:1'] }));
  run = await runCheck({ clusters });
});

afterAll(async () => {
  for (const peer of peers) await peer[Symbol.asyncDispose]();
});

describe('a local cluster whose URL leads to what does not speak HTTP', () => {
  it('does not keep the check from ending', () => expectEnded(run));

  it('does not change what is said of another cluster', () => {
    expect(run.results.filter(({ cluster }) => cluster === 'well')).toMatchObject([
      { alias: 'a', status: 'healthy' },
    ]);
  });

  it.each([
    ...Object.entries(PEERS).map(([name, [, named]]) => [name, named] as const),
    ['tls', /TLS|https|clos|reset|hang up|other side/i] as const,
  ])('%s: is unreachable, and the evidence names what answered', (name, named) => {
    const results = run.results.filter(({ cluster }) => cluster === name);
    expect(results).toMatchObject([
      { alias: '*', status: 'unknown', cause: { code: 'local-cluster-unreachable' } },
    ]);
    expect(results[0]?.cause.evidence).toMatch(named);
  });
});
