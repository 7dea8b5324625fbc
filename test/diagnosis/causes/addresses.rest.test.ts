import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { broken, probe, refusedActive } from '../../support/facts.ts';

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
