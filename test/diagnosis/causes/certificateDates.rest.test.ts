import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import {
  answered,
  broken,
  certificate,
  facts,
  failedTls,
  probe,
  refusedActive,
} from '../../support/facts.ts';

it('names the expired file of a local node beside the refusal, if the remote shows an expired one, too', () => {
  const notAfter = '2026-11-20T00:00:00.000Z' as const;
  const file = {
    node: 'local-1',
    path: 'node.crt',
    subject: 'CN=local-1',
    issuer: 'CN=ca',
    notAfter,
    hasPrivateKey: true,
  };
  const chain = [certificate({ notAfter })];
  const { cause, findings } = diagnose(
    broken({
      local: { ...facts().local, certificates: answered([file]) },
      active: [refusedActive('Received fatal alert: certificate_expired')],
      network: [probe(undefined, { endpoints: [failedTls('alert', { chain })] })],
    }),
  );
  const found = [cause, ...findings].find(({ code }) => code === 'client-certificate-expired');
  expect(found?.evidence).toContain(
    'Local certificate: local-1, file node.crt, CN=local-1, expired on 2026-11-20',
  );
});
