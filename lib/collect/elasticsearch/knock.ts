/**
 * A closer look at an address that gave no usable answer. It asks `GET /` without credentials, so
 * the certificate of the peer need not be proved, and tries the other scheme too.
 */
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { messageOf } from '../../errors.ts';
import type { Knock, PresentedCertificate, Reaction, SecondLook } from '../../facts/secondLook.ts';
import { provenChain } from './pinnedChain.ts';

const MAX_BODY = 4096;

export interface KnockOptions {
  /** For each of the two requests; both run at once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Never rejects. `url` has the form of `httpUrl`: scheme, host and port. */
export async function lookAgain(url: string, options: KnockOptions): Promise<SecondLook> {
  const { protocol, host } = new URL(url);
  const [other, port] = protocol === 'https:' ? ['http:', '443'] : ['https:', '80'];
  const authority = /:\d+$/.test(host) ? host : `${host}:${port}`;
  const [asGiven, otherScheme] = await Promise.all([
    knock(new URL(url), options),
    knock(new URL(`${other}//${authority}`), options),
  ]);
  return { url, asGiven, otherScheme };
}

const ASKED = { method: 'GET', agent: false, headers: { accept: 'application/json' } } as const;

async function knock(url: URL, { timeoutMs, signal }: KnockOptions): Promise<Knock> {
  const isTls = url.protocol === 'https:';
  const limit = AbortSignal.timeout(timeoutMs);
  const ends = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const options = { ...ASKED, signal: ends };
  let chain: readonly PresentedCertificate[] = [];
  const listen = (socket: Socket) => {
    if (socket instanceof TLSSocket)
      socket.once('secureConnect', () => {
        chain = presented(socket.getPeerCertificate(true));
      });
  };
  const send = (given: RequestOptions) =>
    isTls ? requestHttps(url, { ...given, rejectUnauthorized: false }) : requestHttp(url, given);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(options).once('socket', listen).once('response', resolve).on('error', reject).end();
    });
    return { chain, reaction: await answered(answer) };
  } catch (thrown) {
    return { chain, reaction: failed(thrown) };
  }
}

function presented(leaf: DetailedPeerCertificate): PresentedCertificate[] {
  return provenChain(leaf).map(
    ({ subject, issuer, subjectaltname = '', fingerprint256, valid_to }) => ({
      subject: nameOf(subject),
      issuer: nameOf(issuer),
      names: subjectaltname,
      fingerprint: fingerprint256,
      notAfter: new Date(valid_to),
    }),
  );
}

function nameOf(name: DetailedPeerCertificate['subject']): string {
  return Object.entries(name)
    .map(([attribute, value]) => `${attribute}=${[value].flat().join('+')}`)
    .join(', ');
}

async function answered(answer: IncomingMessage): Promise<Reaction> {
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  const { statusCode: status = 0 } = answer;
  return { kind: 'http', status, headers: Object.fromEntries(headers), body: await start(answer) };
}

/** What came before the limit, if the rest does not come. */
async function start(answer: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      body += chunk;
      if (body.length >= MAX_BODY) break;
    }
  } catch {
    // The beginning says enough.
  }
  return body.slice(0, MAX_BODY);
}

/** `rawPacket` of Node's parser holds the bytes that are not HTTP. */
function failed(thrown: unknown): Reaction {
  const { code = '', rawPacket } = thrown as { code?: string; rawPacket?: Buffer };
  if (rawPacket !== undefined)
    return { kind: 'bytes', text: rawPacket.toString('latin1').slice(0, MAX_BODY) };
  return { kind: 'failed', code: String(code), message: messageOf(thrown) };
}
