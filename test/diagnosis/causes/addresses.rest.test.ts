import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { broken, probe, refusedActive, registration } from '../../support/facts.ts';

it('is the cause if the new address works and a local node keeps the old one', () => {
  const evidence = { lookedUp: true, ips: [{ ip: '10.0.0.8', family: 4 as const }] };
  const network = [
    probe('archive.example:9300', { dns: { outcome: 'ok', durationMs: 1, evidence } }),
  ];
  const active = [refusedActive('[][10.0.0.5:9300] connect_timeout[30s]')];
  const { cause, findings } = diagnose(broken({ active, network }));
  const moved = [cause, ...findings].find(({ code }) => code === 'address-moved');
  expect(moved).toMatchObject({ severity: 'critical', subject: 'archive.example:9300' });
});

it('takes a certificate without the name for a sign of the old address', () => {
  const words = 'No subject alternative names matching IP address 192.0.2.7 found';
  const opening = '[][192.0.2.7:9300] general node connection failure';
  const evidence = { lookedUp: true, ips: [{ ip: '10.0.0.1', family: 4 as const }] };
  const dns = { outcome: 'ok' as const, durationMs: 1, evidence };
  const { cause, findings } = diagnose(
    broken({
      registration: registration({ seeds: ['es.example.com:9300'] }),
      active: [refusedActive(opening, words)],
      network: [probe('es.example.com:9300', { dns })],
    }),
  );
  expect(cause).toMatchObject({
    code: 'address-moved',
    title: 'Local node and checker resolve the name differently',
    evidence: expect.stringContaining('local-1 connects to 192.0.2.7'),
  });
  expect(cause.meaning).toContain('split-horizon');
  expect(findings.map(({ code }) => code)).toContain('certificate-name-mismatch');
});
