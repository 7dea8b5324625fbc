import type { TLSSocket } from 'node:tls';
import type { TlsEvidence } from '../result/network.ts';
import { chainOf, isForAny } from './certificate.ts';

export interface Judge {
  readonly serverName: string | undefined;
  /** Names of which the leaf must have one. */
  readonly names: readonly string[];
  /** Whether there is a CA to judge trust by. */
  readonly hasCa: boolean;
}

/**
 * What a TLS connection shows at this moment, also one that is failing; without a chain as long as there is no certificate to see. To be
 * asked for once only, as Node hands over the peer's chain once.
 */
export function evidenceOf(socket: TLSSocket, { serverName, names, hasCa }: Judge): Omit<TlsEvidence, 'clientCertificate'> {
  const leaf = socket.getPeerX509Certificate();
  const judged = hasCa && leaf !== undefined;
  const trustError = judged ? verificationError(socket) : undefined;
  return {
    protocol: socket.getProtocol() ?? undefined,
    serverName,
    chain: leaf === undefined ? [] : chainOf(leaf),
    trust: judged ? (trustError === undefined ? 'trusted' : 'untrusted') : 'not-judged',
    trustError,
    nameMatches: leaf !== undefined && isForAny(leaf, names),
  };
}

/**
 * Whether the peer has asked for a client certificate: its request tells the signature algorithms that it takes, nothing else of a server
 * does. Node gives null for a connection that is destroyed.
 */
export function asksForCertificate(socket: TLSSocket): boolean {
  const shared: readonly string[] | null = socket.getSharedSigalgs();
  return shared !== null && shared.length > 0;
}

/** Node's own advice to whoever started it. */
const NODES_ADVICE = /; if the root CA is installed locally.*$/;

/**
 * OpenSSL's verdict on the chain. Node publishes it only as of `secureConnect`, which a handshake that stops at the client certificate does
 * not reach in TLS 1.2. Without a peer certificate this call would crash.
 */
function verificationError(socket: TLSSocket): string | undefined {
  const { _handle } = socket as unknown as { readonly _handle: { verifyError(): Error | null | undefined } };
  return _handle.verifyError()?.message.replace(NODES_ADVICE, '');
}
