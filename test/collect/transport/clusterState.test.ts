import { describe, expect, test } from 'vitest';
import {
  canReadClusterState,
  decodeClusterStateAnswer,
  encodeClusterStateRequest,
} from '../../../lib/collect/transport/clusterState.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { bytes, recordedFrame, text } from './bytes.ts';
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

const answers = recordedAs('state');
const pinned = recorded('9.5.3-open.state.response');
const LONG = new Uint8Array(8);
const NODE_IDS = bytes(1, text('n1'));
const GRAVEYARD = bytes(1, text('index-graveyard'), 0);

interface Parts {
  readonly present?: number;
  readonly exclusions?: Uint8Array;
  readonly settings?: Uint8Array;
  readonly hashes?: Uint8Array;
  readonly mappings?: number;
  readonly indices?: number;
  readonly templates?: number;
  readonly customs?: Uint8Array;
  readonly reserved?: number;
  readonly routing?: number;
}

/** A state without nodes, in the layout of 8.19. */
function state(parts: Parts = {}): Uint8Array {
  const {
    present = 1,
    exclusions = bytes(0),
    settings = bytes(0, 0),
    hashes = bytes(10, 0),
    customs = GRAVEYARD,
  } = parts;
  const { mappings = 0, indices = 0, templates = 0, reserved = 0, routing = 0 } = parts;
  const coordination = bytes(LONG, NODE_IDS, NODE_IDS, exclusions);
  const metadata = bytes(
    LONG,
    text('uuid'),
    0,
    coordination,
    settings,
    hashes,
    mappings,
    indices,
    templates,
    customs,
    reserved,
  );
  return bytes(
    text('name'),
    present,
    text('name'),
    LONG,
    text('state'),
    metadata,
    routing,
    0,
    0,
    0,
  );
}

test.each([
  ['7.17', 7_172_899, true],
  ['8.14', 8_636_001, false],
  ['8.18', 8_840_009, false],
  ['8.19', 8_841_064, true],
])('canReadClusterState: that of %s (%d): %s', (_release, version, can) => {
  expect(canReadClusterState(version)).toBe(can);
});

describe('encodeClusterStateRequest', () => {
  test.each([
    ['7.17.28-open', 7_172_899],
    ['8.19.21-open', 8_841_096],
    ['9.5.3-open', 8_841_064],
  ])('writes the bytes recorded with %s', (node, version) => {
    expect(encodeClusterStateRequest({ requestId: 2, version })).toEqual(
      recordedFrame(`${node}.state.request.hex`),
    );
  });
});

describe('decodeClusterStateAnswer', () => {
  test('reads every recorded answer as far as the nodes', () => {
    const read = answers.map(([name, frame]) => {
      const { clusterName, clusterUuid, nodes } = decoded(decodeClusterStateAnswer, frame);
      return `${name}: ${clusterName} ${clusterUuid}, ${nodes.map(({ name: node, address }) => `${node} at ${address.ip}:${address.port}`)}`;
    });
    expect(read).toMatchInlineSnapshot(`
      [
        "7.17.28-open: sn717 G--A5J52Rc613cj36PK-0w, sn717 at 127.0.0.1:20006",
        "8.19.21-open: sn819 3UoNGn7HQ42EWcxXhY02Qg, sn819 at 127.0.0.1:20002",
        "9.5.3-open: sn95 1nJP2d6GTGWo7FfUO_mT9w, sn95 at 127.0.0.1:20004",
      ]
    `);
  });

  test('reads a state that somebody excluded nodes from voting in', () => {
    const body = state({ exclusions: bytes(1, text('n2'), text('node-2')) });
    expect(decoded(decodeClusterStateAnswer, withBody(pinned, body))).toEqual({
      clusterName: 'name',
      clusterUuid: 'uuid',
      nodes: [],
    });
  });

  test.each([
    ['no state', { present: 0 }, 'Cluster state is missing'],
    ['transient settings', { settings: bytes(1, 0) }, 'Cluster state has transient settings'],
    ['persistent settings', { settings: bytes(0, 1) }, 'Cluster state has persistent settings'],
    [
      'hashes that are no map',
      { hashes: bytes(9, 0) },
      'Cluster state has hashes of settings that are no map',
    ],
    ['hashes', { hashes: bytes(10, 1) }, 'Cluster state has hashes of settings'],
    ['mappings', { mappings: 1 }, 'Cluster state has mappings'],
    ['indices', { indices: 1 }, 'Cluster state has indices'],
    ['templates', { templates: 1 }, 'Cluster state has templates'],
    [
      'graves',
      { customs: bytes(1, text('index-graveyard'), 1) },
      'Cluster state has index-graveyard',
    ],
    [
      'other customs',
      { customs: bytes(1, text('licenses'), 0) },
      'Cluster state has the customs licenses',
    ],
    ['reserved state', { reserved: 1 }, 'Cluster state has reserved state'],
    ['a routing table', { routing: 1 }, 'Cluster state has routing table'],
  ] satisfies [string, Parts, string][])(
    'refuses %s, which was not asked for',
    (_what, parts, message) => {
      expect(() => decoded(decodeClusterStateAnswer, withBody(pinned, state(parts)))).toThrow(
        new ProtocolError(message),
      );
    },
  );

  test.each(answers)('refuses every truncation of %s that reaches the nodes', (_name, frame) => {
    const end = Buffer.from(frame.body).lastIndexOf(Buffer.from('remote_cluster_client'));
    expectTruncationsRefused(decodeClusterStateAnswer, frame, end);
  });

  test('throws nothing but ProtocolError on damaged, random and foreign answers', () => {
    expectDamageHarmless(
      decodeClusterStateAnswer,
      answers.map(([, frame]) => frame),
    );
    expectRandomRefused(decodeClusterStateAnswer, pinned);
    expectForeignRefused(decodeClusterStateAnswer, pinned);
  });
});
