import { describe, expect, it } from 'vitest';
import { licenseRequest } from '../../../../lib/collect/elasticsearch/api/license.ts';
import { createClient } from '../../../../lib/collect/elasticsearch/client.ts';
import { failureOfAnswer } from '../../../../lib/collect/elasticsearch/failure.ts';
import { licenseSchema } from '../../../../lib/result/expiry.ts';
import { parsedRecording } from '../support/parse.ts';
import { recording } from '../support/recording.ts';

const node = createClient({
  url: 'http://es.example:9200',
  auth: { kind: 'none' },
  requestTimeoutMs: 1_000,
});

describe('licenseRequest', () => {
  it('reads a license that ends, and one that never does', () => {
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
    expect(licenseRequest.schema.parse({ license: basic })).toEqual({
      uid: 'b',
      type: 'basic',
      status: 'active',
    });
  });

  it.each(['9.5.3', '8.19.21'])(
    'reads the trial and the basic license that %s makes for itself',
    (version) => {
      expect(parsedRecording(licenseRequest, `y-licenses/trial-${version}-license`)).toMatchObject({
        type: 'trial',
        status: 'active',
        expiresAt: expect.stringMatching(/^2026-12-28T/),
      });
      const basic = parsedRecording(licenseRequest, `y-licenses/basic-${version}-license`);
      expect(basic).toEqual({ type: 'basic', status: 'active', uid: expect.any(String) });
    },
  );

  it.each(['no-security-7.17.29', 'no-security-8.14.3', 'no-security-9.0.8', 'just-started'])(
    'there is none in %s',
    (name) => {
      const { status: statusCode = 0, body } = recording(`y-licenses/${name}-license`);
      expect(failureOfAnswer(node, '/_license', { statusCode, body }).kind).toBe('missing');
    },
  );

  it.each([
    [253_402_300_800_000, '9999-12-31T23:59:59.999Z'],
    [1e300, '9999-12-31T23:59:59.999Z'],
    [-62_167_219_200_001, '0000-01-01T00:00:00.000Z'],
  ])('takes an end at %d for the nearest that a result can hold', (ms, expiresAt) => {
    const license = { status: 'active', uid: 'u', type: 'trial', expiry_date_in_millis: ms };
    expect(licenseSchema.parse(licenseRequest.schema.parse({ license }))).toMatchObject({
      expiresAt,
    });
  });

  it.each([
    {},
    { license: {} },
    { license: { status: 'active', uid: 'u', type: 'trial', expiry_date_in_millis: 'soon' } },
  ])('refuses %j', (body) => {
    expect(licenseRequest.schema.safeParse(body).success).toBe(false);
  });
});
