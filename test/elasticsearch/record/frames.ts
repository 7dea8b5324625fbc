/**
 * Records frames of the transport protocol: handshakes, and the error answers of the remote cluster
 * server and the transport port.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { decodeExceptionChain } from '../../../lib/collect/transport/exceptionChain.ts';
import { decodeFrame } from '../../../lib/collect/transport/frame.ts';
import {
  encodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
  type HandshakeRequest,
  SILENT_TRANSPORT_VERSION,
} from '../../../lib/collect/transport/handshake.ts';
import { clusterOf } from '../clusters/lab.ts';
import { FRAMES_WITH_SECURITY, FRAMES_WITHOUT_SECURITY } from './clusters.ts';
import { type Answered, answersOf, LIMIT_BYTES, nodeHandshakeRequest } from './frameClient.ts';
import { blank } from './stable.ts';

const FRAMES = new URL('../../fixtures/frames/', import.meta.url);
/** Two errors may answer one request, and which of them come is a race. */
const TRIES = 5;

export async function recordFrames(): Promise<void> {
  const { name, version } = FRAMES_WITHOUT_SECURITY;
  await recordHandshake(`${version}-open`, `${version}, security off`, {
    peer: { cluster: name, kind: 'plain' },
    format: HANDSHAKE_FORMAT_7,
  });
  for (const secured of FRAMES_WITH_SECURITY) await recordSecured(secured);
}

async function recordSecured({
  name: cluster,
  version,
  transportVersion,
}: (typeof FRAMES_WITH_SECURITY)[number]): Promise<void> {
  const [server, transport] = [
    { cluster, kind: 'remote' } as const,
    { cluster, kind: 'transport' } as const,
  ];
  const what = `${version}, API key port, valid search key (lab only)`;
  await recordHandshake(`${version}-key`, what, { peer: server, format: HANDSHAKE_FORMAT_8 });
  for (const [fault, key] of Object.entries(credentialsOf(cluster)))
    await recordErrors(`${version}-error-${fault}`, `${version}, API key port, ${fault}`, {
      peer: server,
      request: nodeHandshakeRequest(transportVersion, key),
    });
  await recordErrors(
    `${version}-error-key-on-transport-port`,
    `${version}, transport port (mutual TLS), API key headers sent there`,
    {
      peer: transport,
      request: nodeHandshakeRequest(transportVersion, clusterOf(cluster).keys['good']?.encoded),
    },
  );
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

interface Handshake extends Pick<Answered, 'peer'> {
  readonly format: HandshakeRequest['format'];
}

async function recordHandshake(
  name: string,
  what: string,
  { peer, format }: Handshake,
): Promise<void> {
  const request = encodeHandshakeRequest({
    requestId: 1,
    format,
    transportVersion: SILENT_TRANSPORT_VERSION,
  });
  const [answer] = await answersOf({ peer, request });
  if (answer === undefined) throw new Error(`No answer to record as ${name}`);
  save(
    `${name}.tcp-handshake.request`,
    `${what}: TCP handshake asking with transport version ${SILENT_TRANSPORT_VERSION}`,
    request,
  );
  save(
    `${name}.tcp-handshake.response`,
    `${what}: answer: own transport version (and release)`,
    answer,
  );
}

/**
 * What was recorded is kept as long as the node still says it, since ids, and the race between two
 * answers, differ from run to run.
 */
async function recordErrors(name: string, what: string, asked: Answered): Promise<void> {
  const before = recordedAs(name);
  let answers: Uint8Array[] = [];
  const said = new Set<string>();
  for (let tried = 0; tried < TRIES; tried += 1) {
    answers = await answersOf(asked);
    for (const answer of answers) said.add(textOf(answer));
    if (before.length > 0 && before.every((frame) => said.has(textOf(frame)))) return;
  }
  for (const file of filesOf(name)) rmSync(new URL(file, FRAMES));
  for (const [index, answer] of answers.entries())
    save(
      `${name}.answer-${index + 1}`,
      `${what}: error answer ${index + 1} to one request (request id 2)`,
      answer,
    );
}

function filesOf(name: string): string[] {
  return readdirSync(FRAMES).filter((file) => file.startsWith(`${name}.answer-`));
}

function recordedAs(name: string): Uint8Array[] {
  return filesOf(name).map((file) =>
    Buffer.from(readFileSync(new URL(file, FRAMES), 'utf8').split('\n')[1] ?? '', 'hex'),
  );
}

function textOf(bytes: Uint8Array): string {
  const decoded = decodeFrame(bytes, { limitBytes: LIMIT_BYTES });
  return decoded.kind === 'frame'
    ? blank(JSON.stringify(decodeExceptionChain(decoded.frame.body)))
    : '';
}

function save(name: string, description: string, frame: Uint8Array): void {
  const file = new URL(`${name}.hex`, FRAMES);
  const hex = Buffer.from(frame).toString('hex');
  if (existsSync(file) && readFileSync(file, 'utf8').split('\n')[1] === hex) return;
  writeFileSync(file, `# ${description}\n${hex}\n`);
}
