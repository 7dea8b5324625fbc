/**
 * A seed of a cluster without security that shakes hands, and then lists as many nodes as it wants,
 * at addresses of its choice.
 */
import type { Socket } from 'node:net';

const TRANSPORT_VERSION = 9458007;

export interface Listed {
  /** Four numbers. */
  readonly ip: readonly number[];
  readonly port: number;
}

function vint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
}

function text(value: string): Buffer {
  return Buffer.concat([vint(value.length), Buffer.from(value)]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function frame(
  id: number,
  status: number,
  { version, body }: { readonly version: number; readonly body: Uint8Array },
): Buffer {
  const head = Buffer.concat([
    int(19 + body.length),
    long(id),
    Buffer.from([status]),
    int(version),
    int(2),
    Buffer.from([0, 0]),
  ]);
  return Buffer.concat([Buffer.from('ES'), head, body]);
}

/** DiscoveryNode of 9.5.3. */
function node({ ip, port }: Listed, index: number): Buffer {
  const names = [`n${index}`, `id${index}`, 'e', 'h', '127.0.0.1'].map(text);
  const roles = [vint(0), vint(1), text('data'), text('d'), Buffer.from([1])];
  const versions = [vint(9050399), vint(8000000), vint(8000000), vint(9000000), text('x')];
  return Buffer.concat([
    ...names,
    Buffer.from([4, ...ip]),
    text(ip.join('.')),
    int(port),
    ...roles,
    ...versions,
  ]);
}

/** The answer to cluster:monitor/state, of which only the nodes are filled. */
function stateOf(listed: readonly Listed[]): Buffer {
  const zeros = (count: number) => Array.from({ length: count }, () => vint(0));
  return Buffer.concat([
    ...[
      text('c'),
      Buffer.from([1]),
      text('c'),
      long(1),
      text('sid'),
      long(1),
      text('uuiduuiduuiduuiduuid22'),
      Buffer.from([1]),
      long(1),
    ],
    ...[
      ...zeros(5),
      Buffer.from([10]),
      ...zeros(7),
      Buffer.from([0]),
      vint(0),
      vint(listed.length),
      ...listed.map(node),
    ],
  ]);
}

export interface Asked {
  readonly id: number;
  readonly version: number;
  readonly isHandshake: boolean;
  readonly isNodeHandshake: boolean;
}

/** Calls `answer` for each whole frame. */
export function onAsked(socket: Socket, answer: (asked: Asked) => Buffer): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    while (
      unread.length >= 6 &&
      unread.toString('latin1', 0, 2) === 'ES' &&
      unread.length >= 6 + unread.readInt32BE(2)
    ) {
      const request = unread.subarray(0, 6 + unread.readInt32BE(2));
      unread = unread.subarray(request.length);
      const isNodeHandshake = request.includes('internal:transport/handshake');
      const [id, version] = [Number(request.readBigInt64BE(6)), request.readInt32BE(15)];
      socket.write(
        answer({ id, version, isHandshake: (Number(request[14]) & 8) !== 0, isNodeHandshake }),
      );
    }
  });
}

export function handshakeAnswer({ id, version }: Asked): Buffer {
  const release = version === 8800000 ? [text('9.5.3')] : [];
  return frame(id, 9, { version, body: Buffer.concat([vint(TRANSPORT_VERSION), ...release]) });
}

export function nodeHandshakeAnswer({ id, version }: Asked): Buffer {
  const self = node({ ip: [127, 0, 0, 1], port: 9300 }, 0);
  return frame(id, 1, {
    version,
    body: Buffer.concat([vint(9050399), text('hash'), self, text('c')]),
  });
}

export function listingSeed(listed: readonly Listed[]): (socket: Socket) => void {
  const state = stateOf(listed);
  return (socket) =>
    onAsked(socket, (asked) => {
      if (asked.isHandshake) return handshakeAnswer(asked);
      if (asked.isNodeHandshake) return nodeHandshakeAnswer(asked);
      return frame(asked.id, 1, { version: asked.version, body: state });
    });
}
