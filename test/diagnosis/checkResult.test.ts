import { expect, it } from 'vitest';
import { assemble } from '../../lib/diagnosis/checkResult.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import type { License } from '../../lib/result/expiry.ts';
import { answered, facts, node, notAnswered, registration, remoteFacts } from '../support/facts.ts';

const license: License = { uid: 'u', type: 'basic', status: 'active' };

function assembled(given: RegistrationFacts) {
  return assemble(given, diagnose(given));
}

it('assemble takes the licenses of both sides, and says of each why it was not seen', () => {
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
  expect(Object.keys(unseen.notSeen)).toEqual(['local GET /_license', 'remote GET /_license']);
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

it('results that share a limit have the first local nodes and the certificates that expire first, and say what is cut', () => {
  const nodes = Array.from({ length: 5 }, (_, index) => node({ name: `local-${index + 1}` }));
  const certificates = [3, 1, 2].map((month) => ({
    node: 'local-1',
    path: `${month}.crt`,
    subject: 'CN=node',
    issuer: 'CN=ca',
    notAfter: `2028-0${month}-01T00:00:00.000Z`,
    hasPrivateKey: true,
  }));
  const given = facts({
    local: { ...facts().local, nodes: answered(nodes), certificates: answered(certificates) },
  });
  for (const _result of [1, 2]) {
    const result = assemble(given, diagnose(given), { results: 100_000 });
    expect(result.localNodes?.map((one) => one.node)).toEqual(['local-1', 'local-2']);
    expect(result.credentials.localCertificates.map(({ path }) => path)).toEqual([
      '1.crt',
      '2.crt',
    ]);
    expect(result.notSeen).toMatchObject({
      'more local nodes': {
        message: '3 of 5 local nodes are not shown, to bound the size of the report',
      },
      'more local certificates': {
        message: '1 of 3 local certificates are not shown, to bound the size of the report',
      },
    });
  }
});
