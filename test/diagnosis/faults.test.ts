import { expect, it } from 'vitest';
import { faultsOf } from '../../lib/diagnosis/faults.ts';
import { deadEndpoint, probe, registration } from '../support/facts.ts';

const NOW = new Date('2026-11-01T12:00:00.000Z');

it.each([
  ['10.0.0.1:9300', '10.0.0.1:9300: connect ECONNREFUSED'],
  ['es.example:9300', 'es.example:9300: connect ECONNREFUSED 10.0.0.1:9300'],
])('tells of %s each address once', (address, evidence) => {
  const tcp = {
    outcome: 'failed',
    durationMs: 1,
    failure: 'refused',
    message: 'connect ECONNREFUSED 10.0.0.1:9300',
  } as const;
  const faults = faultsOf(
    probe(address, { endpoints: [{ ...deadEndpoint(), tcp }] }),
    registration(),
    NOW,
  );
  expect(faults).toEqual([{ code: 'connection-refused', subject: address, evidence }]);
});
