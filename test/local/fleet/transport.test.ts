import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeExceptionChain } from '../../../lib/collect/transport/exceptionChain.ts';
import { recogniseFirstBytes } from '../../../lib/collect/transport/firstBytes.ts';
import { decodeFrame, encodeRequest, type Frame } from '../../../lib/collect/transport/frame.ts';
import {
  decodeHandshakeAnswer,
  encodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
  SILENT_TRANSPORT_VERSION,
} from '../../../lib/collect/transport/handshake.ts';
import {
  type FleetCertificates,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import type { TransportFault } from '../../../local/fleet/faults.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import type { ReleaseNumber } from '../../../local/fleet/versions.ts';
import { bytes, frameBytes, recordedFrame, text } from '../../collect/transport/bytes.ts';
import { ask } from './recordings.ts';

let certificates: FleetCertificates;
let secure: SimulatedCluster;

beforeAll(async () => {
  certificates = makeFleetCertificates(new Date());
  secure = await startSimulatedCluster({ name: 'secure', security: 'tls', certificates });
});

afterAll(() => secure.close());

function placeOf(address: string | undefined): { host: string; port: number } {
  const [host = '', port] = (address ?? '').split(':');
  return { host, port: Number(port) };
}

function plain(cluster: SimulatedCluster): Socket {
  return connectTcp(placeOf(cluster.nodes[0]?.transportAddress));
}

/** The first frame that comes, or what ended the connection. */
async function answerTo(
  socket: Socket,
  request: Uint8Array,
): Promise<{ frame: Frame; raw: Uint8Array } | 'closed' | 'error'> {
  const { promise, resolve } = Promise.withResolvers<
    { frame: Frame; raw: Uint8Array } | 'closed' | 'error'
  >();
  let received: Uint8Array = new Uint8Array();
  socket.on('data', (chunk: Buffer) => {
    received = bytes(received, chunk);
    const decoded = decodeFrame(received);
    if (decoded.kind === 'frame') resolve({ frame: decoded.frame, raw: received });
  });
  socket.on('error', () => resolve('error'));
  socket.on('close', () => resolve('closed'));
  socket.write(request);
  const answer = await promise;
  socket.removeAllListeners('data');
  return answer;
}

async function handshake(version: ReleaseNumber, request: Uint8Array): Promise<unknown> {
  await using cluster = await startSimulatedCluster({ name: 'plain', version });
  const socket = plain(cluster);
  const answer = await answerTo(socket, request);
  socket.destroy();
  return typeof answer === 'string' ? answer : decodeHandshakeAnswer(answer.frame);
}

const silent7 = encodeHandshakeRequest({
  requestId: 1,
  format: HANDSHAKE_FORMAT_7,
  transportVersion: SILENT_TRANSPORT_VERSION,
});
const silent8 = encodeHandshakeRequest({
  requestId: 1,
  format: HANDSHAKE_FORMAT_8,
  transportVersion: SILENT_TRANSPORT_VERSION,
});

function asking(transportVersion: number): Uint8Array {
  return encodeHandshakeRequest({ requestId: 1, format: HANDSHAKE_FORMAT_7, transportVersion });
}

describe('the transport port of a simulated node', () => {
  test.each(['8.19.21', '9.5.3'] as const)(
    'answers the handshake with the bytes recorded from a %s',
    async (version) => {
      await using cluster = await startSimulatedCluster({ name: 'plain', version });
      const socket = plain(cluster);
      const answer = await answerTo(
        socket,
        recordedFrame(`${version}-key.tcp-handshake.request.hex`),
      );
      expect(typeof answer === 'object' && answer.raw).toEqual(
        recordedFrame(`${version}-key.tcp-handshake.response.hex`),
      );
      socket.destroy();
    },
  );

  test.each<[ReleaseNumber, unknown, unknown]>([
    ['7.17.29', { transportVersion: 7_172_999 }, 'closed'],
    ['8.14.3', { transportVersion: 8_636_001 }, 'closed'],
    [
      '8.19.21',
      { transportVersion: 8_841_096 },
      { transportVersion: 8_841_096, release: '8.19.21' },
    ],
    ['9.0.8', { transportVersion: 9_000_018 }, { transportVersion: 9_000_018, release: '9.0.8' }],
    ['9.5.3', { transportVersion: 9_458_007 }, { transportVersion: 9_458_007, release: '9.5.3' }],
  ])(
    'of a %s answers the silent handshake in both formats, or closes',
    async (version, inFormat7, inFormat8) => {
      expect([await handshake(version, silent7), await handshake(version, silent8)]).toEqual([
        inFormat7,
        inFormat8,
      ]);
    },
  );

  test.each<[ReleaseNumber, number, unknown]>([
    ['9.5.3', 8_840_999, 'closed'],
    ['9.5.3', 8_841_064, { transportVersion: 8_841_064 }],
    ['9.0.8', 8_824_999, 'closed'],
    ['8.19.21', 7_170_098, 'closed'],
    ['8.19.21', 7_172_999, { transportVersion: 7_172_999 }],
    ['7.17.29', 6_000_099, { transportVersion: 7_172_999 }],
  ])(
    'of a %s asked with the transport version %d answers the lower one, or closes',
    async (version, asked, expected) => {
      expect(await handshake(version, asking(asked))).toEqual(expected);
    },
  );

  test.each([
    [
      'the handshake format of 7.17 and 8.14',
      frameBytes({ status: 8, version: 6_080_099, body: bytes() }),
    ],
    [
      'an unknown handshake format',
      frameBytes({
        status: 8,
        version: 9_458_007,
        header: bytes(0, 0, text('internal:tcp/handshake')),
        body: bytes(0, 1, 1),
      }),
    ],
    [
      'a handshake for another action',
      frameBytes({ status: 8, version: 8_800_000, header: bytes(0, 0, text('x')), body: bytes(0) }),
    ],
    [
      'a request with a parent task',
      frameBytes({
        status: 0,
        version: 9_458_007,
        header: bytes(0, 0, text('x')),
        body: bytes(text('task')),
      }),
    ],
    ['HTTP', bytes('GET / HTTP/1.1\r\n\r\n')],
    ['a TLS ClientHello', bytes(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3)],
  ])('closes on %s', async (_what, request) => {
    await using cluster = await startSimulatedCluster({ name: 'plain' });
    expect(await answerTo(plain(cluster), request)).toBe('closed');
  });

  test('answers several handshakes, and pings, on one connection', async () => {
    await using cluster = await startSimulatedCluster({ name: 'plain' });
    const socket = plain(cluster);
    await answerTo(socket, silent7);
    const second = await answerTo(socket, bytes('ES', 0xff, 0xff, 0xff, 0xff, silent8));
    expect(typeof second === 'object' && decodeHandshakeAnswer(second.frame).release).toBe('9.5.3');
    socket.destroy();
  });

  test('has no handler for other actions', async () => {
    await using cluster = await startSimulatedCluster({ name: 'plain' });
    const socket = plain(cluster);
    const request = encodeRequest({
      requestId: 9,
      version: 9_458_007,
      action: 'cluster:monitor/health',
      payload: bytes(),
    });
    const answer = await answerTo(socket, request);
    const address = cluster.nodes[0]?.transportAddress;
    expect(typeof answer === 'object' && decodeExceptionChain(answer.frame.body)).toEqual([
      { type: 'RemoteTransportException', reason: `[plain-0][${address}][cluster:monitor/health]` },
      {
        type: 'ActionNotFoundTransportException',
        reason: 'No handler for action [cluster:monitor/health]',
      },
    ]);
    socket.destroy();
  });
});

describe('the transport port of a simulated node with TLS', () => {
  function tls(address: string | undefined, own: { key?: string; cert?: string } = {}): Socket {
    return connectTls({ ...placeOf(address), ca: certificates.ca.certificate, ...own });
  }

  test('answers who has a certificate of the CA', async () => {
    const { key, certificate: cert } = certificates.client;
    const socket = tls(secure.nodes[0]?.transportAddress, { key, cert });
    const answer = await answerTo(socket, silent8);
    expect(typeof answer === 'object' && decodeHandshakeAnswer(answer.frame)).toEqual({
      transportVersion: 9_458_007,
      release: '9.5.3',
    });
    socket.destroy();
  });

  test('refuses who has none with the alert certificate_required', async () => {
    const socket = tls(secure.nodes[0]?.transportAddress);
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  test('refuses a certificate of another CA', async () => {
    const { key, certificate: cert } = certificates.foreign;
    const socket = tls(secure.nodes[0]?.transportAddress, { key, cert });
    expect(await answerTo(socket, silent8)).not.toBeInstanceOf(Object);
  });

  test('closes on plain bytes without a word', async () => {
    const socket = plain(secure);
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    expect(await answerTo(socket, silent7)).toBe('closed');
    expect(heard).toEqual([]);
  });

  test('answers without a certificate on the remote cluster server port', async () => {
    const socket = tls(secure.nodes[0]?.remoteClusterServerAddress);
    const answer = await answerTo(socket, silent7);
    expect(typeof answer === 'object' && decodeHandshakeAnswer(answer.frame)).toEqual({
      transportVersion: 9_458_007,
    });
    socket.destroy();
  });

  test.each(['expired', 'foreign', 'otherName'] as const)(
    'shows the certificate %s, and its own again',
    async (certificate) => {
      const shown = async () => {
        const socket = connectTls({
          ...placeOf(secure.nodes[0]?.remoteClusterServerAddress),
          rejectUnauthorized: false,
        });
        await once(socket, 'secureConnect');
        const { subject } = socket.getPeerCertificate();
        socket.destroy();
        return subject.CN;
      };
      await secure.setTransportFault({ kind: 'certificate', certificate });
      const wrong = await shown();
      await secure.setTransportFault(undefined);
      expect([wrong, await shown()]).toEqual([certificates[certificate].commonName, 'server']);
    },
  );
});

describe('setTransportFault', () => {
  async function withFault<T>(
    fault: TransportFault,
    then: (cluster: SimulatedCluster) => Promise<T>,
  ): Promise<T> {
    await using cluster = await startSimulatedCluster({ name: 'faulty' });
    await cluster.setTransportFault(fault);
    return await then(cluster);
  }

  test('refuse: nothing listens, and later the same port does again', async () => {
    await withFault({ kind: 'refuse' }, async (cluster) => {
      const [error] = await once(plain(cluster), 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
      await cluster.setTransportFault(undefined);
      const socket = plain(cluster);
      expect(typeof (await answerTo(socket, silent7))).toBe('object');
      socket.destroy();
    });
  });

  test('reset: the connection is reset', async () => {
    await withFault({ kind: 'reset' }, async (cluster) => {
      const [error] = await once(plain(cluster), 'error');
      expect(error).toMatchObject({ code: 'ECONNRESET' });
    });
  });

  test('half-frame: half of the answer comes', async () => {
    await withFault({ kind: 'half-frame' }, async (cluster) => {
      const socket = plain(cluster);
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).write(silent7);
      await once(socket, 'end');
      expect(decodeFrame(Buffer.concat(chunks))).toEqual({ kind: 'incomplete' });
      expect(Buffer.concat(chunks)).not.toHaveLength(0);
      socket.destroy();
    });
  });

  test('http: the port answers like Elasticsearch on HTTP', async () => {
    await withFault({ kind: 'http' }, async (cluster) => {
      const socket = plain(cluster);
      socket.write(silent7);
      const [first] = (await once(socket, 'data')) as [Buffer];
      expect(recogniseFirstBytes(first)).toBe('elasticsearch-http');
      socket.destroy();
    });
  });

  test.each(['hang', 'frozen'] as const)(
    '%s: new connections are accepted and dead, until the fault is off',
    async (kind) => {
      await withFault({ kind }, async (cluster) => {
        const socket = plain(cluster);
        await once(socket, 'connect');
        const answer = answerTo(socket, silent7);
        await ask(cluster, '/');
        await cluster.setTransportFault(undefined);
        expect(['closed', 'error']).toContain(await answer);
      });
    },
  );

  test('touches the named node and port only', async () => {
    await using cluster = await startSimulatedCluster({
      name: 'two',
      nodes: [{ name: 'a' }, { name: 'b' }],
    });
    await cluster.setTransportFault({ kind: 'refuse' }, { node: 'b', port: 'transport' });
    const [a, b] = cluster.nodes.map((node) => connectTcp(placeOf(node.transportAddress)));
    await Promise.all([a && once(a, 'connect'), b && once(b, 'error')]);
    expect([a?.destroyed, b?.destroyed]).toEqual([false, true]);
    a?.destroy();
  });

  test('refuses to show a wrong certificate on a plain port', async () => {
    await using cluster = await startSimulatedCluster({ name: 'plain' });
    await expect(
      cluster.setTransportFault({ kind: 'certificate', certificate: 'expired' }),
    ).rejects.toThrow('A plain port has no certificate');
  });
});
