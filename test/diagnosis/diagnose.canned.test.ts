/** A local cluster that answers with the words of public reports, and what is right to say then. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../lib/result/instructions.ts';
import { judge } from './canned.ts';

interface Right {
  readonly verdict: string;
  /** In title or evidence. */
  readonly says: readonly RegExp[];
  readonly fix: RegExp;
  readonly notFix?: RegExp;
}

const anotherNode: Right = {
  verdict: 'failing another-node-at-publish-address',
  says: [/es-remote-2/, /127\.0\.0\.1:19400/],
  fix: /publish_host.*"proxy"/s,
};
const anotherName: Right = {
  verdict: 'failing identity-changed',
  says: [/billing/],
  fix: /seeds.*proxy_address.*register dr again.*restart/s,
  notFix: /expect in the registry/,
};
const restricted: Right = {
  verdict: 'failing trust-restrictions',
  says: [/CN=es-0\.node\.archive/, /trusted names \[\*\.node/],
  fix: /trust\.subject_name/,
  notFix: /certificate_authorities/,
};

const RIGHT: Readonly<Record<string, Right>> = {
  'unexpected-remote-node': anotherNode,
  'publish-address-shared': anotherNode,
  'expected-cluster-name': {
    ...anotherName,
    says: [/^Another cluster answers: billing, not arch/],
  },
  'not-expected-name': { ...anotherName, says: [/^Another cluster answers: billing, not archive/] },
  'expected-cluster-name-proxy': anotherName,
  'trust-restrictions': restricted,
  'trust-restrictions-key': restricted,
  'missing-credentials-state': {
    verdict: 'failing security-differs',
    says: [/missing authentication credentials/, /security is off on es-local-0/],
    fix: /xpack\.security\.enabled/,
  },
  'ech-traffic-filter': {
    verdict: 'unknown checker-address-filtered',
    says: [/403/, /traffic filtering/],
    fix: /Allow the IP address/,
    notFix: /_security\/role/,
  },
  'own-key-expired': {
    verdict: 'unknown checker-credentials-refused',
    says: [/HTTP 401/, /api key is expired/],
    fix: /API key/,
    notFix: /_security\/role/,
  },
  'remote-circuit-breaker': {
    verdict: 'failing remote-overloaded',
    says: [/es-remote-1/, /Data too large/],
    fix: /heap/,
  },
  'no-intermediate': {
    verdict: 'failing certificate-untrusted',
    says: [/Example Issuing CA/, /intermediate/],
    fix: /full chain/,
  },
};

describe.concurrent('the words of the local cluster', () => {
  it.each(Object.entries(RIGHT))('of %s lead to their cause', async (name, right) => {
    const { status, cause, findings } = await judge(name);
    expect(`${status} ${cause.code}`).toBe(right.verdict);
    for (const said of right.says) expect(`${cause.title}. ${cause.evidence}`).toMatch(said);
    const fix = textOf(cause.fix);
    expect(fix).toMatch(right.fix);
    if (right.notFix !== undefined) expect(fix).not.toMatch(right.notFix);
    const all = JSON.stringify([cause, ...findings]);
    expect(all).not.toMatch(/gives no reason|no-eligible-gateway|skip_unavailable": false/);
  });
});
