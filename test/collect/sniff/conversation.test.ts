import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TIMEOUTS } from '../../../lib/collect/probe/step.ts';
import { type Heard, type SniffQuestion, sniff } from '../../../lib/collect/sniff/conversation.ts';
import {
  CLUSTER_STATE_ACTION,
  REMOTE_CLUSTER_NODES_ACTION,
} from '../../../lib/collect/transport/clusterState.ts';
import {
  HANDSHAKE_ACTION,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
} from '../../../lib/collect/transport/handshake.ts';
import { handshakeAnswer, startPeer } from '../probe/peer.ts';
import {
  type Asked,
  answersTo,
  CLOSE,
  exception,
  OPEN_TRANSPORT,
  REMOTE_CLUSTER_SERVER,
  type Respond,
  recordedAnswer,
  seed,
} from '../probe/seed.ts';
import { bytes, int32 } from '../transport/bytes.ts';

const V9 = 9_458_007;
const KEY: SniffQuestion = {
  credentials: { as: 'api-key', encodedKey: 'a2V5OnNlY3JldA==' },
  portKind: 'remote-cluster-server',
};
const OPEN: SniffQuestion = { credentials: { as: 'nobody' }, portKind: 'transport' };
const NODE: SniffQuestion = { credentials: { as: 'node' }, portKind: 'transport' };

interface Options {
  readonly heard?: Asked[];
  readonly handshakeMs?: number;
}

async function ask(
  respond: Respond,
  question: SniffQuestion,
  { heard = [], handshakeMs = 5_000 }: Options = {},
): Promise<Heard> {
  const peer = await startPeer(seed(respond, heard));
  const socket = connect(peer.port, peer.host).on('error', () => undefined);
  const options = {
    timeouts: { ...DEFAULT_TIMEOUTS, handshakeMs },
    signal: new AbortController().signal,
  };
  try {
    return await sniff(socket, question, options);
  } finally {
    socket.destroy();
  }
}

describe('sniff, with an API key', () => {
  test('tells cluster, node and the nodes with their two addresses', async () => {
    const heard: Asked[] = [];
    expect(await ask(answersTo(V9, REMOTE_CLUSTER_SERVER), KEY, { heard })).toMatchInlineSnapshot(`
      {
        "clusterName": "r95",
        "listed": 1,
        "node": {
          "id": "9uYqIA0qTt6J-fOvqrM24g",
          "name": "r95",
        },
        "nodes": [
          {
            "attributes": {
              "xpack.installed": "true",
            },
            "id": "9uYqIA0qTt6J-fOvqrM24g",
            "name": "r95",
            "remoteClusterServerAddress": "127.0.0.1:9421",
            "roles": [
              "data",
              "data_cold",
              "data_content",
              "data_frozen",
              "data_hot",
              "data_warm",
              "ingest",
              "master",
              "ml",
              "remote_cluster_client",
              "transform",
            ],
            "settings": {},
            "transportAddress": "127.0.0.1:9321",
            "version": "9.5.3",
          },
        ],
        "outcome": "answered",
        "reached": "nodes",
        "release": "9.5.3",
        "roundTrips": 4,
        "transportVersion": 9458007,
      }
    `);
    expect(heard.map(({ action, version }) => `${action} at ${version}`)).toEqual([
      `${HANDSHAKE_ACTION} at 7170099`,
      `${REMOTE_CLUSTER_HANDSHAKE_ACTION} at 8841064`,
      `${REMOTE_CLUSTER_NODES_ACTION} 1 at 8841064`,
      `${REMOTE_CLUSTER_NODES_ACTION} 0 at 8841064`,
    ]);
    expect(heard.map(({ text }) => text.includes('ApiKey a2V5OnNlY3JldA=='))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test('lists the nodes without a remote cluster server too', async () => {
    const all = (asked: Asked) => [
      recordedAnswer('9.5.3-two-nodes-open-at-8841064.nodes-all.response', asked),
    ];
    const { nodes, listed } = await ask(
      answersTo(V9, { ...REMOTE_CLUSTER_SERVER, [`${REMOTE_CLUSTER_NODES_ACTION} 0`]: all }),
      KEY,
    );
    expect(listed).toBe(3);
    expect(
      nodes?.map(({ name, transportAddress, remoteClusterServerAddress }) => [
        name,
        transportAddress,
        remoteClusterServerAddress,
      ]),
    ).toEqual([
      ['r95', undefined, '127.0.0.1:9421'],
      ['two-b', '[::1]:20014', undefined],
      ['two-a', '127.0.0.1:20012', undefined],
    ]);
  });

  test.each([
    ['is refused', (asked: Asked) => [exception(asked, 'not you')]],
    ['breaks the connection', () => [CLOSE]],
  ] as const)('has the gateways where the list of all nodes %s', async (_what, all) => {
    const heard = await ask(
      answersTo(V9, { ...REMOTE_CLUSTER_SERVER, [`${REMOTE_CLUSTER_NODES_ACTION} 0`]: all }),
      KEY,
    );
    expect(heard).toMatchObject({ outcome: 'answered', reached: 'nodes', listed: 1 });
  });

  test('tells the reason of a refusal, whichever of the two exceptions comes first', async () => {
    const [action, header] = ['8.19.21-error-revoked.answer-1', '8.19.21-error-revoked.answer-2'];
    for (const order of [
      [action, header],
      [header, action],
    ]) {
      const refused = (asked: Asked) =>
        [
          ...order.map((name) => withVersion(recordedAnswer(name, asked), 8_841_064)),
          CLOSE,
        ] as const;
      expect(
        await ask(answersTo(V9, { [REMOTE_CLUSTER_HANDSHAKE_ACTION]: refused }), KEY),
      ).toMatchObject({
        outcome: 'refused',
        reached: 'transport-handshake',
        refusal: {
          kind: 'key-revoked',
          message: 'api key [_8YKCqIBDfP672H1MMlS] has been invalidated',
        },
        release: '9.5.3',
        roundTrips: 2,
      });
    }
  });

  test.each([
    ['the connection ends', [CLOSE]],
    ['nothing more comes', []],
    ['an answer follows that is none', [bytes('ES', int32(0))]],
  ] as const)('tells a vague refusal where %s', async (_what, rest) => {
    const vague = 'unable to authenticate user [x] for action [y]';
    const refused = (asked: Asked) => [exception(asked, vague), ...rest];
    expect(
      await ask(answersTo(V9, { [REMOTE_CLUSTER_HANDSHAKE_ACTION]: refused }), KEY),
    ).toMatchObject({
      refusal: { kind: 'unauthenticated', message: vague },
    });
  });

  test('sends the last byte of the node handshake later, where that is asked for', async () => {
    const heard: Asked[] = [];
    const question = { ...KEY, lastByteAfterMs: 50 };
    expect(await ask(answersTo(V9, REMOTE_CLUSTER_SERVER), question, { heard })).toMatchObject({
      outcome: 'answered',
    });
    expect(
      heard
        .filter(({ action }) => action === REMOTE_CLUSTER_HANDSHAKE_ACTION)
        .map(({ partial }) => partial),
    ).toEqual([true, false]);
  });

  test('does not send the last byte once the refusal is there', async () => {
    const heard: Asked[] = [];
    const respond: Respond = (asked) =>
      asked.partial
        ? [exception(asked, 'api key is expired'), CLOSE]
        : answersTo(V9, REMOTE_CLUSTER_SERVER)(asked);
    const question = { ...KEY, lastByteAfterMs: 60_000 };
    expect(await ask(respond, question, { heard })).toMatchObject({
      refusal: { kind: 'key-expired' },
    });
    expect(heard.at(-1)).toMatchObject({ partial: true });
  });
});

describe('sniff, on a transport port', () => {
  test('reads the cluster state, and the cluster uuid in it, where security is off', async () => {
    const heard: Asked[] = [];
    expect(await ask(answersTo(V9, OPEN_TRANSPORT), OPEN, { heard })).toMatchObject({
      outcome: 'answered',
      clusterName: 'two',
      clusterUuid: '1nJP2d6GTGWo7FfUO_mT9w',
      nodes: [{ name: 'sn95', transportAddress: '127.0.0.1:20004' }],
      listed: 1,
      roundTrips: 3,
    });
    expect(heard.map(({ text }) => text.includes('_xpack_security_authentication'))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('speaks to 7.17 in its own version', async () => {
    const answers = {
      [NODE_HANDSHAKE_ACTION]: (asked: Asked) => [
        recordedAnswer('7.17.28-open.node-handshake.response', asked),
      ],
      [CLUSTER_STATE_ACTION]: (asked: Asked) => [
        recordedAnswer('7.17.28-open.state.response', asked),
      ],
    };
    expect(await ask(answersTo(7_172_899, answers), OPEN)).toMatchObject({
      outcome: 'answered',
      release: '7.17.28',
      clusterName: 'sn717',
    });
  });

  test('asks 8.14 to 8.18, whose cluster state is not known, for the list of nodes', async () => {
    const restated = (name: string) => (asked: Asked) => [
      withVersion(recordedAnswer(name, asked), 8_840_002),
    ];
    const answers = {
      [NODE_HANDSHAKE_ACTION]: restated('9.5.3-two-nodes-open-at-8841064.node-handshake.response'),
      [`${REMOTE_CLUSTER_NODES_ACTION} 0`]: restated(
        '9.5.3-two-nodes-open-at-8841064.nodes-all.response',
      ),
    };
    const heard = await ask(answersTo(8_840_002, answers), OPEN);
    expect(heard).toMatchObject({ outcome: 'answered', listed: 2 });
    expect(heard).not.toHaveProperty('clusterUuid');
  });

  test('acts as a node in the certificate model where that is asked for', async () => {
    const heard: Asked[] = [];
    expect(await ask(answersTo(V9, OPEN_TRANSPORT), NODE, { heard })).toMatchObject({
      outcome: 'answered',
    });
    expect(heard.map(({ text }) => text.includes('_xpack_security_authentication'))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('tells a port that wants credentials', async () => {
    const missing = (asked: Asked) => [
      withVersion(recordedAnswer('9.5.3-error-key-on-transport-port.answer-1', asked), 8_841_064),
    ];
    expect(await ask(answersTo(V9, { [NODE_HANDSHAKE_ACTION]: missing }), OPEN)).toMatchObject({
      outcome: 'refused',
      refusal: {
        kind: 'credentials-missing',
        message: expect.stringContaining('missing authentication credentials for action'),
      },
    });
  });
});

describe('sniff, where an answer is not one', () => {
  const other = (
    change: Record<string, (asked: Asked) => readonly (Uint8Array | typeof CLOSE)[]>,
  ) => ask(answersTo(V9, { ...OPEN_TRANSPORT, ...change }), OPEN, { handshakeMs: 100 });

  test.each([
    [
      'a version from 10.0 on',
      10_000_000,
      'What a node of transport version 10000000 reads is not known',
    ],
    [
      'a version of no release',
      8_841_000,
      'What a node of transport version 8841000 reads is not known',
    ],
  ])('does not guess with %s', async (_what, transportVersion, why) => {
    expect(await ask(answersTo(transportVersion, OPEN_TRANSPORT), OPEN)).toEqual({
      outcome: 'not-known',
      reached: 'transport-handshake',
      transportVersion,
      why,
      roundTrips: 1,
    });
  });

  test('tells a peer that closes, stays silent, or answers something else', async () => {
    const wrongId = (asked: Asked) => [
      recordedAnswer('9.5.3-open.state.response', { id: asked.id + 1 }),
    ];
    const damaged = (asked: Asked) => [
      recordedAnswer('9.5.3-two-nodes-open.nodes-all.response', asked),
    ];
    const ends = [
      await other({ [HANDSHAKE_ACTION]: () => [CLOSE] }),
      await other({
        [HANDSHAKE_ACTION]: () => [handshakeAnswer({ id: 7, format: 7_170_099 }, V9, '')],
      }),
      await other({ [NODE_HANDSHAKE_ACTION]: () => [] }),
      await other({ [CLUSTER_STATE_ACTION]: wrongId }),
      await other({ [CLUSTER_STATE_ACTION]: damaged }),
      await other({ [CLUSTER_STATE_ACTION]: () => [bytes('HTTP/1.1 400 Bad Request\r\n\r\n')] }),
      await other({ [CLUSTER_STATE_ACTION]: () => [bytes('ES', int32(8_388_609))] }),
    ];
    expect(
      ends.map(
        ({ outcome, reached, why, refusal }) =>
          `${outcome}, ${reached}: ${why ?? refusal?.message}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "not-known, connection: Peer closed the connection without an answer",
        "not-known, connection: Peer answers request 7 instead of 1",
        "not-known, transport-handshake: No answer within 100 ms",
        "not-known, node-handshake: Peer answers request 4 instead of 3",
        "not-known, node-handshake: Peer answers in version 9458007 instead of 8841064",
        "not-known, node-handshake: Peer answers with HTTP: "HTTP/1.1 400 Bad Request"",
        "not-known, node-handshake: Frame of 8388615 bytes is longer than 4194304",
      ]
    `);
  });

  test('tells an exception without a reason', async () => {
    expect(await other({ [NODE_HANDSHAKE_ACTION]: (asked) => [exception(asked)] })).toMatchObject({
      outcome: 'refused',
      refusal: { kind: 'other', message: 'an exception without a reason' },
    });
    expect(
      await other({ [NODE_HANDSHAKE_ACTION]: (asked) => [exception(asked, '')] }),
    ).toMatchObject({
      refusal: { kind: 'other', message: 'ElasticsearchSecurityException' },
    });
  });

  test('ends with the deadline of the run', async () => {
    const stream = new PassThrough().on('error', () => undefined);
    const deadline = AbortSignal.abort();
    const heard = await sniff(stream, OPEN, { timeouts: DEFAULT_TIMEOUTS, signal: deadline });
    expect(heard).toEqual({
      outcome: 'not-known',
      reached: 'connection',
      why: 'Deadline reached before the step ended',
      roundTrips: 0,
    });
  });
});

test('sniff reads the answers wherever they are split', async () => {
  const whole = answersTo(V9, OPEN_TRANSPORT);
  for (const size of [1, 7, 64]) {
    const split: Respond = (asked) =>
      whole(asked).flatMap(
        (part): ReturnType<Respond> => (part instanceof Uint8Array ? pieces(part, size) : [part]),
      );
    expect(await ask(split, OPEN)).toMatchObject({ outcome: 'answered', listed: 1 });
  }
});

function pieces(bytesOfFrame: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytesOfFrame.length / size) }, (_, index) =>
    bytesOfFrame.subarray(index * size, (index + 1) * size),
  );
}

function withVersion(frame: Uint8Array, version: number): Uint8Array {
  const changed = Buffer.from(frame);
  changed.writeInt32BE(version, 15);
  return changed;
}
