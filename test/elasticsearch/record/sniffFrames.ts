/**
 * Records what seeds answer to a sniffing node. The requests are ours: they stay as they were
 * recorded first.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { crossClusterAccessHeaders } from '../../../lib/collect/transport/authentication.ts';
import {
  decodeClusterStateAnswer,
  decodeRemoteClusterNodesAnswer,
  encodeClusterStateRequest,
  encodeRemoteClusterNodesRequest,
} from '../../../lib/collect/transport/clusterState.ts';
import { type Asked, decodeFrame, type Frame } from '../../../lib/collect/transport/frame.ts';
import {
  decodeNodeHandshakeAnswer,
  encodeNodeHandshakeRequest,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
} from '../../../lib/collect/transport/handshake.ts';
import { clusterOf } from '../clusters/lab.ts';
import { type Answered, answersOf, LIMIT_BYTES } from './frameClient.ts';
import { blank } from './stable.ts';

const FRAMES = new URL('../../fixtures/frames/', import.meta.url);

type Peer = Answered['peer'];

interface Message {
  readonly what: string;
  readonly encode: (
    asked: Asked & { readonly headers: ReadonlyMap<string, string> },
    peer: Peer,
  ) => Uint8Array;
  readonly decode: (frame: Frame, asked: Asked) => unknown;
}

const MESSAGES = {
  'node-handshake': {
    what: 'node handshake answer: release, build, node, cluster name',
    encode: (asked, { kind }) =>
      encodeNodeHandshakeRequest({
        ...asked,
        action: kind === 'remote' ? REMOTE_CLUSTER_HANDSHAKE_ACTION : NODE_HANDSHAKE_ACTION,
      }),
    decode: decodeNodeHandshakeAnswer,
  },
  'nodes-remote-cluster-server': {
    what: 'answer: list of nodes with remote cluster server address',
    encode: (asked) => encodeRemoteClusterNodesRequest({ ...asked, remoteClusterServer: true }),
    decode: decodeRemoteClusterNodesAnswer,
  },
  'nodes-all': {
    what: 'answer: list of nodes with transport address',
    encode: (asked) => encodeRemoteClusterNodesRequest({ ...asked, remoteClusterServer: false }),
    decode: decodeRemoteClusterNodesAnswer,
  },
  state: {
    what: 'cluster state answer, nodes only (read up to the node list)',
    encode: (asked) => encodeClusterStateRequest(asked),
    decode: decodeClusterStateAnswer,
  },
} as const satisfies Record<string, Message>;

interface Conversation {
  /** What the names of the files start with. */
  readonly name: string;
  readonly peer: Peer;
  /** The transport version spoken. */
  readonly version: number;
  readonly messages: readonly (keyof typeof MESSAGES)[];
}

const NODES = ['node-handshake', 'nodes-remote-cluster-server', 'nodes-all'] as const;
const TWO_B = 1;

const CONVERSATIONS: readonly Conversation[] = [
  {
    name: '8.19.21-key',
    peer: { cluster: 'r819', kind: 'remote' },
    version: 8_841_096,
    messages: NODES,
  },
  {
    name: '9.5.3-key',
    peer: { cluster: 'r95', kind: 'remote' },
    version: 9_458_007,
    messages: NODES,
  },
  {
    name: '9.5.3-key-at-8841064',
    peer: { cluster: 'r95', kind: 'remote' },
    version: 8_841_064,
    messages: NODES,
  },
  {
    name: '7.17.28-open',
    peer: { cluster: 'sn717', kind: 'plain' },
    version: 7_172_899,
    messages: ['node-handshake', 'state'],
  },
  {
    name: '8.19.21-open',
    peer: { cluster: 'sn819', kind: 'plain' },
    version: 8_841_096,
    messages: ['node-handshake', 'state'],
  },
  {
    name: '9.5.3-open',
    peer: { cluster: 'sn95', kind: 'plain' },
    version: 9_458_007,
    messages: ['node-handshake'],
  },
  {
    name: '9.5.3-open',
    peer: { cluster: 'sn95', kind: 'plain' },
    version: 8_841_064,
    messages: ['state'],
  },
  {
    name: '9.5.3-two-nodes-open',
    peer: { cluster: 'two', kind: 'plain' },
    version: 9_458_007,
    messages: NODES,
  },
  {
    name: '9.5.3-two-nodes-open-at-8841064',
    peer: { cluster: 'two', kind: 'plain', index: TWO_B },
    version: 8_841_064,
    messages: NODES,
  },
];

export async function recordSniffFrames(): Promise<void> {
  for (const conversation of CONVERSATIONS) {
    for (const message of conversation.messages) await recordAnswer(conversation, message);
  }
}

async function recordAnswer(
  { name, peer, version }: Conversation,
  message: keyof typeof MESSAGES,
): Promise<void> {
  const file = new URL(`${name}.${message}.response.hex`, FRAMES);
  const [description = `# ${name}: ${MESSAGES[message].what}`, hex = ''] = existsSync(file)
    ? readFileSync(file, 'utf8').split('\n')
    : [];
  const before = Buffer.from(hex, 'hex');
  const asked = { requestId: frameOf(before)?.requestId ?? 2, version };
  const request = MESSAGES[message].encode({ ...asked, headers: headersFor(peer, version) }, peer);
  const [answer] = await answersOf({ peer, request });
  if (answer === undefined) throw new Error(`No answer to record as ${name}.${message}`);
  if (told(answer, { message, asked }) === told(before, { message, asked })) return;
  writeFileSync(file, `${description}\n${Buffer.from(answer).toString('hex')}\n`);
}

function headersFor({ cluster, kind }: Peer, version: number): Map<string, string> {
  const key = kind === 'remote' ? clusterOf(cluster).keys['good']?.encoded : undefined;
  return key === undefined ? new Map() : crossClusterAccessHeaders(key, version);
}

function frameOf(bytes: Uint8Array): Frame | undefined {
  if (bytes.length === 0) return undefined;
  const decoded = decodeFrame(bytes, { limitBytes: LIMIT_BYTES });
  return decoded.kind === 'frame' ? decoded.frame : undefined;
}

/**
 * What an answer says, without what differs from run to run: ids, ports, and the order of nodes and
 * attributes.
 */
function told(
  bytes: Uint8Array,
  { message, asked }: { message: keyof typeof MESSAGES; asked: Asked },
): string {
  const frame = frameOf(bytes);
  if (frame === undefined) return '';
  const json = JSON.stringify(MESSAGES[message].decode(frame, asked), inOrder);
  return blank(json).replaceAll(/"port":\d+/g, '"port":"PORT"');
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.toSorted((a, b) => (JSON.stringify(a?.name) < JSON.stringify(b?.name) ? -1 : 1));
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
