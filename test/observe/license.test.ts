import { describe, expect, it } from 'vitest';
import { licenseRequest } from '../../lib/elasticsearch/license.ts';

describe('licenseRequest', () => {
  it('reads a licence that ends, and one that never does', () => {
    const license = {
      status: 'active',
      uid: 'aabd2551-4fd4-4eb3-9c91-1d39a2a9cd45',
      type: 'trial',
      issue_date: '2026-11-24T00:26:40.000Z',
      expiry_date: '2026-12-24T00:26:40.000Z',
      expiry_date_in_millis: 1_798_071_999_000,
      max_nodes: 1000,
    };
    expect(licenseRequest.schema.parse({ license })).toEqual({
      uid: license.uid,
      type: 'trial',
      status: 'active',
      expiresAt: '2026-12-24T00:26:39.000Z',
    });
    const basic = { status: 'active', uid: 'b', type: 'basic', issue_date_in_millis: 1 };
    expect(licenseRequest.schema.parse({ license: basic })).toEqual({ uid: 'b', type: 'basic', status: 'active' });
  });

  it.each([{}, { license: {} }, { license: { status: 'active', uid: 'u', type: 'trial', expiry_date_in_millis: 1e300 } }])(
    'refuses %j',
    (body) => {
      expect(licenseRequest.schema.safeParse(body).success).toBe(false);
    },
  );
});
