/**
 * A remote that lists thousands of gateway nodes, at addresses that it chooses: these must not be
 * scanned.
 */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCannedLocal } from './support/cannedLocal.ts';
import { expectEnded, type Run, runCheck } from './support/command.ts';
import { closed, listening, type Peer, startPeer } from './support/listening.ts';
import { listingSeed } from './support/listingSeed.ts';

const NODES = 10_000;
const MOST_ADDRESSES = 64;
const TLS_HANDSHAKE = '\u0016\u0003';
const KEY = Buffer.from('id:HTTPKEY-CANARY').toString('base64');

describe.each(['silent', 'banner'])('10,000 gateway nodes that are: %s', (kind) => {
  const addresses = new Set<string | undefined>();
  const sent: string[] = [];
  const peers: Peer[] = [];
  const victim = createServer((socket) => {
    if (!socket.remoteAddress?.startsWith('127.')) return void socket.destroy();
    addresses.add(socket.localAddress);
    socket.once('data', (data) => sent.push(data.toString('latin1')));
    if (kind === 'banner') socket.end('SSH-2.0-x\r\n');
  });
  let run: Run;

  beforeAll(async () => {
    // At every address of 127.0.0.0/8; whoever comes from elsewhere is turned away.
    const port = await listening(victim, '0.0.0.0');
    const listed = Array.from({ length: NODES }, (_, index) => ({
      ip: [127, 1, index >> 8, index & 255],
      port,
    }));
    const seed = await startPeer(listingSeed(listed));
    const local = await startCannedLocal({ a: [`127.0.0.1:${seed.port}`] });
    peers.push(seed, local);
    const auth = { apiKey: 'env:KEY' };
    run = await runCheck(
      { clusters: [{ name: 'eu', urls: [`http://127.0.0.1:${local.port}`], auth }] },
      { env: { KEY } },
    );
  });

  afterAll(async () => {
    for (const peer of peers) await peer[Symbol.asyncDispose]();
    await closed(victim);
  });

  it('do not keep the check from ending', () => expectEnded(run));

  it('are contacted up to a limit, and the result says how many were not', () => {
    expect(run.results[0]?.witnesses.sniff[0]).toMatchObject({ outcome: 'answered' });
    expect(addresses.size).toBeGreaterThan(0);
    expect(addresses.size).toBeLessThanOrEqual(MOST_ADDRESSES);
    const { evidence = '' } =
      run.results[0]?.findings.find(({ code }) => code === 'limits-reached') ?? {};
    const counts = [...evidence.matchAll(/\d+/g)].map(([count]) => Number(count));
    expect(
      counts.reduce((sum, count) => sum + count, 0),
      evidence,
    ).toBeGreaterThanOrEqual(NODES - MOST_ADDRESSES);
  });

  it('get a handshake and no credential', () => {
    expect(
      sent.filter(
        (bytes) =>
          !['ES', TLS_HANDSHAKE].some((start) => bytes.startsWith(start)) ||
          bytes.includes(KEY) ||
          bytes.includes('HTTPKEY'),
      ),
    ).toEqual([]);
  });
});
