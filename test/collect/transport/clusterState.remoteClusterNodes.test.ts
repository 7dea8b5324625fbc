import { describe, expect, test } from 'vitest';
import {
  decodeRemoteClusterNodesAnswer,
  encodeRemoteClusterNodesRequest,
} from '../../../lib/collect/transport/clusterState.ts';
import { bytes, recordedFrame } from './bytes.ts';
import {
  decoded,
  expectDamageHarmless,
  expectForeignRefused,
  expectRandomRefused,
  expectTruncationsRefused,
  recorded,
  recordedAs,
  withBody,
} from './recordedAnswers.ts';

const answers = [...recordedAs('nodes-all'), ...recordedAs('nodes-remote-cluster-server')];
const two = recorded('9.5.3-two-nodes-open-at-8841064.nodes-all.response');

describe('encodeRemoteClusterNodesRequest', () => {
  test.each([
    [true, 'nodes-remote-cluster-server', 3],
    [false, 'nodes-all', 4],
  ])(
    'writes the recorded bytes, remote cluster server %s',
    (remoteClusterServer, message, requestId) => {
      const request = encodeRemoteClusterNodesRequest({
        requestId,
        version: 8_841_064,
        remoteClusterServer,
      });
      expect(request).toEqual(
        recordedFrame(`9.5.3-two-nodes-open-at-8841064.${message}.request.hex`),
      );
    },
  );

  test('writes the headers', () => {
    const headers = new Map([['name', 'value']]);
    const request = encodeRemoteClusterNodesRequest({
      requestId: 3,
      version: 8_841_064,
      remoteClusterServer: true,
      headers,
    });
    expect(Buffer.from(request).toString('latin1')).toContain(
      '\x01\x04name\x05value\0%cluster:internal/remote_cluster/nodes\0\x01',
    );
  });
});

describe('decodeRemoteClusterNodesAnswer', () => {
  test('reads names, addresses, roles and attributes of two nodes', () => {
    expect(decoded(decodeRemoteClusterNodesAnswer, two)).toMatchInlineSnapshot(`
      [
        {
          "address": {
            "host": "::1",
            "ip": "::1",
            "port": 20014,
          },
          "attributes": {
            "xpack.installed": "true",
          },
          "id": "oFwsWYajSkGHdoqdqZQVoQ",
          "name": "two-b",
          "release": "9.5.3",
          "roles": [
            "data",
            "ingest",
          ],
        },
        {
          "address": {
            "host": "127.0.0.1",
            "ip": "127.0.0.1",
            "port": 20012,
          },
          "attributes": {
            "ort": "Zürich-東京",
            "xpack.installed": "true",
          },
          "id": "X-kctsSaTxOZJIXJRxWhyQ",
          "name": "two-a",
          "release": "9.5.3",
          "roles": [
            "master",
          ],
        },
      ]
    `);
  });

  test('reads every recorded answer to its end', () => {
    const read = answers.map(([name, frame]) => [
      name,
      ...decoded(decodeRemoteClusterNodesAnswer, frame).map(
        ({ name: node, address }) => `${node} at ${address.ip}:${address.port}`,
      ),
    ]);
    expect(read.map((parts) => parts.join(': '))).toMatchInlineSnapshot(`
      [
        "8.19.21-key: r819 at 127.0.0.1:9322",
        "9.5.3-key-at-8841064: r95 at 127.0.0.1:9321",
        "9.5.3-key: r95 at 127.0.0.1:9321",
        "9.5.3-two-nodes-open-at-8841064: two-b at ::1:20014: two-a at 127.0.0.1:20012",
        "9.5.3-two-nodes-open: two-a at 127.0.0.1:20012: two-b at ::1:20014",
        "8.19.21-key: r819 at 127.0.0.1:9422",
        "9.5.3-key-at-8841064: r95 at 127.0.0.1:9421",
        "9.5.3-key: r95 at 127.0.0.1:9421",
        "9.5.3-two-nodes-open-at-8841064",
        "9.5.3-two-nodes-open",
      ]
    `);
  });

  test.each(answers)('refuses every truncation of %s, and what follows its end', (_name, frame) => {
    expectTruncationsRefused(decodeRemoteClusterNodesAnswer, frame);
    expect(() =>
      decoded(decodeRemoteClusterNodesAnswer, withBody(frame, bytes(frame.body, 0))),
    ).toThrow('after its end');
  });

  test('refuses more nodes than any cluster has, and more than there are bytes', () => {
    const many = withBody(two, bytes(0x91, 0x4e, new Uint8Array(20_000)));
    expect(() => decoded(decodeRemoteClusterNodesAnswer, many)).toThrow(
      'List of 10001 items is longer than 10000',
    );
    const missing = withBody(two, bytes(2, 0));
    expect(() => decoded(decodeRemoteClusterNodesAnswer, missing)).toThrow(
      'List of 2 items in 1 bytes',
    );
  });

  test('throws nothing but ProtocolError on damaged, random and foreign answers', () => {
    expectDamageHarmless(
      decodeRemoteClusterNodesAnswer,
      answers.map(([, frame]) => frame),
    );
    expectRandomRefused(decodeRemoteClusterNodesAnswer, two);
    expectForeignRefused(decodeRemoteClusterNodesAnswer, two);
  });
});
