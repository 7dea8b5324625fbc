import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import {
  broken,
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  failedTls,
  probe,
  refusedActive,
  registration,
  SEED,
  tlsEvidence,
} from '../../support/facts.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const forServers = { chain: [certificate({ extendedKeyUsage: [SERVER_AUTH] })] };

function shown(evidence: Parameters<typeof tlsEvidence>[0]) {
  return { outcome: 'ok', durationMs: 2, evidence: tlsEvidence(evidence) } as const;
}

function found(extendedKeyUsage: string[]) {
  const evidence = tlsEvidence({ chain: [certificate({ extendedKeyUsage })] });
  const tls = { outcome: 'ok', durationMs: 2, evidence } as const;
  const network = [probe(SEED, { endpoints: [deadEndpoint(), endpoint({ tls })] })];
  const { cause, findings } = diagnose(facts({ network }));
  return [cause, ...findings].find(({ code }) => code === 'client-usage-missing');
}

it('finds a transport certificate that is for servers only', () => {
  expect(found([SERVER_AUTH])).toMatchObject({
    subject: SEED,
    evidence: `The certificate CN=archive-1 at ${SEED} is not for clientAuth (extended key usage)`,
  });
});

it.each([
  ['clientAuth', '1.3.6.1.5.5.7.3.2'],
  ['any purpose', '2.5.29.37.0'],
])('finds nothing if the certificate is for %s, too', (_what, usage) => {
  expect(found([SERVER_AUTH, usage])).toBeUndefined();
});

it.each([
  ['that refuses the checker', failedTls('client-certificate-rejected', forServers)],
  ['behind the same name', endpoint({ ip: '10.0.0.2', tls: shown(forServers) })],
])('looks at the certificate of a node %s', (_what, second) => {
  const network = [probe(SEED, { endpoints: [endpoint(), second] })];
  const { cause, findings } = diagnose(facts({ network }));
  expect([cause, ...findings].map(({ code }) => code)).toContain('client-usage-missing');
});

it('does not look at it if API keys are used, as nodes show no certificate as clients then', () => {
  const network = [probe(SEED, { endpoints: [endpoint({ tls: shown(forServers) })] })];
  const given = facts({ network, registration: registration({ securityModel: 'api-key' }) });
  const { cause, findings } = diagnose(given);
  expect([cause, ...findings].map(({ code }) => code)).not.toContain('client-usage-missing');
});

it.each([
  'CA signature digest algorithm too weak',
  'CA_MD_TOO_WEAK',
  'EE certificate key too weak',
])('takes a certificate that is %s for no unknown CA', (trustError) => {
  const weak = shown({ trust: 'untrusted', trustError });
  const network = [probe(SEED, { endpoints: [endpoint({ tls: weak })] })];
  const words =
    'PKIX path validation failed: Algorithm constraints check failed on signature algorithm: SHA1withRSA';
  for (const active of [refusedActive(words), refusedActive()]) {
    const { cause, findings } = diagnose(broken({ network, active: [active] }));
    expect(cause.code).toBe('certificate-algorithm-refused');
    expect(cause.evidence).toContain(`has a weak signature or key (${trustError})`);
    expect(findings.map(({ code }) => code)).not.toContain('certificate-untrusted');
  }
});
