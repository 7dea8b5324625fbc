import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { instantOf } from '../../instant.ts';
import type { Certificate, TlsEvidence } from '../../result/network.ts';
import { createMemo } from './secureContext.ts';

export interface Judge {
  readonly serverName: string | undefined;
  /** Names of which the leaf must have one. */
  readonly names: readonly string[];
  /** Whether there is a CA to judge trust by. */
  readonly hasCa: boolean;
}

/**
 * What a TLS connection shows at this moment, also one that is failing; without a chain as long as
 * there is no certificate to see. To be asked for once only, as Node hands over the peer's chain
 * once.
 */
export function evidenceOf(
  socket: TLSSocket,
  { serverName, names, hasCa }: Judge,
): Omit<TlsEvidence, 'clientCertificate'> {
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
 * Whether the peer has asked for a client certificate: its request tells the signature algorithms
 * that it takes, nothing else of a server does. Node gives null for a connection that is destroyed.
 */
export function asksForCertificate(socket: TLSSocket): boolean {
  const shared: readonly string[] | null = socket.getSharedSigalgs();
  return shared !== null && shared.length > 0;
}

/** Node's own advice to whoever started it. */
const NODES_ADVICE = /; if the root CA is installed locally.*$/;

/**
 * OpenSSL's verdict on the chain. Node publishes it only as of `secureConnect`, which a handshake
 * that stops at the client certificate does not reach in TLS 1.2. Without a peer certificate this
 * call would crash.
 */
function verificationError(socket: TLSSocket): string | undefined {
  const { _handle } = socket as unknown as {
    readonly _handle: { verifyError(): Error | null | undefined };
  };
  return _handle.verifyError()?.message.replace(NODES_ADVICE, '');
}

/** OpenSSL's words for a date that is none. */
const BAD_TIME = 'Bad time value';

/** A name with a comma or another special character in it is quoted, with JSON's escapes. */
const ALT_NAME = /(?:"(?:[^"\\]|\\.)*"|[^",])+/g;

/** The chain as the peer sent it, leaf first, as far as its certificates can be read. */
export function chainOf(leaf: X509Certificate): Certificate[] {
  const chain: Certificate[] = [];
  for (
    let next: X509Certificate | undefined = leaf;
    next !== undefined;
    next = next.issuerCertificate
  ) {
    const certificate = certificateOf(next);
    if (certificate === undefined) break;
    chain.push(certificate);
  }
  return chain;
}

/**
 * Far more than the certificates of one run, which are few: nodes of a cluster often share theirs,
 * and always their CA.
 */
const LIMIT = 1024;
/**
 * By fingerprint, as to ask Node for everything in a certificate takes as long as a message through
 * TLS.
 */
const certificates = createMemo<Certificate | undefined>(LIMIT);

/** Undefined where a validity date is none; names that the certificate lacks are empty. */
export function certificateOf(x509: X509Certificate): Certificate | undefined {
  const fingerprint = x509.fingerprint256;
  return certificates(fingerprint, () => readFrom(x509, fingerprint));
}

function readFrom(x509: X509Certificate, fingerprint: string): Certificate | undefined {
  if (x509.validFrom === BAD_TIME || x509.validTo === BAD_TIME) return undefined;
  return {
    subject: distinguishedName(x509.subject),
    issuer: distinguishedName(x509.issuer),
    subjectAltNames: x509.subjectAltName?.match(ALT_NAME)?.map((name) => name.trim()) ?? [],
    notBefore: instantOf(x509.validFromDate),
    notAfter: instantOf(x509.validToDate),
    fingerprint,
    serialNumber: x509.serialNumber,
    // Node calls it keyUsage; absent if the certificate has no such extension.
    ...(x509.keyUsage === undefined ? {} : { extendedKeyUsage: [...x509.keyUsage] }),
  };
}

/** Whether the certificate is for one of the DNS names or IP addresses. */
export function isForAny(x509: X509Certificate, names: readonly string[]): boolean {
  return names.some((name) => isFor(x509, name));
}

function isFor(x509: X509Certificate, name: string): boolean {
  try {
    return (isIP(name) === 0 ? x509.checkHost(name) : x509.checkIP(name)) !== undefined;
  } catch {
    // Node's answer to names that cannot be any, such as those with a NUL.
    return false;
  }
}

/**
 * As Java and Elasticsearch write it, the most specific attribute first: `CN=node-1, O=Example`;
 * Node gives none for an empty name.
 */
function distinguishedName(lines: string | undefined): string {
  return lines?.split('\n').reverse().join(', ') ?? '';
}
