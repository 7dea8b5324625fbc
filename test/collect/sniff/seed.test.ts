import { describe, expect, test } from 'vitest';
import { DEFAULT_TIMEOUTS } from '../../../lib/collect/probe/step.ts';
import { notAsked, type SniffTarget, sniffSeed } from '../../../lib/collect/sniff/seed.ts';
import {
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
} from '../../../lib/collect/transport/handshake.ts';
import { certificateFor, FLEET, selfSigned } from '../probe/certificates.ts';
import { closedPort, type Peer, type PeerOptions, startPeer } from '../probe/peer.ts';
import {
  type Asked,
  answersTo,
  CLOSE,
  exception,
  OPEN_TRANSPORT,
  REMOTE_CLUSTER_SERVER,
  type Respond,
  seed,
} from '../probe/seed.ts';

const { ca, server } = FLEET;
const V9 = 9_458_007;
const SECRET = 'MCiD4rTZSnmpSECRET_aaa';
const ENCODED = Buffer.from(`goodgoodgoodgoodgood:${SECRET}`).toString('base64');
const TLS: PeerOptions = { tls: { key: server.key, cert: server.certificate } };
const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };

function target(
  { host, port }: Pick<Peer, 'host' | 'port'>,
  overrides: Partial<SniffTarget> = {},
): SniffTarget {
  return {
    seed: `${host}:${port}`,
    ip: host,
    host,
    port,
    tls: { ca: ca.certificate },
    speaks: 'tls',
    portKind: 'remote-cluster-server',
    credentials: { as: 'api-key', encodedKey: ENCODED },
    checksNames: true,
    ...overrides,
  };
}

const VAGUE = 'unable to authenticate user [goodgoodgoodgoodgood] for action [x]';

describe('sniffSeed', () => {
  test('gives the witness and the nodes', async () => {
    const peer = await startPeer(seed(answersTo(V9, REMOTE_CLUSTER_SERVER)), TLS);
    const { witness, nodes } = await sniffSeed(target(peer), options);
    expect(witness).toEqual({
      seed: `127.0.0.1:${peer.port}`,
      ip: '127.0.0.1',
      as: 'api-key',
      outcome: 'answered',
      reached: 'nodes',
      transportVersion: V9,
      release: '9.5.3',
      clusterName: 'r95',
      node: { id: '9uYqIA0qTt6J-fOvqrM24g', name: 'r95' },
      listed: 1,
      roundTrips: 4,
      durationMs: expect.any(Number),
    });
    expect(nodes).toHaveLength(1);
  });

  test('asks in plain text where security is off', async () => {
    const peer = await startPeer(seed(answersTo(V9, OPEN_TRANSPORT)));
    const asked = target(peer, {
      speaks: 'plain',
      portKind: 'transport',
      credentials: { as: 'nobody' },
    });
    expect((await sniffSeed(asked, options)).witness).toMatchObject({
      as: 'nobody',
      outcome: 'answered',
      clusterName: 'two',
    });
  });

  test('tells a connection that fails', async () => {
    const { witness, nodes } = await sniffSeed(
      target({ host: '127.0.0.1', port: await closedPort() }),
      options,
    );
    expect(witness).toMatchObject({
      outcome: 'not-known',
      reached: 'nothing',
      why: expect.stringContaining('ECONNREFUSED'),
      roundTrips: 0,
    });
    expect(nodes).toBeUndefined();
  });
});

describe('sniffSeed, before it sends a key', () => {
  const heard: Asked[] = [];
  const serve = seed(answersTo(V9, REMOTE_CLUSTER_SERVER), heard);
  const other = selfSigned(['2.5.4.3', 'stranger']);
  const foreign = certificateFor('other.example');
  const nameless = certificateFor();

  test.each([
    ['in plain text', {}, { speaks: 'plain' }, 'The API key is not sent in plain text'],
    [
      'without a CA',
      TLS,
      { tls: {} },
      'The API key is sent only where the certificate leads to transportTls.ca: no CA is configured',
    ],
    [
      'to a stranger',
      { tls: { key: other.key, cert: other.certificate } },
      {},
      'The API key is sent only where the certificate leads to transportTls.ca: self-signed certificate',
    ],
    [
      'to another name',
      { tls: { key: foreign.key, cert: foreign.certificate } },
      {},
      'The API key is sent only where the certificate names the address; this one is for DNS:other.example',
    ],
    [
      'to no name',
      { tls: { key: nameless.key, cert: nameless.certificate } },
      {},
      'The API key is sent only where the certificate names the address; this one is for no names at all',
    ],
  ] satisfies [string, PeerOptions, Partial<SniffTarget>, string][])(
    'does not ask %s',
    async (_what, tls, overrides, why) => {
      heard.length = 0;
      const peer = await startPeer(serve, tls);
      expect((await sniffSeed(target(peer, overrides), options)).witness).toMatchObject({
        outcome: 'not-asked',
        reached: 'connection',
        why,
      });
      expect(heard).toEqual([]);
    },
  );

  test('does not look at names where the local nodes do not', async () => {
    const peer = await startPeer(serve, { tls: { key: foreign.key, cert: foreign.certificate } });
    expect((await sniffSeed(target(peer, { checksNames: false }), options)).witness).toMatchObject({
      outcome: 'answered',
    });
  });
});

describe('sniffSeed, where the key is refused', () => {
  /** The reason comes only where the last byte of the request is late. */
  const withoutReason =
    (reason: string | undefined, heard: Asked[] = []): Respond =>
    (asked) => {
      if (asked.action !== REMOTE_CLUSTER_HANDSHAKE_ACTION) return answersTo(V9, {})(asked);
      heard.push(asked);
      if (asked.partial) return reason === undefined ? [] : [exception(asked, reason), CLOSE];
      return [exception(asked, VAGUE), CLOSE];
    };

  test('looks a second time for a reason', async () => {
    const heard: Asked[] = [];
    const peer = await startPeer(seed(withoutReason('api key is expired', heard)), TLS);
    const { witness } = await sniffSeed(target(peer), options);
    expect(witness).toMatchObject({
      outcome: 'refused',
      reached: 'transport-handshake',
      refusal: { kind: 'key-expired', message: 'api key is expired' },
      roundTrips: 4,
    });
    expect(heard.at(-1)).toMatchObject({ partial: true });
    expect(peer.accepted()).toBe(2);
  });

  test('stays with the first refusal where the second look tells no more', async () => {
    const peer = await startPeer(seed(withoutReason(undefined)), TLS);
    const fast = { ...options, timeouts: { ...DEFAULT_TIMEOUTS, handshakeMs: 200 } };
    expect((await sniffSeed(target(peer), fast)).witness.refusal).toEqual({
      kind: 'unauthenticated',
      message: VAGUE,
    });
  });

  test('stays with the first refusal where there is no second connection', async () => {
    let connections = 0;
    const peer = await startPeer((socket) => {
      connections++;
      if (connections > 1) socket.destroy();
      else seed(withoutReason(undefined))(socket);
    }, TLS);
    expect((await sniffSeed(target(peer), options)).witness.refusal).toEqual({
      kind: 'unauthenticated',
      message: VAGUE,
    });
  });

  test.each([
    ['a reason that is clear', REMOTE_CLUSTER_HANDSHAKE_ACTION, 'api key is expired'],
    [
      'a port without keys',
      REMOTE_CLUSTER_HANDSHAKE_ACTION,
      'missing authentication credentials for action [x]',
    ],
  ])('asks once where the first answer gives %s', async (_what, action, reason) => {
    const peer = await startPeer(
      seed(answersTo(V9, { [action]: (asked) => [exception(asked, reason), CLOSE] })),
      TLS,
    );
    expect((await sniffSeed(target(peer), options)).witness.refusal?.message).toBe(reason);
    expect(peer.accepted()).toBe(1);
  });
});

test('sniffSeed leaves the key out of whatever the peer says, and cuts endless texts', async () => {
  const said = `${ENCODED} ${SECRET} goodgoodgoodgoodgood`;
  const echo = (asked: Asked) => [exception(asked, said), CLOSE];
  const peer = await startPeer(
    seed(answersTo(V9, { [REMOTE_CLUSTER_HANDSHAKE_ACTION]: echo })),
    TLS,
  );
  const { witness } = await sniffSeed(target(peer), options);
  expect(witness.refusal?.message).toBe('[redacted] [redacted] goodgoodgoodgoodgood');
  const long = (asked: Asked) => [
    exception(asked, ...Array<string>(5).fill('x'.repeat(120))),
    CLOSE,
  ];
  const talker = await startPeer(seed(answersTo(V9, { [NODE_HANDSHAKE_ACTION]: long })));
  const asked = target(talker, {
    speaks: 'plain',
    portKind: 'transport',
    credentials: { as: 'nobody' },
  });
  expect((await sniffSeed(asked, options)).witness.refusal?.message).toHaveLength(300);
});

test('notAsked tells why', () => {
  expect(notAsked('a:1', 'node', 'because')).toEqual({
    witness: {
      seed: 'a:1',
      as: 'node',
      outcome: 'not-asked',
      reached: 'nothing',
      why: 'because',
      roundTrips: 0,
      durationMs: 0,
    },
  });
});
