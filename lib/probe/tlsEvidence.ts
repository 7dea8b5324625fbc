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
 * What a TLS connection shows at this moment, also one that is failing; undefined as long as there is no certificate to see. To be asked for
 * once only, as Node hands over the peer's chain once.
 */
export function evidenceOf(socket: TLSSocket, { serverName, names, hasCa }: Judge): Omit<TlsEvidence, 'clientCertificate'> | undefined {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return undefined;
  const trustError = hasCa ? verificationError(socket) : undefined;
  return {
    protocol: socket.getProtocol() ?? undefined,
    ...(serverName === undefined ? {} : { serverName }),
    chain: chainOf(leaf),
    trust: hasCa ? (trustError === undefined ? 'trusted' : 'untrusted') : 'not-judged',
    ...(trustError === undefined ? {} : { trustError }),
    nameMatches: isForAny(leaf, names),
  };
}

/** Whether the peer has asked for a client certificate: its request is what tells which signature algorithms it has in common with us. */
export function asksForCertificate(socket: TLSSocket): boolean {
  return socket.getSharedSigalgs().length > 0;
}

/**
 * OpenSSL's verdict on the chain. Node publishes it only as of `secureConnect`, which a handshake that stops at the client certificate does
 * not reach in TLS 1.2. Without a peer certificate this call would crash.
 */
function verificationError(socket: TLSSocket): string | undefined {
  const { _handle } = socket as unknown as { readonly _handle: { verifyError(): Error | null | undefined } };
  return _handle.verifyError()?.message;
}
