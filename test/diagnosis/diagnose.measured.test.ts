/** Answers of real clusters that named a cause which was not there. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import {
  active,
  broken,
  certificate,
  endpoint,
  failedTls,
  probe,
  tlsEvidence,
} from '../support/facts.ts';

const BREAKER =
  '[inflight_requests] Data too large, data for [indices:data/read/search] would be [314/314b], which is larger than the limit of [1/1b]';

/** Elasticsearch 9.5.3 takes the name of the remote node off the exception of a whole request. */
function refused(reason: string, ...above: readonly string[]) {
  const reasons = [...above, reason].map((text) => ({
    type: 'circuit_breaking_exception',
    reason: text,
  }));
  const asked = active({ outcome: 'not-connected', error: reason, reasons });
  return diagnose(broken({ active: [asked] })).cause;
}

describe('a circuit breaker', () => {
  it('that counts an action is that of the remote, which receives it', () => {
    const cause = refused(BREAKER);
    expect(cause.code).toBe('remote-overloaded');
    expect(cause.evidence).toMatch(/^A node of the remote refuses the request: local-1 says: /);
    expect(refused(BREAKER.replace('indices:data/read/search', '<transport_request>')).code).toBe(
      'remote-overloaded',
    );
  });

  it('that counts an HTTP request is that of the local node', () => {
    const http = BREAKER.replace('indices:data/read/search', '<http_request>');
    expect(refused(http).code).toBe('local-cluster-overloaded');
  });
});

/** The cause, if the remote shows such a chain and the checker judges so of it. */
function shown(trustError: string, chain: readonly ReturnType<typeof certificate>[]) {
  const evidence = tlsEvidence({ trust: 'untrusted', trustError, chain: [...chain] });
  const tls = { outcome: 'ok', durationMs: 1, evidence } as const;
  const network = [probe('10.0.0.1:9300', { endpoints: [endpoint({ tls })] })];
  return diagnose(broken({ network })).cause;
}

describe('a chain', () => {
  const extendedKeyUsage = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
  const leaf = certificate({ issuer: 'CN=local', extendedKeyUsage });

  it('in which a certificate issues another without being a CA is invalid', () => {
    const cause = shown('unsuitable certificate purpose', [leaf, certificate()]);
    expect(cause.code).toBe('certificate-chain-invalid');
    expect(cause.evidence).toContain('CN=local may not issue the certificate of CN=archive-1');
  });

  it('is not, if the first certificate is not for servers itself', () => {
    const client = certificate({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] });
    const code = 'certificate-wrong-usage';
    expect(shown('unsuitable certificate purpose', [client, certificate()]).code).toBe(code);
    expect(shown('unsuitable certificate purpose', [leaf]).code).toBe(code);
  });

  it('with a weak signature or key leads to a CA all the same', () => {
    const code = 'certificate-algorithm-refused';
    expect(shown('CA signature digest algorithm too weak', [leaf]).code).toBe(code);
    expect(shown('EE certificate key too small', [leaf]).code).toBe(code);
  });
});

it('a TLS alert says more than that the connection ended', () => {
  const failed = failedTls('alert');
  const tls = { ...failed.tls, message: 'Peer sent the TLS alert 40' } as typeof failed.tls;
  const network = [probe('10.0.0.1:9300', { endpoints: [{ ...failed, tls }] })];
  expect(diagnose(broken({ network })).cause.code).toBe('tls-handshake-failed');
});
