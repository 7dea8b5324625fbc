/**
 * Whether a peer's certificate chain leads to a known fingerprint. The Elasticsearch client's own
 * `caFingerprint` only looks at the certificates that the peer sends along and checks no signature:
 * whoever sends the real CA certificate behind a forged one gets the credentials.
 */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';

const MAX_CHAIN = 10;

function normalized(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}

function isIssuedBy(
  certificate: DetailedPeerCertificate,
  issuer: DetailedPeerCertificate,
): boolean {
  const ca = new X509Certificate(issuer.raw);
  return ca.ca && new X509Certificate(certificate.raw).verify(ca.publicKey);
}

/**
 * The certificates from the leaf, whose private key the TLS handshake has proven, upwards as long
 * as each signature holds and each issuer is a CA. The last certificate of a chain has itself as
 * issuer, or none.
 */
export function provenChain(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = [leaf];
  let certificate = leaf;
  while (chain.length < MAX_CHAIN) {
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    if (issuer === undefined || issuer === certificate || !isIssuedBy(certificate, issuer)) break;
    chain.push(issuer);
    certificate = issuer;
  }
  return chain;
}

/** `fingerprint`: SHA-256 in hex, with or without colons, of one certificate of the proven chain. */
export function leadsTo(leaf: DetailedPeerCertificate, fingerprint: string): boolean {
  const wanted = normalized(fingerprint);
  return provenChain(leaf).some(({ fingerprint256 }) => normalized(fingerprint256) === wanted);
}
