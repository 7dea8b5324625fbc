/** Every certificate and key of a result that runs out one day. */
import type { AddressProbe } from '../../../result/network.ts';
import type { ApiKey, CertificateFile, CheckResult } from '../../../result/result.ts';

export interface Expiring {
  /** What it is, such as `certificate on the wire`. */
  readonly kind: string;
  readonly name: string;
  /** Where it was seen. */
  readonly where: string;
  /** ISO time. */
  readonly at: string;
}

/** Those that run out first come first. API keys without an end, and those that are invalidated, are left out. */
export function expiringOf({ witnesses, credentials }: CheckResult): Expiring[] {
  return [
    ...onTheWire(witnesses.network),
    ...files('certificate of the local cluster', credentials.localCertificates),
    ...files('certificate of the remote cluster', credentials.remoteCertificates),
    ...credentials.apiKeys.flatMap(keyOf),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
}

/** A certificate that several addresses show is one; those addresses are told together. */
function onTheWire(network: readonly AddressProbe[]): Expiring[] {
  const shown = network.flatMap(({ address, endpoints }) =>
    endpoints
      .flatMap(({ tls }) => (tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? [])))
      .map((certificate) => ({ address, certificate })),
  );
  return [...Map.groupBy(shown, ({ certificate }) => certificate.fingerprint).values()].flatMap((same) => {
    const addresses = [...new Set(same.map(({ address }) => address))];
    return same.slice(0, 1).map(({ certificate: { subject, notAfter } }) => ({
      kind: 'certificate on the wire',
      name: subject,
      where: addresses.join(', '),
      at: notAfter,
    }));
  });
}

/** One file on several nodes is one. */
function files(kind: string, certificates: readonly CertificateFile[]): Expiring[] {
  const groups = Map.groupBy(certificates, ({ subject, notAfter, path }) => JSON.stringify([subject, notAfter, path]));
  return [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ subject, path, notAfter }) => ({
      kind,
      name: subject,
      where: `${path} on ${same.map(({ node }) => node).join(', ')}`,
      at: notAfter,
    })),
  );
}

function keyOf({ id, name, expiration, invalidated }: ApiKey): Expiring[] {
  return expiration === undefined || invalidated ? [] : [{ kind: 'API key', name, where: id, at: expiration }];
}
