import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  active,
  answered,
  broken,
  facts,
  notAnswered,
  refusedActive,
  registration,
  remoteFacts,
} from '../../support/facts.ts';

const KEY = 'cwjPLqIBkFNWaXU2NjrZ';
const apiKeyModel = registration({ securityModel: 'api-key' });
/** As Elasticsearch 9.5.3 says it. */
const VAGUE = `unable to authenticate user [${KEY}] for action [indices:admin/resolve/cluster]`;
const NO_SHARD =
  'HTTP 503 to GET /_security/api_key at http://127.0.0.1:39945: at least one search shard for the index [.security-7] is unavailable';
const REFUSED = `action [indices:admin/resolve/cluster] towards remote cluster is unauthorized for user [elastic] with assigned roles [superuser] authenticated by API key id [${KEY}] of user [elastic], this action is granted by the index privileges [read_cross_cluster,view_index_metadata,manage,read,all]`;

function listed(access?: string[]) {
  const key = { id: KEY, name: 'followers', type: 'cross_cluster', invalidated: false };
  return remoteFacts({ apiKeys: answered([access === undefined ? key : { ...key, access }]) });
}

describe('a vague refusal of a key', () => {
  const refusal = { registration: apiKeyModel, active: [refusedActive(VAGUE)] };

  it('is no fault of the key if the remote cannot read its security index', () => {
    const remote = remoteFacts({ apiKeys: notAnswered('refused', NO_SHARD) });
    const { status, cause } = diagnose(broken({ ...refusal, remote }));
    expect({ status, code: cause.code }).toEqual({
      status: 'failing',
      code: 'remote-cannot-check-keys',
    });
    expect(cause.evidence).toContain(NO_SHARD);
    expect(textOf(cause.fix)).not.toMatch(/cross_cluster\/api_key/);
  });

  it('leaves two readings if the remote lists the key as valid, and asks for no new key', () => {
    const { cause } = diagnose(broken({ ...refusal, remote: listed() }));
    expect(cause.code).toBe('api-key-refused');
    expect(cause.evidence).toMatch(/another secret, or the address leads to another cluster/);
    expect(textOf(cause.fix)).not.toMatch(/cross_cluster\/api_key/);
  });

  it.each([
    ['nobody lists the keys', {}],
    ['the list is refused', { remote: remoteFacts({ apiKeys: notAnswered('not-authorized') }) }],
  ])('says how to tell the readings apart if %s', (_what, more) => {
    const { cause } = diagnose(broken({ ...refusal, ...more }));
    expect(cause.code).toBe('api-key-invalid');
    expect(textOf(cause.fix)).toMatch(/First see whether the remote lists the key/);
  });
});

describe('a key that allows no search', () => {
  const witness = active({ outcome: 'not-authorized', error: REFUSED });
  const told = (overrides: Partial<RegistrationFacts>) => {
    const given = facts({ registration: apiKeyModel, active: [witness], ...overrides });
    const { status, findings } = diagnose(given);
    const codes = findings.map(({ code }) => code);
    expect(codes).not.toContain('checker-not-authorized');
    return { status, evidence: findings.find(({ code }) => code === 'api-key-without-search') };
  };

  it.each([
    [listed(['replication']), 'lists the key with access for replication only'],
    [listed([]), 'lists the key with access for nothing only'],
    [listed(), 'Either the key gives no access for search, or the role'],
  ])('is a note on a link that works', (remote, text) => {
    expect(told({ remote })).toMatchObject({
      status: 'healthy',
      evidence: {
        severity: 'note',
        subject: `API key ${KEY}`,
        evidence: expect.stringContaining(text),
      },
    });
  });

  it('is not proved if the key allows search, or if the user may lack a privilege', () => {
    const limited = active({ outcome: 'not-authorized', error: REFUSED.replace('superuser', 'x') });
    for (const given of [
      facts({ registration: apiKeyModel, active: [witness], remote: listed(['search']) }),
      facts({ registration: apiKeyModel, active: [limited] }),
    ])
      expect(diagnose(given)).toMatchObject({
        status: 'unknown',
        cause: { code: 'checker-not-authorized' },
      });
  });

  it('is not proved by a refusal that names no key, or in the certificate model', () => {
    const error = REFUSED.replace(/authenticated by.*/, '');
    const other = [active({ outcome: 'not-authorized', error })];
    const { error: _none, ...silent } = { ...witness };
    for (const given of [
      facts({ registration: apiKeyModel, active: other }),
      facts({ registration: apiKeyModel, active: [silent] }),
      facts({ active: [witness] }),
    ])
      expect(diagnose(given)).toMatchObject({
        status: 'unknown',
        cause: { code: 'checker-not-authorized' },
      });
  });
});
