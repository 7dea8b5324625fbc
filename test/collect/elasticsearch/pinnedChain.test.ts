import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { leadsTo } from '../../../lib/collect/elasticsearch/pinnedChain.ts';
import { fingerprintOf, type Identity, makeCertificate } from './support/certificates.ts';

const ca = makeCertificate({ subject: 'ca', ca: true });
const intermediate = makeCertificate({ subject: 'intermediate', ca: true, issuer: ca });
const node = makeCertificate({ subject: 'node', issuer: intermediate });
const forger = makeCertificate({ subject: 'ca', ca: true });
const forged = makeCertificate({ subject: 'node', issuer: forger });
const underNode = makeCertificate({ subject: 'sub', issuer: node });

/** In the form of `getPeerCertificate(true)`; the last has itself as issuer. */
function chain(...identities: readonly Identity[]): DetailedPeerCertificate {
  const [first, ...rest] = identities;
  const { raw, fingerprint256 } = new X509Certificate(first?.cert ?? '');
  const certificate = { raw, fingerprint256 } as DetailedPeerCertificate;
  certificate.issuerCertificate = rest.length > 0 ? chain(...rest) : certificate;
  return certificate;
}

describe('leadsTo', () => {
  test('accepts the fingerprint of the leaf itself', () => {
    expect(leadsTo(chain(node), fingerprintOf(node))).toBe(true);
  });

  test('accepts the fingerprint of a CA up the chain, in small letters and without colons too', () => {
    expect(leadsTo(chain(node, intermediate, ca), fingerprintOf(ca))).toBe(true);
    expect(
      leadsTo(chain(node, intermediate, ca), fingerprintOf(ca).replaceAll(':', '').toLowerCase()),
    ).toBe(true);
  });

  test('refuses a chain that ends before the fingerprint', () => {
    expect(leadsTo(chain(node, intermediate), fingerprintOf(ca))).toBe(false);
  });

  test('refuses a chain whose last certificate has no issuer', () => {
    const leaf = chain(node);
    Reflect.deleteProperty(leaf, 'issuerCertificate');
    expect(leadsTo(leaf, fingerprintOf(ca))).toBe(false);
  });

  test('refuses a forged certificate with the real CA behind it', () => {
    expect(leadsTo(chain(forged, ca), fingerprintOf(ca))).toBe(false);
  });

  test('refuses a certificate that a node signed, which is no CA', () => {
    expect(leadsTo(chain(underNode, node, intermediate, ca), fingerprintOf(ca))).toBe(false);
  });

  test('gives up on an endless chain', () => {
    expect(leadsTo(chain(...Array.from({ length: 12 }, () => ca)), fingerprintOf(node))).toBe(
      false,
    );
  });
});
