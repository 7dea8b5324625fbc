import { describe, expect, it } from 'vitest';
import { expiringOf } from '../../../../lib/report/page/expiry/expiring.ts';
import type { CertificateFile } from '../../../../lib/result/result.ts';
import { certificate, deadEndpoint, endpoint, failedTls, probe, tlsEvidence } from '../../../support/facts.ts';
import { healthyResult } from '../../../support/results.ts';

function file(node: string, overrides: Partial<CertificateFile> = {}): CertificateFile {
  const notAfter = '2027-01-01T00:00:00.000Z';
  return { node, path: 'certs/node.crt', subject: `CN=${node}`, issuer: 'CN=ca', notAfter, hasPrivateKey: true, ...overrides };
}

describe('expiringOf', () => {
  it('has certificates of the wire and of both sides, and keys, the first to run out first', () => {
    const key = { id: 'k1', name: 'ccs', type: 'cross_cluster', invalidated: false, expiration: '2026-12-01T00:00:00.000Z' };
    const { expiration: _, ...endless } = key;
    const credentials = {
      apiKeys: [key, endless, { ...key, id: 'k2', invalidated: true }],
      localCertificates: [file('local-1')],
      remoteCertificates: [file('r', { subject: 'CN=r', node: 'r1' }), file('r', { subject: 'CN=r', node: 'r2' })],
    };
    expect(
      expiringOf({ ...healthyResult, credentials }).map(({ at, kind, name, where }) => `${at.slice(0, 10)} ${kind} ${name}: ${where}`),
    ).toMatchInlineSnapshot(`
      [
        "2026-12-01 API key ccs: k1",
        "2027-01-01 certificate of the local cluster CN=local-1: certs/node.crt on local-1",
        "2027-01-01 certificate of the remote cluster CN=r: certs/node.crt on r1, r2",
        "2028-01-01 certificate on the wire CN=archive-1: 10.0.0.1:9300",
      ]
    `);
  });

  it('tells a certificate once that several addresses show, also in a handshake that failed', () => {
    const leaf = certificate({ subject: 'CN=other', fingerprint: 'CC', notAfter: '2026-12-24T00:00:00.000Z' });
    const tls = { outcome: 'ok', durationMs: 1, evidence: tlsEvidence({ chain: [leaf, certificate()] }) } as const;
    const network = [
      probe('a:9300', { endpoints: [endpoint({ tls }), endpoint({ tls })] }),
      probe('b:9300', { endpoints: [failedTls('alert', { chain: [leaf] }), failedTls('closed'), deadEndpoint()] }),
    ];
    const shown = expiringOf({ ...healthyResult, witnesses: { ...healthyResult.witnesses, network } });
    expect(shown.map(({ name, where }) => [name, where])).toEqual([
      ['CN=other', 'a:9300, b:9300'],
      ['CN=archive-1', 'a:9300'],
    ]);
  });
});
