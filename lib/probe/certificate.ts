import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Certificate } from '../result/network.ts';
import { createMemo } from './memo.ts';

/** OpenSSL's words for a date that is none. */
const BAD_TIME = 'Bad time value';

/** A name with a comma or another special character in it is quoted, with JSON's escapes. */
const ALT_NAME = /(?:"(?:[^"\\]|\\.)*"|[^",])+/g;

/** The chain as the peer sent it, leaf first, as far as its certificates can be read. */
export function chainOf(leaf: X509Certificate): Certificate[] {
  const chain: Certificate[] = [];
  for (let next: X509Certificate | undefined = leaf; next !== undefined; next = next.issuerCertificate) {
    const certificate = certificateOf(next);
    if (certificate === undefined) break;
    chain.push(certificate);
  }
  return chain;
}

/** Far more than the certificates of one run, which are few: nodes of a cluster often share theirs, and always their CA. */
const LIMIT = 1024;
/** By fingerprint, as to ask Node for everything in a certificate takes as long as a message through TLS. */
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
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    fingerprint,
    serialNumber: x509.serialNumber,
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

/** As Java and Elasticsearch write it, the most specific attribute first: `CN=node-1, O=Example`; Node gives none for an empty name. */
function distinguishedName(lines: string | undefined): string {
  return lines?.split('\n').reverse().join(', ') ?? '';
}
