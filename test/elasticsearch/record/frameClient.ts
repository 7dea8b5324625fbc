/** Speaks to a node as another cluster's node would, as far as the recordings need it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { decodeFrame } from '../../../lib/collect/transport/frame.ts';
import { Writer } from '../../../lib/collect/transport/writer.ts';
import { nodeOf } from '../clusters/lab.ts';
import { certificateFile } from '../clusters/labCommand.ts';
import { pause } from '../clusters/request.ts';
import { portOfNode } from '../stage.ts';

/** Errors come with long stack traces. */
export const LIMIT_BYTES = 1024 * 1024;
const ACTION = 'cluster:internal/remote_cluster/handshake';

export interface Answered {
  /** `plain`: the transport port, without TLS. */
  readonly peer: {
    readonly cluster: string;
    readonly kind: 'plain' | 'transport' | 'remote';
    readonly index?: number;
  };
  readonly request: Uint8Array;
}

/** The frames that come within two seconds. */
export async function answersOf({ peer, request }: Answered): Promise<Uint8Array[]> {
  const socket = await connected(peer);
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(request);
  await pause(2000);
  socket.destroy();
  return framesIn(Buffer.concat(chunks));
}

async function connected({ cluster, kind, index = 0 }: Answered['peer']): Promise<Socket> {
  const port = portOfNode(nodeOf(cluster, index), kind === 'plain' ? 'transport' : kind);
  const [ca, cert, key] = ['ca.crt', 'local.crt', 'local.key'].map((file) =>
    readFileSync(certificateFile(file)),
  );
  const socket =
    kind === 'plain'
      ? connectTcp(port, '127.0.0.1')
      : connectTls({ host: '127.0.0.1', port, ca, cert, key });
  await once(socket, kind === 'plain' ? 'connect' : 'secureConnect');
  return socket;
}

function framesIn(bytes: Buffer): Uint8Array[] {
  const decoded = decodeFrame(bytes, { limitBytes: LIMIT_BYTES });
  if (decoded.kind === 'incomplete') return [];
  return [bytes.subarray(0, decoded.consumed), ...framesIn(bytes.subarray(decoded.consumed))];
}

/**
 * The node handshake that follows the TCP handshake, with the two headers of the API key model;
 * without a key, only that of the user.
 */
export function nodeHandshakeRequest(version: number, encodedKey: string | undefined): Uint8Array {
  const subject = ['_cross_cluster_access_subject_info', subjectInfo(version)] as const;
  const credentials =
    encodedKey === undefined
      ? []
      : ([['_cross_cluster_access_credentials', `ApiKey ${encodedKey}`]] as const);
  const header = new Writer()
    .stringMap(new Map([subject, ...credentials]))
    .stringMap(new Map())
    .string(ACTION)
    .toBytes();
  const body = new Writer().string('').toBytes();
  const content = new Writer()
    .i64(2)
    .u8(0)
    .i32(version)
    .i32(header.length)
    .raw(header)
    .raw(body)
    .toBytes();
  return new Writer().raw(Buffer.from('ES')).i32(content.length).raw(content).toBytes();
}

/**
 * vint version | bool internal user | string user | realm: string node, type, name, bool domain |
 * bool run as | vint type | vint metadata | vint roles.
 */
function subjectInfo(version: number): string {
  const user = new Writer().vint(version).bool(true).string('_system');
  const realm = user.string('checker').string('__attach').string('__attach').bool(false);
  return Buffer.from(realm.bool(false).vint(4).vint(0).vint(0).toBytes()).toString('base64');
}
