import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import {
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  probe,
  SEED,
  tlsEvidence,
} from '../../support/facts.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

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
