import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAddress } from '../../../lib/address.ts';
import {
  crossClusterAccessHeaders,
  systemAuthenticationHeaders,
} from '../../../lib/collect/transport/authentication.ts';
import {
  decodeClusterStateAnswer,
  decodeRemoteClusterNodesAnswer,
  encodeClusterStateRequest,
  encodeRemoteClusterNodesRequest,
} from '../../../lib/collect/transport/clusterState.ts';
import { decodeExceptionChain } from '../../../lib/collect/transport/exceptionChain.ts';
import { decodeFrame, encodeRequest, type Frame } from '../../../lib/collect/transport/frame.ts';
import {
  decodeNodeHandshakeAnswer,
  encodeNodeHandshakeRequest,
} from '../../../lib/collect/transport/handshake.ts';
import { encodeApiKey, type SimulatedApiKey } from '../../../local/fleet/apiKeys.ts';
import {
  type FleetCertificates,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import {
  type SimulatedCluster,
  type SimulatedNode,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import type { ReleaseNumber } from '../../../local/fleet/versions.ts';

const REMOTE_HANDSHAKE = 'cluster:internal/remote_cluster/handshake';
const HANDSHAKE = 'internal:transport/handshake';
const VERSION = 8_841_064;
const ASKED = { requestId: 7, version: VERSION };

/** Everything that is answered, until so many frames came or the connection ended. */
async function answersTo(
  socket: Socket,
  requests: readonly Uint8Array[],
  frames = 1,
): Promise<{ frames: Frame[]; isClosed: boolean }> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const heard: Frame[] = [];
  let received: Uint8Array = new Uint8Array();
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (
      let decoded = decodeFrame(received);
      decoded.kind !== 'incomplete';
      decoded = decodeFrame(received)
    ) {
      if (decoded.kind === 'frame') heard.push(decoded.frame);
      received = received.subarray(decoded.consumed);
    }
    if (heard.length >= frames) resolve(false);
  });
  socket.on('error', () => resolve(true)).on('end', () => resolve(true));
  for (const request of requests) socket.write(request);
  const isClosed = await promise;
  socket.destroy();
  return { frames: heard, isClosed };
}

async function firstAnswer(socket: Socket, request: Uint8Array): Promise<Frame> {
  const [frame] = (await answersTo(socket, [request])).frames;
  if (frame === undefined) throw new Error('The connection is closed');
  return frame;
}

function reasons({ frames }: { frames: readonly Frame[] }): (string | undefined)[][] {
  return frames.map(({ body }) =>
    decodeExceptionChain(body)
      .map(({ reason }) => reason)
      .slice(1),
  );
}

function place(address = ''): { host: string; port: number } {
  const { host, port } = parseAddress(address) ?? { host: '', port: 0 };
  return { host, port };
}

function only({ nodes }: SimulatedCluster): SimulatedNode {
  const [node] = nodes;
  if (node === undefined) throw new Error('No node');
  return node;
}

function plain(cluster: SimulatedCluster): Socket {
  return connectTcp(place(only(cluster).transportAddress));
}

describe('a simulated node without security', () => {
  test.each<[ReleaseNumber, number]>([
    ['7.17.29', 7_172_999],
    ['8.14.3', 8_636_001],
    ['8.19.21', VERSION],
    ['9.0.8', VERSION],
    ['9.5.3', VERSION],
    ['9.5.3', 9_458_007],
  ])('of %s reports in %d its identity and its nodes', async (version, spoken) => {
    const nodes = [
      { name: 'master', roles: ['master'], attributes: { ort: 'Zürich-東京 🗼' } },
      { name: 'data', roles: ['data_hot', 'ingest'], publishAddress: 'data.example/10.0.0.7:9300' },
      { name: 'six', publishAddress: '[2001:db8::7]:9301' },
      { name: 'named', publishAddress: 'named.example:9302' },
    ];
    await using cluster = await startSimulatedCluster({ name: 'open', version, nodes });
    const asked = { requestId: 3, version: spoken };
    const handshake = await firstAnswer(
      plain(cluster),
      encodeNodeHandshakeRequest({ ...asked, action: HANDSHAKE }),
    );
    expect(decodeNodeHandshakeAnswer(handshake, asked)).toMatchObject({
      clusterName: 'open',
      node: {
        name: 'master',
        id: only(cluster).id,
        roles: ['master'],
        attributes: { 'xpack.installed': 'true', ort: 'Zürich-東京 🗼' },
        release: version,
      },
    });
    const expected = [
      {
        name: 'master',
        address: {
          host: '127.0.0.1',
          ip: '127.0.0.1',
          port: place(only(cluster).transportAddress).port,
        },
      },
      {
        name: 'data',
        address: { host: 'data.example', ip: '10.0.0.7', port: 9300 },
        roles: ['data_hot', 'ingest'],
      },
      { name: 'six', address: { host: '2001:db8::7', ip: '2001:db8::7', port: 9301 } },
      { name: 'named', address: { host: 'named.example', ip: '127.0.0.1', port: 9302 } },
    ];
    if (spoken < 8_000_000 || spoken === VERSION) {
      const state = decodeClusterStateAnswer(
        await firstAnswer(plain(cluster), encodeClusterStateRequest(asked)),
        asked,
      );
      expect(state).toMatchObject({
        clusterName: 'open',
        clusterUuid: cluster.uuid,
        nodes: expected,
      });
    }
    if (version === '7.17.29') return;
    const all = await firstAnswer(
      plain(cluster),
      encodeRemoteClusterNodesRequest({ ...asked, remoteClusterServer: false }),
    );
    expect(decodeRemoteClusterNodesAnswer(all, asked)).toMatchObject(expected);
    const served = await firstAnswer(
      plain(cluster),
      encodeRemoteClusterNodesRequest({ ...asked, remoteClusterServer: true }),
    );
    expect(decodeRemoteClusterNodesAnswer(served, asked)).toEqual([]);
  });

  test('of 7.17.29 has not heard of remote cluster servers', async () => {
    await using cluster = await startSimulatedCluster({ name: 'old', version: '7.17.29' });
    const request = encodeRemoteClusterNodesRequest({
      requestId: 1,
      version: 7_172_999,
      remoteClusterServer: true,
    });
    expect(reasons(await answersTo(plain(cluster), [request]))).toEqual([
      ['No handler for action [cluster:internal/remote_cluster/nodes]'],
    ]);
  });

  test.each([
    ['8.19.21', 7_170_098],
    ['9.5.3', 8_840_002],
    ['9.5.3', 9_458_008],
    ['8.19.21', 8_841_097],
  ] as const)('of %s closes without an answer on a message in %d', async (version, spoken) => {
    await using cluster = await startSimulatedCluster({ name: 'strict', version });
    const request = encodeNodeHandshakeRequest({
      requestId: 1,
      version: spoken,
      action: HANDSHAKE,
    });
    expect(await answersTo(plain(cluster), [request])).toEqual({ frames: [], isClosed: true });
  });

  test('refuses a request with unread bytes', async () => {
    await using cluster = await startSimulatedCluster({ name: 'strict' });
    const handshake = encodeRequest({ ...ASKED, action: HANDSHAKE, payload: Uint8Array.of(0) });
    const state = encodeRequest({
      ...ASKED,
      action: 'cluster:monitor/state',
      payload: Uint8Array.of(0),
    });
    const nodes = encodeRequest({
      ...ASKED,
      action: 'cluster:internal/remote_cluster/nodes',
      payload: Uint8Array.of(2),
    });
    expect(reasons(await answersTo(plain(cluster), [handshake]))).toEqual([
      [`Message of ${HANDSHAKE} is not read to its end`],
    ]);
    expect(reasons(await answersTo(plain(cluster), [state]))).toEqual([
      ['Message of cluster:monitor/state is not read to its end'],
    ]);
    expect((await answersTo(plain(cluster), [nodes])).isClosed).toBe(true);
  });

  test('listens on IPv6, and publishes that', async () => {
    await using cluster = await startSimulatedCluster({ name: 'six', host: '::1' });
    const answer = await firstAnswer(
      plain(cluster),
      encodeNodeHandshakeRequest({ ...ASKED, action: HANDSHAKE }),
    );
    const { port } = place(only(cluster).transportAddress);
    expect(decodeNodeHandshakeAnswer(answer, ASKED).node.address).toEqual({
      host: '::1',
      ip: '::1',
      port,
    });
    const nodes = await fetch(`${only(cluster).url}/_nodes`).then((response) => response.json());
    expect(nodes).toMatchObject({
      nodes: { [only(cluster).id]: { transport_address: `[::1]:${port}` } },
    });
  });
});

describe('a simulated node with TLS', () => {
  const creation = new Date('2026-11-23T00:00:00Z');
  const good: SimulatedApiKey = {
    id: 'goodgoodgoodgoodgood',
    secret: 'secret',
    name: 'good',
    creation,
  };
  const keys: readonly SimulatedApiKey[] = [
    good,
    { ...good, id: 'revoked', invalidation: creation },
    { ...good, id: 'expired', expiration: creation },
    { ...good, id: 'rest', type: 'rest' },
    { ...good, id: 'identity', certificateIdentity: 'CN=local' },
  ];
  let certificates: FleetCertificates;
  let cluster: SimulatedCluster;

  beforeAll(async () => {
    certificates = makeFleetCertificates(new Date());
    const nodes = [{ name: 'both' }, { name: 'transport-only', hasRemoteClusterServer: false }];
    cluster = await startSimulatedCluster({
      name: 'secure',
      security: 'tls',
      certificates,
      apiKeys: keys,
      nodes,
    });
  });
  afterAll(() => cluster.close());

  function toServer(of = cluster): Socket {
    return connectTls({
      ...place(only(of).remoteClusterServerAddress),
      ca: certificates.ca.certificate,
    });
  }

  function toTransport(): Socket {
    const { key, certificate: cert } = certificates.client;
    return connectTls({
      ...place(only(cluster).transportAddress),
      ca: certificates.ca.certificate,
      key,
      cert,
    });
  }

  function withKey(id: string, secret = 'secret'): Map<string, string> {
    return crossClusterAccessHeaders(encodeApiKey({ id, secret }), VERSION);
  }

  function handshake(headers: ReadonlyMap<string, string>): Uint8Array {
    return encodeNodeHandshakeRequest({ ...ASKED, action: REMOTE_HANDSHAKE, headers });
  }

  test('reports its identity and its nodes on the remote cluster server port', async () => {
    const { port } = place(only(cluster).remoteClusterServerAddress);
    const hello = decodeNodeHandshakeAnswer(
      await firstAnswer(toServer(), handshake(withKey(good.id))),
      ASKED,
    );
    expect(hello).toMatchObject({
      clusterName: 'secure',
      node: { name: 'both', address: { ip: '127.0.0.1', port } },
    });
    const nodes = async (remoteClusterServer: boolean) => {
      const request = encodeRemoteClusterNodesRequest({
        ...ASKED,
        remoteClusterServer,
        headers: withKey(good.id),
      });
      return decodeRemoteClusterNodesAnswer(await firstAnswer(toServer(), request), ASKED);
    };
    expect(await nodes(true)).toMatchObject([{ name: 'both', address: { port } }]);
    expect((await nodes(false)).map((node) => [node.name, node.address.port])).toEqual(
      cluster.nodes.map((node) => [node.name, place(node.transportAddress).port]),
    );
  });

  test('gives no cluster state to the key of another cluster', async () => {
    const request = encodeClusterStateRequest({ ...ASKED, headers: withKey(good.id) });
    expect(reasons(await answersTo(toServer(), [request]))).toEqual([
      ['action [cluster:monitor/state] towards remote cluster is unauthorized'],
    ]);
  });

  const user = (id: string) =>
    `unable to authenticate user [${id}] for action [${REMOTE_HANDSHAKE}]`;
  const malformed =
    'cross cluster access header [_cross_cluster_access_credentials] value must be a valid API key credential';
  const missing = (header: string) =>
    `Cross cluster requests through the dedicated remote cluster server port require transport header [${header}] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.`;
  const noKey = missing('_cross_cluster_access_credentials');
  const headersOf = (...entries: readonly (readonly [string, string])[]) =>
    new Map([...withKey(good.id), ...entries]);

  const CASES: readonly (readonly [string, ReadonlyMap<string, string>, string[][]])[] = [
    [
      'a wrong secret',
      withKey(good.id, 'wrong'),
      [[user(good.id)], [`invalid credentials for API key [${good.id}]`]],
    ],
    ['an unknown id', withKey('stranger'), [['unable to find apikey with id stranger']]],
    [
      'a revoked key',
      withKey('revoked'),
      [[user('revoked')], ['api key [revoked] has been invalidated']],
    ],
    ['an expired key', withKey('expired'), [[user('expired')], ['api key is expired']]],
    [
      'a key of type rest',
      withKey('rest'),
      [
        [
          'authentication expected API key type of [cross_cluster], but API key [rest] has type [rest]',
        ],
      ],
    ],
    [
      'a key that wants a certificate identity',
      withKey('identity'),
      [
        [
          'API key (type:[cross_cluster], id:[identity]) requires certificate identity matching [CN=local], but no certificate was provided',
        ],
      ],
    ],
    [
      'no base64',
      headersOf(['_cross_cluster_access_credentials', 'ApiKey not base64!']),
      [
        ['error attempting to authenticate request', malformed, 'Illegal base64 character 20'],
        ['failed to extract credentials from headers', malformed, 'Illegal base64 character 20'],
      ],
    ],
    ['no key', new Map(), [[noKey], ['failed to extract credentials from headers', noKey]]],
    [
      'no subject info',
      new Map([...withKey(good.id)].filter(([name]) => name.endsWith('credentials'))),
      [[missing('_cross_cluster_access_subject_info')]],
    ],
    [
      'broken subject info',
      headersOf(['_cross_cluster_access_subject_info', 'AAAA']),
      [['error attempting to authenticate request', '']],
    ],
    [
      'another header',
      headersOf(['foo', 'bar']),
      [
        [
          'Transport request header [foo] is not allowed for cross cluster requests through the dedicated remote cluster server port',
        ],
      ],
    ],
  ];

  test.each(CASES)(
    'refuses %s, in up to two frames, and closes',
    async (_what, headers, expected) => {
      const answers = await answersTo(toServer(), [handshake(headers)], 3);
      expect(reasons(answers)).toEqual(expected);
      expect(answers).toMatchObject({
        isClosed: true,
        frames: expected.map(() => ({ requestId: 7, isError: true })),
      });
    },
  );

  test.each(CASES.slice(0, 8))(
    'answers the headers alone of %s, once, with the reason',
    async (_what, headers, expected) => {
      const answers = await answersTo(toServer(), [handshake(headers).slice(0, -1)], 2);
      expect(reasons(answers)).toEqual(expected.slice(-1));
      expect(answers.isClosed).toBe(true);
    },
  );

  test('waits for the end of a request whose headers are good', async () => {
    const socket = toServer();
    const request = handshake(withKey(good.id));
    setTimeout(() => socket.write(request.slice(-1)), 50);
    const answer = await firstAnswer(socket, request.slice(0, -1));
    expect(decodeNodeHandshakeAnswer(answer, ASKED).clusterName).toBe('secure');
  });

  test('refuses every key without a license', async () => {
    await using basic = await startSimulatedCluster({
      name: 'basic',
      security: 'tls',
      certificates,
      apiKeys: keys,
      hasLicense: false,
    });
    expect(reasons(await answersTo(toServer(basic), [handshake(withKey(good.id))], 3))).toEqual([
      ['current license is non-compliant for [advanced-remote-cluster-security]'],
    ]);
  });

  test('asks on the transport port who acts, and stays open', async () => {
    const request = (
      action: typeof HANDSHAKE | typeof REMOTE_HANDSHAKE,
      headers: ReadonlyMap<string, string>,
    ) => encodeNodeHandshakeRequest({ ...ASKED, action, headers });
    const answers = await answersTo(
      toTransport(),
      [request(HANDSHAKE, new Map()), request(REMOTE_HANDSHAKE, withKey(good.id))],
      2,
    );
    expect(answers.isClosed).toBe(false);
    expect(reasons(answers)).toEqual([
      [`missing authentication credentials for action [${HANDSHAKE}]`],
      [`missing authentication credentials for action [${REMOTE_HANDSHAKE}]`],
    ]);
  });

  test('serves the handshake and the cluster state on the transport port to who acts as a node', async () => {
    const headers = systemAuthenticationHeaders(VERSION);
    const hello = await firstAnswer(
      toTransport(),
      encodeNodeHandshakeRequest({ ...ASKED, action: HANDSHAKE, headers }),
    );
    const { port } = place(only(cluster).transportAddress);
    expect(decodeNodeHandshakeAnswer(hello, ASKED)).toMatchObject({
      clusterName: 'secure',
      node: { address: { port } },
    });
    const state = await firstAnswer(
      toTransport(),
      encodeClusterStateRequest({ ...ASKED, headers }),
    );
    expect(decodeClusterStateAnswer(state, ASKED).nodes.map(({ name }) => name)).toEqual([
      'both',
      'transport-only',
    ]);
    const nodes = encodeRemoteClusterNodesRequest({
      ...ASKED,
      remoteClusterServer: false,
      headers,
    });
    expect(reasons(await answersTo(toTransport(), [nodes]))).toEqual([
      ['action [cluster:internal/remote_cluster/nodes] is unauthorized for user [_system]'],
    ]);
  });

  test.each([
    'AAAA',
    '!',
    systemAuthenticationHeaders(VERSION + 1).get('_xpack_security_authentication') ?? '',
  ])('does not believe the authentication %s', async (header) => {
    const headers = new Map([['_xpack_security_authentication', header]]);
    const request = encodeNodeHandshakeRequest({ ...ASKED, action: HANDSHAKE, headers });
    expect(reasons(await answersTo(toTransport(), [request]))).toEqual([
      ['error attempting to authenticate request', ''],
    ]);
  });
});
