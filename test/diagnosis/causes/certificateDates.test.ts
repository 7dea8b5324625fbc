import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import type { CertificateFile } from '../../../lib/result/result.ts';
import {
  answered,
  broken,
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  probe,
  refusedActive,
  remoteFacts,
  tlsEvidence,
} from '../../support/facts.ts';

function file(overrides: Partial<CertificateFile> = {}): CertificateFile {
  return {
    node: 'local-1',
    path: 'expired.crt',
    subject: 'CN=expired',
    issuer: 'CN=ca',
    notAfter: '2026-11-20T00:00:00.000Z',
    hasPrivateKey: true,
    ...overrides,
  };
}

const OLD_CA = file({ path: 'ca.crt', subject: 'CN=old-ca', hasPrivateKey: false });
const VALID = file({ path: 'node.crt', notAfter: '2028-01-01T00:00:00.000Z' });

function withFiles(given: RegistrationFacts, ...files: CertificateFile[]): RegistrationFacts {
  return { ...given, local: { ...given.local, certificates: answered(files) } };
}

function verdictOf(given: RegistrationFacts) {
  const { status, cause, findings } = diagnose(given);
  const told = [cause, ...findings]
    .filter(({ code }) => code !== 'certificate-model-deprecated')
    .filter(({ code }) => code.includes('certificate'))
    .map(({ severity, code }) => `${severity} ${code}`);
  return { status, cause: cause.code, told };
}

describe('an expired certificate in a file', () => {
  it('is a note if it is only trusted', () => {
    expect(verdictOf(withFiles(facts(), OLD_CA, VALID))).toEqual({
      status: 'healthy',
      cause: 'healthy',
      told: ['note expired-certificate-trusted'],
    });
    const remote = remoteFacts({ certificates: answered([OLD_CA]) });
    expect(verdictOf(facts({ remote })).told).toEqual(['note expired-certificate-trusted']);
  });

  it('is a note if it is only trusted, and the remote cannot be reached', () => {
    const { cause, told } = verdictOf(withFiles(broken(), OLD_CA));
    expect({ cause, told }).toEqual({
      cause: 'not-connected',
      told: ['note expired-certificate-trusted'],
    });
  });

  it('is a warning if a local node shows it while the connection works', () => {
    expect(verdictOf(withFiles(facts(), file()))).toEqual({
      status: 'degraded',
      cause: 'client-certificate-expired',
      told: ['warning client-certificate-expired'],
    });
  });

  it('is the likely cause if nothing else explains a failure', () => {
    const { cause, status } = diagnose(withFiles(broken(), OLD_CA, file()));
    expect(status).toBe('failing');
    expect(cause).toMatchObject({
      code: 'client-certificate-expired',
      severity: 'critical',
      subject: 'CN=expired',
      evidence:
        'A local node has a certificate with private key that is out of date: certificate CN=expired (local-1, file expired.crt) expired on 2026-11-20. A remote that asks for client certificates refuses this one',
    });
    expect(textOf(cause.fix)).toMatch(/On the local node.*Nothing has to change on the remote/);
  });

  it.each([
    '(certificate_expired) Received fatal alert: certificate_expired',
    '(bad_certificate) Received fatal alert: bad_certificate',
  ])('is the cause if the remote answers with %s', (text) => {
    const given = withFiles(broken({ active: [refusedActive(text)] }), file());
    expect(diagnose(given).cause).toMatchObject({
      code: 'client-certificate-expired',
      evidence: expect.stringContaining(`local-1 says: ${text}`),
    });
  });

  it('is beside the point if the remote shows an expired one itself', () => {
    const tls = {
      outcome: 'ok',
      durationMs: 2,
      evidence: tlsEvidence({ chain: [certificate({ notAfter: '2026-11-01T00:00:00.000Z' })] }),
    } as const;
    const given = broken({
      network: [probe(undefined, { endpoints: [endpoint({ tls })] })],
      active: [refusedActive('PKIX path validation failed: validity check failed')],
    });
    expect(verdictOf(withFiles(given, file()))).toMatchObject({
      cause: 'certificate-expired',
      told: ['critical certificate-expired', 'warning client-certificate-expired'],
    });
  });

  it('is beside the point if nothing listens at the address', () => {
    const given = broken({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] });
    expect(verdictOf(withFiles(given, file()))).toEqual({
      status: 'failing',
      cause: 'connection-refused',
      told: ['warning client-certificate-expired'],
    });
  });
});
