/** Records frames of the transport protocol: handshakes, and the error answers of the remote cluster server. */

import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { decodeFrame } from '../../../lib/transport/frame.ts';
import {
  encodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
  SILENT_TRANSPORT_VERSION,
} from '../../../lib/transport/handshake.ts';
import { Writer } from '../../../lib/transport/writer.ts';
import { clusterOf, nodeOf } from '../clusters/lab.ts';
import { certificateFile } from '../clusters/labCommand.ts';
import { pause } from '../clusters/request.ts';
import { FRAMES_WITH_SECURITY, FRAMES_WITHOUT_SECURITY } from './clusters.ts';

const FRAMES = new URL('../../fixtures/frames/', import.meta.url);
const ACTION = 'cluster:internal/remote_cluster/handshake';
const LIMIT_BYTES = 1024 * 1024;

export async function recordFrames(): Promise<void> {
  for (const file of readdirSync(FRAMES)) rmSync(new URL(file, FRAMES));
  const open = FRAMES_WITHOUT_SECURITY;
  await recordHandshake(`${open.version}-open`, `${open.version}, security off`, {
    socket: await plain(open.name),
    format: HANDSHAKE_FORMAT_7,
  });
  for (const { name, version, transportVersion } of FRAMES_WITH_SECURITY) {
    await recordHandshake(`${version}-key`, `${version}, API key port, valid search key (lab only)`, {
      socket: await secure(name, 'remote'),
      format: HANDSHAKE_FORMAT_8,
    });
    for (const [what, credentials] of Object.entries(credentialsOf(name))) {
      const answers = await answersTo(await secure(name, 'remote'), request(transportVersion, credentials));
      for (const [index, answer] of answers.entries())
        save(
          `${version}-error-${what}.answer-${index + 1}`,
          `${version}, API key port, ${what}: error answer ${index + 1} to one request (request id 2)`,
          answer,
        );
    }
    const [answer] = await answersTo(await secure(name, 'transport'), request(transportVersion, clusterOf(name).keys['good']?.encoded));
    save(
      `${version}-error-key-on-transport-port.answer-1`,
      `${version}, transport port (mutual TLS), API key headers sent there: error answer`,
      answer,
    );
  }
}

/** What is wrong → the encoded key that is sent; undefined: none. */
function credentialsOf(cluster: string): Record<string, string | undefined> {
  const { keys } = clusterOf(cluster);
  return {
    expired: keys['expired']?.encoded,
    'no-key': undefined,
    'not-base64': 'not base64',
    revoked: keys['gone']?.encoded,
    'type-rest': keys['rest']?.encoded,
    'unknown-id': Buffer.from(`${'A'.repeat(20)}:${'A'.repeat(22)}`).toString('base64'),
    'wrong-secret': keys['wrong']?.encoded,
  };
}

async function recordHandshake(
  name: string,
  what: string,
  { socket, format }: { socket: Socket; format: typeof HANDSHAKE_FORMAT_7 | typeof HANDSHAKE_FORMAT_8 },
): Promise<void> {
  const asked = encodeHandshakeRequest({ requestId: 1, format, transportVersion: SILENT_TRANSPORT_VERSION });
  save(`${name}.tcp-handshake.request`, `${what}: TCP handshake asking with transport version ${SILENT_TRANSPORT_VERSION}`, asked);
  const [answer] = await answersTo(socket, asked);
  save(`${name}.tcp-handshake.response`, `${what}: answer: own transport version (and release)`, answer);
}

/** The node handshake that a local node sends after the TCP handshake, with the two headers of the API key model. */
function request(version: number, encodedKey: string | undefined): Uint8Array {
  const subject = ['_cross_cluster_access_subject_info', subjectInfo(version)] as const;
  const credentials = encodedKey === undefined ? [] : ([['_cross_cluster_access_credentials', `ApiKey ${encodedKey}`]] as const);
  const header = new Writer()
    .stringMap(new Map([subject, ...credentials]))
    .stringMap(new Map())
    .string(ACTION)
    .toBytes();
  const body = new Writer().string('').toBytes();
  const content = new Writer().i64(2).u8(0).i32(version).i32(header.length).raw(header).raw(body).toBytes();
  return new Writer().raw(Buffer.from('ES')).i32(content.length).raw(content).toBytes();
}

/** vint version | bool internal user | string user | realm: string node, type, name, bool domain | bool run as | vint type | vint metadata | vint roles. */
function subjectInfo(version: number): string {
  const user = new Writer().vint(version).bool(true).string('_system');
  const realm = user.string('checker').string('__attach').string('__attach').bool(false);
  return Buffer.from(realm.bool(false).vint(4).vint(0).vint(0).toBytes()).toString('base64');
}

/** Every frame that comes within two seconds; two errors may answer one request. */
async function answersTo(socket: Socket, asked: Uint8Array): Promise<Uint8Array[]> {
  let received = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
  });
  socket.write(asked);
  await pause(2000);
  socket.destroy();
  return framesIn(received);
}

function framesIn(bytes: Buffer): Uint8Array[] {
  const decoded = decodeFrame(bytes, { limitBytes: LIMIT_BYTES });
  if (decoded.kind === 'incomplete') return [];
  return [bytes.subarray(0, decoded.consumed), ...framesIn(bytes.subarray(decoded.consumed))];
}

async function plain(cluster: string): Promise<Socket> {
  const socket = connectTcp(nodeOf(cluster).transport, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function secure(cluster: string, kind: 'transport' | 'remote'): Promise<Socket> {
  const [ca, cert, key] = await Promise.all(['ca.crt', 'local.crt', 'local.key'].map((file) => readFile(certificateFile(file))));
  const socket = connectTls({ host: '127.0.0.1', port: nodeOf(cluster)[kind] ?? 0, ca, cert, key });
  await once(socket, 'secureConnect');
  return socket;
}

function save(name: string, description: string, frame: Uint8Array | undefined): void {
  if (frame === undefined) throw new Error(`No answer to record as ${name}`);
  writeFileSync(new URL(`${name}.hex`, FRAMES), `# ${description}\n${Buffer.from(frame).toString('hex')}\n`);
}
