import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { answered, facts } from '../../support/facts.ts';

it('finds a remote that is the local cluster itself', () => {
  const stats = answered({ clusterUuid: 'local-uuid', status: 'green', versions: ['9.5.3'] });
  const { cause, findings } = diagnose(facts({ stats }));
  const found = [cause, ...findings].find(({ code }) => code === 'remote-is-local');
  expect(found).toMatchObject({
    subject: 'local-uuid',
    evidence: 'archive leads to the local cluster itself: both have the cluster_uuid local-uuid',
  });
});
