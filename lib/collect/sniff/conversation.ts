/**
 * What a local node in sniff mode asks a seed, over an open connection: who it is, and which nodes
 * its cluster has.
 */
import type { Duplex } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { NodeInfo } from '../../facts/facts.ts';
import { firstNodes } from '../../facts/remoteNodes.ts';
import { releaseHint } from '../../release/transportVersions.ts';
import type { SniffWitness } from '../../result/sniff.ts';
import type { ProbeOptions } from '../probe/step.ts';
import {
  crossClusterAccessHeaders,
  systemAuthenticationHeaders,
} from '../transport/authentication.ts';
import {
  decodeHandshakeAnswer,
  decodeNodeHandshakeAnswer,
  encodeHandshakeRequest,
  encodeNodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
  SILENT_TRANSPORT_VERSION,
  spokenVersion,
} from '../transport/handshake.ts';
import { ProtocolError } from '../transport/reader.ts';
import { listNodes, type Voice } from './nodeList.ts';
import { Refused, type Talk, talkOver } from './talk.ts';

/**
 * `encodedKey`: a cross-cluster API key of the checker's own. `node`: as `_system`, on the strength
 * of the connection's client certificate.
 */
export type SniffCredentials =
  | { readonly as: 'api-key'; readonly encodedKey: string }
  | { readonly as: 'node' }
  | { readonly as: 'nobody' };

export interface SniffQuestion {
  readonly credentials: SniffCredentials;
  /** Which of a node's two ports the local nodes take it for. */
  readonly portKind: 'remote-cluster-server' | 'transport';
  /**
   * As in a second look, which is only after the reason of a refusal: the last byte of the node
   * handshake follows after so long.
   */
  readonly lastByteAfterMs?: number;
}

/** All that a seed told, up to where it ended. */
export type Heard = Omit<SniffWitness, 'seed' | 'ip' | 'as' | 'durationMs'> & {
  readonly nodes?: readonly NodeInfo[];
};

type Step = (talk: Talk, question: SniffQuestion, heard: Partial<Heard>) => Promise<Partial<Heard>>;

/** Never rejects. */
export async function sniff(
  stream: Duplex,
  question: SniffQuestion,
  options: ProbeOptions,
): Promise<Heard> {
  const talk = talkOver(stream, options);
  let heard: Partial<Heard> = {};
  const end = async (): Promise<Pick<Heard, 'outcome' | 'refusal' | 'why'>> => {
    try {
      for (const step of STEPS) heard = { ...heard, ...(await step(talk, question, heard)) };
      return { outcome: 'answered' };
    } catch (error) {
      return endBy(error);
    }
  };
  return { ...(await end()), reached: 'connection', ...heard, roundTrips: talk.roundTrips() };
}

function endBy(error: unknown): Pick<Heard, 'outcome' | 'refusal' | 'why'> {
  if (error instanceof Refused)
    return { outcome: 'refused', refusal: { kind: error.kind, message: error.message } };
  return { outcome: 'not-known', why: messageOf(error) };
}

const STEPS: readonly Step[] = [shakeHands, askWho, askForNodes];

/**
 * In the one format that all releases know, and with a version that every node answers without a
 * trace in its log.
 */
async function shakeHands(talk: Talk): Promise<Partial<Heard>> {
  const question = {
    format: HANDSHAKE_FORMAT_7,
    transportVersion: SILENT_TRANSPORT_VERSION,
  } as const;
  const { transportVersion } = await talk.ask(
    {
      version: HANDSHAKE_FORMAT_7,
      encode: ({ requestId }) => encodeHandshakeRequest({ ...question, requestId }),
    },
    (frame, { requestId }) => {
      if (frame.requestId !== requestId)
        throw new ProtocolError(`Peer answers request ${frame.requestId} instead of ${requestId}`);
      return decodeHandshakeAnswer(frame);
    },
  );
  const release = releaseHint(transportVersion);
  return {
    reached: 'transport-handshake',
    transportVersion,
    ...(release === undefined ? {} : { release }),
  };
}

async function askWho(
  talk: Talk,
  { credentials, portKind, lastByteAfterMs }: SniffQuestion,
  heard: Partial<Heard>,
): Promise<Partial<Heard>> {
  const { version, headers } = voiceFor(credentials, heard);
  const action =
    portKind === 'remote-cluster-server' ? REMOTE_CLUSTER_HANDSHAKE_ACTION : NODE_HANDSHAKE_ACTION;
  const { node, clusterName } = await talk.ask(
    {
      version,
      encode: (asked) => encodeNodeHandshakeRequest({ ...asked, action, headers }),
      ...(lastByteAfterMs === undefined ? {} : { lastByteAfterMs }),
    },
    decodeNodeHandshakeAnswer,
  );
  return {
    reached: 'node-handshake',
    release: node.release,
    clusterName,
    node: { id: node.id, name: node.name },
  };
}

async function askForNodes(
  talk: Talk,
  { credentials, portKind }: SniffQuestion,
  heard: Partial<Heard>,
): Promise<Partial<Heard>> {
  const { nodes, clusterUuid } = await listNodes(talk, {
    ...voiceFor(credentials, heard),
    portKind,
  });
  const own = new Set(heard.node === undefined ? [] : [heard.node.id]);
  return {
    reached: 'nodes',
    nodes: firstNodes(nodes, own),
    listed: nodes.length,
    ...(clusterUuid === undefined ? {} : { clusterUuid }),
  };
}

/** Throws where no version is known to be understood. */
function voiceFor(credentials: SniffCredentials, { transportVersion = 0 }: Partial<Heard>): Voice {
  const version = spokenVersion(transportVersion);
  if (version === undefined)
    throw new Error(`What a node of transport version ${transportVersion} reads is not known`);
  return { version, headers: headersOf(credentials, version) };
}

function headersOf(credentials: SniffCredentials, version: number): Voice['headers'] {
  if (credentials.as === 'api-key')
    return crossClusterAccessHeaders(credentials.encodedKey, version);
  return credentials.as === 'node' ? systemAuthenticationHeaders(version) : new Map();
}
