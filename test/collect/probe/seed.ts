/**
 * A seed as it is asked after the TCP handshake: what it answers to each action is recorded, or
 * made by hand.
 */
import type { Socket } from 'node:net';
import {
  CLUSTER_STATE_ACTION,
  REMOTE_CLUSTER_NODES_ACTION,
} from '../../../lib/collect/transport/clusterState.ts';
import {
  HANDSHAKE_ACTION,
  HANDSHAKE_FORMAT_7,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
} from '../../../lib/collect/transport/handshake.ts';
import { bytes, frameBytes, recordedFrame } from '../transport/bytes.ts';
import { handshakeAnswer, type Serve } from './peer.ts';

const ACTIONS = [
  HANDSHAKE_ACTION,
  REMOTE_CLUSTER_HANDSHAKE_ACTION,
  NODE_HANDSHAKE_ACTION,
  REMOTE_CLUSTER_NODES_ACTION,
  CLUSTER_STATE_ACTION,
] as const;

export interface Asked {
  readonly id: number;
  readonly version: number;
  /** The action; for the list of nodes followed by the byte that says which. */
  readonly action: string;
  /** All of the request, in Latin-1. */
  readonly text: string;
  /** Its last byte is missing so far. */
  readonly partial: boolean;
}

/** The frames to answer with; `CLOSE` ends the connection, nothing leaves it open. */
export type Respond = (asked: Asked) => readonly (Uint8Array | typeof CLOSE)[];

export const CLOSE = { ends: 'the connection' } as const;

/** Serves; each request is added to `heard`, a partial one when it may lack its last byte. */
export function seed(respond: Respond, heard: Asked[] = []): Serve {
  return (socket) => {
    let unread = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 6 && unread.length >= lengthOf(unread)) {
        answer(socket, asked(unread.subarray(0, lengthOf(unread)), false));
        unread = unread.subarray(lengthOf(unread));
      }
      if (unread.length >= 6 && unread.length === lengthOf(unread) - 1)
        answer(socket, asked(unread, true));
    });
    const answer = (to: Socket, request: Asked) => {
      heard.push(request);
      for (const part of respond(request)) part instanceof Uint8Array ? to.write(part) : to.end();
    };
  };
}

function lengthOf(frame: Buffer): number {
  return 6 + frame.readInt32BE(2);
}

function asked(frame: Buffer, partial: boolean): Asked {
  const latin1 = frame.toString('latin1');
  const action = ACTIONS.find((name) => latin1.includes(name)) ?? '';
  const which = action === REMOTE_CLUSTER_NODES_ACTION ? ` ${frame.at(-1)}` : '';
  return {
    id: frame.readInt32BE(10),
    version: frame.readInt32BE(15),
    action: `${action}${which}`,
    text: latin1,
    partial,
  };
}

/** The recorded frame as an answer to this request. */
export function recordedAnswer(name: string, { id }: Pick<Asked, 'id'>): Uint8Array {
  const frame = Buffer.from(recordedFrame(`${name}.hex`));
  frame.writeInt32BE(id, 10);
  return frame;
}

/**
 * Answers with an exception, such as a node's; of each reason only type 4, a security exception.
 */
export function exception(
  { id, version }: Pick<Asked, 'id' | 'version'>,
  ...reasons: readonly string[]
): Uint8Array {
  const level = (classId: number, reason: string) => bytes(1, 0, classId, 1, reason.length, reason);
  const body = bytes(
    level(103, '[node][ip][action]'),
    ...reasons.map((reason) => level(4, reason)),
    0,
  );
  return frameBytes({ id, status: 3, version, body });
}

type Answers = Readonly<Record<string, (asked: Asked) => readonly (Uint8Array | typeof CLOSE)[]>>;

/**
 * Shakes hands in the transport version, then answers each action as given; what is not given is
 * not answered.
 */
export function answersTo(transportVersion: number, answers: Answers): Respond {
  const handshake = ({ id }: Asked) => [
    handshakeAnswer({ id, format: HANDSHAKE_FORMAT_7 }, transportVersion, ''),
  ];
  const all: Answers = { [HANDSHAKE_ACTION]: handshake, ...answers };
  return (request) => (request.partial ? [] : (all[request.action]?.(request) ?? []));
}

const PINNED = '9.5.3-key-at-8841064';

/** A remote cluster server of 9.5.3 that takes every key. */
export const REMOTE_CLUSTER_SERVER: Answers = {
  [REMOTE_CLUSTER_HANDSHAKE_ACTION]: (asked) => [
    recordedAnswer(`${PINNED}.node-handshake.response`, asked),
  ],
  [`${REMOTE_CLUSTER_NODES_ACTION} 1`]: (asked) => [
    recordedAnswer(`${PINNED}.nodes-remote-cluster-server.response`, asked),
  ],
  [`${REMOTE_CLUSTER_NODES_ACTION} 0`]: (asked) => [
    recordedAnswer(`${PINNED}.nodes-all.response`, asked),
  ],
};

/** A transport port of 9.5.3 with security off. */
export const OPEN_TRANSPORT: Answers = {
  [NODE_HANDSHAKE_ACTION]: (asked) => [
    recordedAnswer('9.5.3-two-nodes-open-at-8841064.node-handshake.response', asked),
  ],
  [CLUSTER_STATE_ACTION]: (asked) => [recordedAnswer('9.5.3-open.state.response', asked)],
};
