import { describe, expect, test } from 'vitest';
import { crossClusterAccessHeaders } from '../../../lib/collect/transport/authentication.ts';
import {
  decodeNodeHandshakeAnswer,
  encodeNodeHandshakeRequest,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
} from '../../../lib/collect/transport/handshake.ts';
import { bytes, recordedFrame } from './bytes.ts';
import {
  decoded,
  expectDamageHarmless,
  expectForeignRefused,
  expectRandomRefused,
  expectTruncationsRefused,
  recordedAs,
  withBody,
} from './recordedAnswers.ts';

const answers = recordedAs('node-handshake');
const [first] = answers.map(([, frame]) => frame);

describe('encodeNodeHandshakeRequest', () => {
  test.each([
    ['7.17.28-open', 7_172_899],
    ['8.19.21-open', 8_841_096],
    ['9.5.3-open', 9_458_007],
    ['9.5.3-two-nodes-open-at-8841064', 8_841_064],
  ])('writes the bytes recorded with %s', (node, version) => {
    const request = encodeNodeHandshakeRequest({
      requestId: 2,
      version,
      action: NODE_HANDSHAKE_ACTION,
    });
    expect(request).toEqual(recordedFrame(`${node}.node-handshake.request.hex`));
  });

  test('writes the headers before the action of a remote cluster server', () => {
    const headers = crossClusterAccessHeaders('a2V5', 8_841_064);
    const request = encodeNodeHandshakeRequest({
      requestId: 2,
      version: 8_841_064,
      action: REMOTE_CLUSTER_HANDSHAKE_ACTION,
      headers,
    });
    const texts = [...headers].flat().concat(REMOTE_CLUSTER_HANDSHAKE_ACTION);
    const places = texts.map((text) => Buffer.from(request).indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

describe('decodeNodeHandshakeAnswer', () => {
  test('reads every recorded answer to its end', () => {
    const read = answers.map(([name, frame]) => {
      const { node, clusterName } = decoded(decodeNodeHandshakeAnswer, frame);
      return `${name}: ${clusterName}, ${node.name} ${node.release} at ${node.address.ip}:${node.address.port}`;
    });
    expect(read).toMatchInlineSnapshot(`
      [
        "7.17.28-open: sn717, sn717 7.17.28 at 127.0.0.1:20006",
        "8.19.21-key-search-and-replication: r819, r819 8.19.21 at 127.0.0.1:9422",
        "8.19.21-key: r819, r819 8.19.21 at 127.0.0.1:9422",
        "8.19.21-open: sn819, sn819 8.19.21 at 127.0.0.1:20002",
        "9.5.3-key-at-8841064: r95, r95 9.5.3 at 127.0.0.1:9421",
        "9.5.3-key-search-and-replication: r95, r95 9.5.3 at 127.0.0.1:9421",
        "9.5.3-key: r95, r95 9.5.3 at 127.0.0.1:9421",
        "9.5.3-open: sn95, sn95 9.5.3 at 127.0.0.1:20004",
        "9.5.3-two-nodes-open-at-8841064: two, two-b 9.5.3 at ::1:20014",
        "9.5.3-two-nodes-open: two, two-a 9.5.3 at 127.0.0.1:20012",
      ]
    `);
  });

  test.each(answers)('refuses every truncation of %s, and what follows its end', (_name, frame) => {
    expectTruncationsRefused(decodeNodeHandshakeAnswer, frame);
    expect(() => decoded(decodeNodeHandshakeAnswer, withBody(frame, bytes(frame.body, 0)))).toThrow(
      'Message has 1 bytes after its end',
    );
  });

  test('throws nothing but ProtocolError on damaged, random and foreign answers', () => {
    expectDamageHarmless(
      decodeNodeHandshakeAnswer,
      answers.map(([, frame]) => frame),
    );
    if (first === undefined) throw new Error('no recording');
    expectRandomRefused(decodeNodeHandshakeAnswer, first);
    expectForeignRefused(decodeNodeHandshakeAnswer, first);
  });
});
