import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { answered, facts, localNode, registration, root } from '../../support/facts.ts';

it('finds a remote that is the local cluster itself', () => {
  const stats = answered({ clusterUuid: 'local-uuid', status: 'green', versions: ['9.5.3'] });
  const { cause, findings } = diagnose(facts({ stats }));
  const found = [cause, ...findings].find(({ code }) => code === 'remote-is-local');
  expect(found).toMatchObject({
    subject: 'local-uuid',
    evidence: 'archive leads to the local cluster itself: both have the cluster_uuid local-uuid',
  });
});

it.each([
  ['another cluster', facts()],
  [
    'a local cluster without a uuid yet',
    facts({
      stats: answered({ clusterUuid: '_na_', status: 'red', versions: ['9.5.3'] }),
      local: {
        ...facts().local,
        nodesAsked: [localNode({ root: answered(root({ clusterUuid: '_na_' })) })],
      },
    }),
  ],
])('does not take %s for the local cluster', (_what, given) => {
  const { cause, findings } = diagnose(given);
  expect([cause, ...findings].map(({ code }) => code)).not.toContain('remote-is-local');
});

function mixedPorts(settings: Parameters<typeof registration>[0]) {
  const { cause, findings } = diagnose(facts({ registration: registration(settings) }));
  return [cause, ...findings].find(({ code }) => code === 'seed-ports-mixed');
}

it('finds seeds that mix the ports of both security models', () => {
  expect(mixedPorts({ seeds: ['10.0.0.1:9300', '10.0.0.2:9443'] })).toMatchObject({
    severity: 'note',
    subject: '10.0.0.1:9300, 10.0.0.2:9443',
    evidence: expect.stringMatching(
      /^The seeds .*10\.0\.0\.1:9300.*10\.0\.0\.2:9443.* mix the port/,
    ),
  });
});

it.each([
  ['one port only', { seeds: ['10.0.0.1:9443', '10.0.0.2:9443'] }],
  ['a port of its own', { seeds: ['10.0.0.1:9443', '10.0.0.2:9501', 'nonsense'] }],
  ['proxy mode', { mode: 'proxy', seeds: [], proxyAddress: '10.0.0.1:9443' }],
] as const)('has no objection to %s', (_what, settings) => {
  expect(mixedPorts(settings)).toBeUndefined();
});

it('keeps the seeds of the port that the security model needs', () => {
  const seeds = ['10.0.0.1:9300', '10.0.0.2:9443'];
  const found = (securityModel: 'api-key' | 'certificate') =>
    textOf(mixedPorts({ seeds, securityModel })?.fix ?? []);
  expect(found('api-key')).toContain('"cluster.remote.archive.seeds": [ "10.0.0.2:9443" ]');
  expect(found('certificate')).toContain('"cluster.remote.archive.seeds": [ "10.0.0.1:9300" ]');
});
