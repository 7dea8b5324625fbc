import { expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { assemble } from '../../lib/diagnosis/result.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import type { License } from '../../lib/result/expiry.ts';
import { answered, facts, notAnswered, registration, remoteFacts } from '../support/facts.ts';

const license: License = { uid: 'u', type: 'basic', status: 'active' };

function assembled(given: RegistrationFacts) {
  return assemble(given, diagnose(given));
}

it('assemble takes the licences of both sides, and says of each why it was not seen', () => {
  const { local } = facts();
  expect(assembled(facts({ local: { ...local, license: answered(license) } })).licenses).toEqual({
    local: license,
  });
  expect(
    assembled(facts({ remote: remoteFacts({ license: answered(license) }) })).licenses,
  ).toEqual({ remote: license });
  const unseen = assembled(
    facts({
      local: { ...local, license: notAnswered('missing') },
      remote: remoteFacts({ license: notAnswered('not-authorized') }),
    }),
  );
  expect(unseen.licenses).toBeUndefined();
  expect(Object.keys(unseen.notSeen)).toEqual(['remote GET /_license']);
});

it('assemble names the files that requests are signed with, and who the local cluster is', () => {
  const signed = assembled(
    facts({ registration: registration({ signingCertificates: ['signing.crt'] }) }),
  );
  expect(signed).toMatchObject({
    signingCertificates: ['signing.crt'],
    localClusterUuid: 'local-uuid',
  });
});
