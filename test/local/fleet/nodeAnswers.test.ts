import { describe, expect, test } from 'vitest';
import { decodeFrame, FIXED_HEADER_BYTES } from '../../../lib/collect/transport/frame.ts';
import { CREDENTIALS_HEADER } from '../../../local/fleet/apiKeys.ts';
import { readAnswerHeaders, writeAnswer, writeError } from '../../../local/fleet/messages.ts';
import {
  writeClusterState,
  writeNodeHandshake,
  writeNodes,
} from '../../../local/fleet/nodeAnswers.ts';
import type { NodeRecord } from '../../../local/fleet/nodeRecord.ts';
import { refuseHeaders, refuseRequest } from '../../../local/fleet/remoteAccess.ts';
import { RELEASES } from '../../../local/fleet/versions.ts';
import { recordedFrame } from '../../collect/transport/bytes.ts';

const DATA_ROLES = ['data', 'data_cold', 'data_content', 'data_frozen', 'data_hot', 'data_warm'];
const ROLES_OF_7 = [...DATA_ROLES, 'ingest', 'master', 'remote_cluster_client'];
const LOOPBACK = { hostName: '127.0.0.1', hostAddress: '127.0.0.1' };
const XPACK = ['xpack.installed', 'true'] as const;

/** The nodes that were recorded, in the order of releases. */
const V7 = {
  ...LOOPBACK,
  name: 'sn717',
  id: 'ZdAkjAE8TbuHlLZrC-PaSQ',
  ephemeralId: '7nzehZkQRmeDqgX2ir9ycQ',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 20_006 },
  attributes: new Map([['zone', 'c']]),
  roles: ROLES_OF_7,
  release: { ...RELEASES['7.17.29'], number: '7.17.28' },
};
const V8_KEY = {
  ...LOOPBACK,
  name: 'r819',
  id: 'GwuTUg2kR3Krtp9hXJCKnw',
  ephemeralId: 'OrK7upkKRzaToV9-jxix6A',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 9422 },
  attributes: new Map([XPACK]),
  roles: [...ROLES_OF_7, 'ml', 'transform'],
  release: RELEASES['8.19.21'],
};
const V8_OPEN = {
  ...V8_KEY,
  name: 'sn819',
  id: 'x6JmuNMsQfa1LaLo6PlVhg',
  ephemeralId: '3Crm3Ue8SdSP8rDeoOUnuA',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 20_002 },
  attributes: new Map([XPACK, ['zone', 'a']]),
};
const V9_KEY = {
  ...V8_KEY,
  name: 'r95',
  id: '9uYqIA0qTt6J-fOvqrM24g',
  ephemeralId: 'StabzbqeQWeHkQDx-eVv-g',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 9421 },
  release: RELEASES['9.5.3'],
};
const V9_OPEN = {
  ...V9_KEY,
  name: 'sn95',
  id: '2C1ijkXmSGm23Oz7TvCdVw',
  ephemeralId: 'KArAyeqDTHGRZXxOdonvhg',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 20_004 },
  attributes: new Map([XPACK, ['zone', 'b']]),
};
const TWO_A = {
  ...V9_KEY,
  name: 'two-a',
  id: 'X-kctsSaTxOZJIXJRxWhyQ',
  ephemeralId: 'QW6WbZrmQDGq9mvfZaQw6Q',
  address: { ip: '127.0.0.1', host: '127.0.0.1', port: 20_012 },
  attributes: new Map([XPACK, ['ort', 'Zürich-東京']]),
  roles: ['master'],
};
const TWO_B = {
  ...V9_KEY,
  name: 'two-b',
  id: 'oFwsWYajSkGHdoqdqZQVoQ',
  ephemeralId: 'L5A_L0HNRDOT66mjMyY_qQ',
  hostName: '0:0:0:0:0:0:0:1',
  hostAddress: '::1',
  address: { ip: '::1', host: '0:0:0:0:0:0:0:1', port: 20_014 },
  attributes: new Map([XPACK]),
  roles: ['data', 'ingest'],
};

function onTransportPort(node: NodeRecord, port: number): NodeRecord {
  return { ...node, address: { ...node.address, port } };
}

/** Of an answer: all of it but what a header of random order says of who is authenticated. */
function recordedAnswer(file: string) {
  const bytes = recordedFrame(`${file}.response.hex`);
  const decoded = decodeFrame(bytes);
  if (decoded.kind !== 'frame') throw new Error(decoded.kind);
  return { bytes, frame: decoded.frame, headers: readAnswerHeaders(bytes) };
}

describe('an answer of a simulated node, made of the data of a recorded node, has the recorded bytes:', () => {
  test.each<[string, NodeRecord, string, string]>([
    ['7.17.28-open', V7, 'sn717', '139cb5a961d8de68b8e02c45cc47f5289a3623af'],
    ['8.19.21-open', V8_OPEN, 'sn819', RELEASES['8.19.21'].buildHash],
    ['8.19.21-key', V8_KEY, 'r819', RELEASES['8.19.21'].buildHash],
    ['8.19.21-key-search-and-replication', V8_KEY, 'r819', RELEASES['8.19.21'].buildHash],
    ['9.5.3-open', V9_OPEN, 'sn95', RELEASES['9.5.3'].buildHash],
    ['9.5.3-key', V9_KEY, 'r95', RELEASES['9.5.3'].buildHash],
    ['9.5.3-key-at-8841064', V9_KEY, 'r95', RELEASES['9.5.3'].buildHash],
    ['9.5.3-two-nodes-open', TWO_A, 'two', RELEASES['9.5.3'].buildHash],
    ['9.5.3-two-nodes-open-at-8841064', TWO_B, 'two', RELEASES['9.5.3'].buildHash],
  ])('node handshake of %s', (name, node, clusterName, buildHash) => {
    const { bytes, frame, headers } = recordedAnswer(`${name}.node-handshake`);
    expect(
      writeAnswer(
        frame,
        writeNodeHandshake({ node, clusterName, buildHash }, frame.version),
        headers,
      ),
    ).toEqual(bytes);
  });

  test.each<[string, readonly NodeRecord[]]>([
    ['8.19.21-key.nodes-all', [onTransportPort(V8_KEY, 9322)]],
    ['8.19.21-key.nodes-remote-cluster-server', [V8_KEY]],
    ['9.5.3-key.nodes-all', [onTransportPort(V9_KEY, 9321)]],
    ['9.5.3-key-at-8841064.nodes-all', [onTransportPort(V9_KEY, 9321)]],
    ['9.5.3-key.nodes-remote-cluster-server', [V9_KEY]],
    ['9.5.3-key-at-8841064.nodes-remote-cluster-server', [V9_KEY]],
    ['9.5.3-two-nodes-open.nodes-all', [TWO_A, TWO_B]],
    [
      '9.5.3-two-nodes-open-at-8841064.nodes-all',
      [TWO_B, { ...TWO_A, attributes: new Map([...TWO_A.attributes].reverse()) }],
    ],
    ['9.5.3-two-nodes-open.nodes-remote-cluster-server', []],
    ['9.5.3-two-nodes-open-at-8841064.nodes-remote-cluster-server', []],
  ])('%s', (name, nodes) => {
    const { bytes, frame, headers } = recordedAnswer(name);
    expect(writeAnswer(frame, writeNodes(nodes, frame.version), headers)).toEqual(bytes);
  });

  test.each([
    [
      '7.17.28-open',
      V7,
      { uuid: 'G--A5J52Rc613cj36PK-0w', stateUuid: 'yqqIHLo3QgWdxS-lYkRO3g', version: 4 },
    ],
    [
      '8.19.21-open',
      V8_OPEN,
      { uuid: '3UoNGn7HQ42EWcxXhY02Qg', stateUuid: 'ET2tSgk7SdGhpmlCzWTkZg', version: 11 },
    ],
    [
      '9.5.3-open',
      V9_OPEN,
      { uuid: '1nJP2d6GTGWo7FfUO_mT9w', stateUuid: 'hKysKTTYSleYmp06YEojcQ', version: 11 },
    ],
  ] as const)(
    'cluster state of %s, up to the end of the nodes',
    (name, node, { uuid, stateUuid, version }) => {
      const { bytes, frame } = recordedAnswer(`${name}.state`);
      const ids = {
        clusterName: node.name,
        clusterUuid: uuid,
        stateUuid,
        version,
        term: 2,
        votingNodeIds: [node.id],
        masterId: node.id,
      };
      const written = writeClusterState(
        { ...ids, nodes: [node] },
        { version: frame.version, release: node.release },
      );
      const body = written.toBytes();
      const end = bodyEnd(body, node.release.number === '7.17.28' ? '' : node.name);
      expect(body.slice(0, end)).toEqual(
        new Uint8Array(bytes.slice(bytes.length - frame.body.length)).slice(0, end),
      );
    },
  );
});

/**
 * Behind the last time that the text stands there; of a node in the cluster state, its name is its
 * last field.
 */
function bodyEnd(body: Uint8Array, text: string): number {
  return text === '' ? body.length : Buffer.from(body).lastIndexOf(text) + text.length;
}

describe('a refusal of a simulated remote cluster server has the recorded bytes as far as messages are read:', () => {
  const held = { now: new Date('2026-11-24T00:00:00Z') };
  const creation = new Date('2026-11-23T00:00:00Z');

  function expectPrefix(file: string, levels: Parameters<typeof writeError>[1] | undefined): void {
    const recorded = recordedFrame(`${file}.hex`);
    const decoded = decodeFrame(recorded);
    if (decoded.kind !== 'frame') throw new Error(decoded.kind);
    const node = file.startsWith('8') ? '[r819][127.0.0.1:9422]' : '[r95][127.0.0.1:9421]';
    const top = { classId: 103, message: `${node}[${ACTION}]` };
    const written = writeError(decoded.frame, [top, ...(levels ?? [])]);
    const body = written.slice(FIXED_HEADER_BYTES + 2);
    expect(body).toEqual(new Uint8Array(decoded.frame.body.slice(0, body.length)));
  }

  const ACTION = 'cluster:internal/remote_cluster/handshake';

  test.each([
    [
      '8.19.21',
      8_841_096,
      'r819',
      '-cYKCqIBDfP672H1Hslv',
      '_8YKCqIBDfP672H1MMlS',
      '_cYKCqIBDfP672H1LMlk',
    ],
    [
      '9.5.3',
      9_458_007,
      'r95',
      'pW8JCqIBWasnRuLQ_O-X',
      'q28KCqIBWasnRuLQEO85',
      'qW8KCqIBWasnRuLQC--3',
    ],
  ] as const)('of a %s', (release, version, _node, goodId, revokedId, restId) => {
    const good = { id: goodId, secret: 'good', name: 'good', creation };
    const revoked = { ...good, id: revokedId, invalidation: creation };
    const rest = { ...good, id: restId, type: 'rest' } as const;
    const expired = { ...good, id: 'expired', expiration: creation };
    const keys = { ...held, keys: [good, revoked, rest, expired], hasLicense: true };
    const asked = (credentials: string | undefined) => ({
      action: ACTION,
      version,
      headers: new Map([
        ['_cross_cluster_access_subject_info', subjectInfo(release)],
        ...(credentials === undefined
          ? []
          : [[CREDENTIALS_HEADER, `ApiKey ${credentials}`] as const]),
      ]),
    });
    const withKey = (id: string, secret: string) =>
      asked(Buffer.from(`${id}:${secret}`).toString('base64'));
    const prefix = `${release}-error`;
    expectPrefix(`${prefix}-wrong-secret.answer-1`, refuseRequest(withKey(goodId, 'wrong'), keys));
    expectPrefix(`${prefix}-wrong-secret.answer-2`, refuseHeaders(withKey(goodId, 'wrong'), keys));
    expectPrefix(
      `${prefix}-revoked.answer-${release === '9.5.3' ? 1 : 2}`,
      refuseHeaders(withKey(revokedId, 'good'), keys),
    );
    expectPrefix(`${prefix}-type-rest.answer-1`, refuseRequest(withKey(restId, 'good'), keys));
    expectPrefix(`${prefix}-expired.answer-1`, refuseHeaders(withKey('expired', 'good'), keys));
    expectPrefix(
      `${prefix}-unknown-id.answer-1`,
      refuseHeaders(withKey('AAAAAAAAAAAAAAAAAAAA', 'good'), keys),
    );
    expectPrefix(`${prefix}-not-base64.answer-1`, refuseRequest(asked('not base64!'), keys));
    expectPrefix(`${prefix}-not-base64.answer-2`, refuseHeaders(asked('not base64!'), keys));
    expectPrefix(`${prefix}-no-key.answer-1`, refuseRequest(asked(undefined), keys));
    expectPrefix(`${prefix}-no-key.answer-2`, refuseHeaders(asked(undefined), keys));
    expect(refuseHeaders(withKey(goodId, 'good'), keys)).toBeUndefined();
    expect(refuseRequest(withKey(goodId, 'good'), keys)).toBeUndefined();
  });
});

/** As recorded. */
function subjectInfo(release: string): string {
  const versions = { '8.19.21': '88cf9b04', '9.5.3': 'd7a2c104' } as Readonly<
    Record<string, string>
  >;
  const rest = ['\x07_system', '\x07checker', '\x08__attach', '\x08__attach', '\0\0\x04\0\0'].join(
    '',
  );
  return Buffer.concat([
    Buffer.from(`${versions[release]}01`, 'hex'),
    Buffer.from(rest, 'latin1'),
  ]).toString('base64');
}
