import { expect, test } from 'vitest';
import { DEFAULT_TIMEOUTS } from '../../lib/collect/probe/step.ts';
import { createSniffer } from '../../lib/collect/seeds.ts';
import type { SniffTarget } from '../../lib/collect/sniff/seed.ts';
import { REMOTE_CLUSTER_HANDSHAKE_ACTION } from '../../lib/collect/transport/handshake.ts';
import { FLEET } from './probe/certificates.ts';
import { closedPort, type Peer, startPeer } from './probe/peer.ts';
import {
  answersTo,
  CLOSE,
  exception,
  OPEN_TRANSPORT,
  REMOTE_CLUSTER_SERVER,
  type Respond,
  seed,
} from './probe/seed.ts';

const { ca, server } = FLEET;
const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };
const V9 = 9_458_007;
const accepting = answersTo(V9, REMOTE_CLUSTER_SERVER);
const refusing = answersTo(V9, {
  [REMOTE_CLUSTER_HANDSHAKE_ACTION]: (asked) => [exception(asked, 'api key is expired'), CLOSE],
});

function serve(respond: Respond): Promise<Peer> {
  return startPeer(seed(respond), { tls: { key: server.key, cert: server.certificate } });
}

function withKey({ host, port }: Pick<Peer, 'host' | 'port'>, encodedKey = 'a2V5'): SniffTarget {
  return {
    seed: `${host}:${port}`,
    ip: host,
    host,
    port,
    tls: { ca: ca.certificate },
    speaks: 'tls',
    portKind: 'remote-cluster-server',
    credentials: { as: 'api-key', encodedKey },
    checksNames: true,
  };
}

test('createSniffer asks every seed with a key that the first accepts', async () => {
  const [first, second] = [await serve(accepting), await serve(accepting)];
  const sniff = createSniffer(options);
  const sniffed = await Promise.all([first, second, first].map((peer) => sniff(withKey(peer))));
  expect(sniffed.map(({ witness }) => witness.outcome)).toEqual([
    'answered',
    'answered',
    'answered',
  ]);
});

test('createSniffer tries a refused key once, and another key all the same', async () => {
  const [first, second] = [await serve(refusing), await serve(accepting)];
  const sniff = createSniffer(options);
  const sniffed = await Promise.all([
    sniff(withKey(first)),
    sniff(withKey(second)),
    sniff(withKey(first)),
    sniff(withKey(second, 'b3RoZXI=')),
  ]);
  expect(sniffed.map(({ witness: { outcome, why } }) => [outcome, why])).toEqual([
    ['refused', undefined],
    [
      'not-asked',
      'The key was refused at another address already, and is not tried twice in one run',
    ],
    [
      'not-asked',
      'The key was refused at another address already, and is not tried twice in one run',
    ],
    ['answered', undefined],
  ]);
  expect([first.accepted(), second.accepted()]).toEqual([1, 1]);
});

test('createSniffer goes on to the next seed where one gives no answer', async () => {
  const dead = { host: '127.0.0.1', port: await closedPort() };
  const [first, second] = [await serve(refusing), await serve(accepting)];
  const sniff = createSniffer(options);
  const sniffed = await Promise.all([dead, first, second].map((peer) => sniff(withKey(peer))));
  expect(sniffed.map(({ witness }) => witness.outcome)).toEqual([
    'not-known',
    'refused',
    'not-asked',
  ]);
});

test('createSniffer asks without a key whomever it is told to', async () => {
  const peer = await startPeer(seed(answersTo(V9, OPEN_TRANSPORT)));
  const sniff = createSniffer(options);
  const open = {
    ...withKey(peer),
    speaks: 'plain',
    portKind: 'transport',
    credentials: { as: 'nobody' },
  } as const;
  const sniffed = await Promise.all([sniff(open), sniff(open)]);
  expect(sniffed.map(({ witness }) => witness.outcome)).toEqual(['answered', 'answered']);
});
