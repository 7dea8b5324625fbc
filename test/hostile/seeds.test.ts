/**
 * Seeds that hang, lie or attack over the transport protocol: one remote for each, beside one that
 * works.
 */
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../local/fleet/simulatedCluster.ts';
import { exception } from '../collect/probe/seed.ts';
import { startCannedLocal } from './support/cannedLocal.ts';
import { expectEnded, type Run, runCheck, verdictsOf } from './support/command.ts';
import { type Peer, startPeer } from './support/listening.ts';
import {
  frame,
  handshakeAnswer,
  listingSeed,
  nodeHandshakeAnswer,
  onAsked,
} from './support/listingSeed.ts';

/** As far as the reader reads. */
function pour(socket: Socket, chunk: Uint8Array): void {
  const go = () => {
    while (!socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', go);
  };
  go();
}

const many = (part: Uint8Array | string, count: number) =>
  Buffer.concat(Array.from({ length: count }, () => Buffer.from(part)));
const deepChain = (asked: { id: number; version: number }) =>
  Buffer.from(exception(asked, ...Array<string>(50_000).fill('deep')));

const SEEDS = {
  silent: () => undefined,
  'closes-at-once': (socket) => void socket.end(),
  garbage: (socket) => pour(socket, Buffer.alloc(65_536, 0xa5)),
  'endless-pings': (socket) =>
    pour(socket, many(Buffer.from([0x45, 0x53, 0xff, 0xff, 0xff, 0xff]), 10_000)),
  'endless-frames': (socket) =>
    pour(socket, many(frame(4711, 1, { version: 9458007, body: Buffer.alloc(100) }), 500)),
  'huge-frame': (socket) => {
    socket.write(Buffer.from([0x45, 0x53, 0x7f, 0xff, 0xff, 0xff]));
    pour(socket, Buffer.alloc(65_536));
  },
  'half-a-frame': (socket) => onAsked(socket, (asked) => handshakeAnswer(asked).subarray(0, 20)),
  'slow-handshake': (socket) =>
    onAsked(socket, (asked) => {
      const answer = handshakeAnswer(asked);
      let sent = 0;
      const timer = setInterval(() => socket.write(answer.subarray(sent, ++sent)), 300);
      socket.once('close', () => clearInterval(timer));
      return Buffer.alloc(0);
    }),
  http: (socket) =>
    void socket.once('data', () =>
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
    ),
  'deep-exception-at-handshake': (socket) => onAsked(socket, deepChain),
  'deep-exception-later': (socket) =>
    onAsked(socket, (asked) => (asked.isHandshake ? handshakeAnswer(asked) : deepChain(asked))),
  'endless-list': (socket) =>
    onAsked(socket, (asked) => {
      if (asked.isHandshake) return handshakeAnswer(asked);
      if (asked.isNodeHandshake) return nodeHandshakeAnswer(asked);
      setImmediate(() => pour(socket, Buffer.alloc(65_536, 1)));
      return Buffer.from([0x45, 0x53, 0x3f, 0xff, 0xff, 0xff]);
    }),
  'empty-list': listingSeed([]),
} as const satisfies Record<string, (socket: Socket) => void>;
const KINDS = Object.keys(SEEDS);

const peers: Peer[] = [];
let remote: SimulatedCluster;
let alone: object | undefined;
let run: Run;

beforeAll(async () => {
  remote = await startSimulatedCluster({ name: 'archive' });
  const well = remote.nodes.map(({ transportAddress }) => transportAddress);
  const registered: Record<string, string[]> = { well };
  for (const [kind, serve] of Object.entries(SEEDS)) {
    const peer = await startPeer(serve);
    peers.push(peer);
    registered[kind] = [`127.0.0.1:${peer.port}`];
  }
  const [beside, single] = [await startCannedLocal(registered), await startCannedLocal({ well })];
  peers.push(beside, single);
  const clusterOf = (name: string, { port }: Peer) => ({
    name,
    urls: [`http://127.0.0.1:${port}`],
    auth: 'none',
  });
  alone = verdictsOf(await runCheck({ clusters: [clusterOf('single', single)] })).get(
    'single/well',
  );
  run = await runCheck({ clusters: [clusterOf('beside', beside), clusterOf('single', single)] });
});

afterAll(async () => {
  for (const peer of peers) await peer[Symbol.asyncDispose]();
  await remote.close();
});

describe('seeds that hang, lie or attack', () => {
  it('do not keep the check from ending', () => expectEnded(run));

  it.each(['beside', 'single'])(
    'do not change what is said of a remote that works, in the cluster %s',
    (cluster) => {
      expect(alone).toMatchObject({ status: 'healthy' });
      expect(verdictsOf(run).get(`${cluster}/well`)).toEqual(alone);
    },
  );

  it.each(KINDS)(
    '%s: what the seed did is in the result, which is not failing, since requests pass',
    (kind) => {
      const result = run.results.find(
        ({ cluster, alias }) => cluster === 'beside' && alias === kind,
      );
      expect(result?.status).toBeOneOf(['healthy', 'degraded']);
      const steps =
        result?.witnesses.network.flatMap(({ endpoints }) =>
          endpoints.flatMap(({ tcp, transport }) => [tcp, transport]),
        ) ?? [];
      const sniffed = result?.witnesses.sniff ?? [];
      const seen = [
        ...steps.map(({ outcome }) => outcome),
        ...sniffed.map(({ outcome, listed }) => (listed === 0 ? 'none' : outcome)),
      ];
      expect(
        seen.filter((outcome) => !['ok', 'not-measured', 'answered'].includes(outcome)),
        JSON.stringify(seen),
      ).not.toEqual([]);
    },
  );
});
