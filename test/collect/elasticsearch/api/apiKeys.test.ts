import { describe, expect, test } from 'vitest';
import { apiKeysRequest } from '../../../../lib/collect/elasticsearch/api/apiKeys.ts';
import { apiKeySchema } from '../../../../lib/result/result.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

describe('apiKeysRequest', () => {
  test('tells good, rest, expired and invalidated keys apart', () => {
    expect(parsedRecording(apiKeysRequest, 'c-sniff-api-key/remote-api-keys')).toEqual([
      {
        id: '4W8LCqIB1e8_Sxn6QJpX',
        name: 'good',
        type: 'cross_cluster',
        invalidated: false,
        access: ['search'],
      },
      { id: '4m8LCqIB1e8_Sxn6S5r1', name: 'rest', type: 'rest', invalidated: false },
      {
        id: '5G8LCqIB1e8_Sxn6T5pe',
        name: 'expired',
        type: 'cross_cluster',
        invalidated: false,
        expiration: '2026-11-23T20:14:04.103Z',
        access: ['search'],
      },
      {
        id: '5W8LCqIB1e8_Sxn6U5qx',
        name: 'gone',
        type: 'cross_cluster',
        invalidated: true,
        access: ['search'],
      },
    ]);
  });

  test('reads a key of a version without types, and one without a name', () => {
    const body = { api_keys: [{ id: 'a', name: null, invalidated: false }] };
    expect(parsed(apiKeysRequest, body)).toEqual([
      { id: 'a', name: '', type: 'rest', invalidated: false },
    ]);
  });

  test('reads the empty answer that filter_path leaves of no keys', () => {
    expect(parsed(apiKeysRequest, {})).toEqual([]);
  });

  test.each([
    [1e20, '9999-12-31T23:59:59.999Z'],
    [253_402_300_800_000, '9999-12-31T23:59:59.999Z'],
    [-1e300, '0000-01-01T00:00:00.000Z'],
  ])('takes an expiration of %d for the nearest that a result can hold', (expiration, shown) => {
    const [key] = parsed(apiKeysRequest, {
      api_keys: [{ id: 'a', invalidated: false, expiration }],
    });
    expect(apiKeySchema.parse(key)).toMatchObject({ expiration: shown });
  });

  test('refuses an expiration that is no number', () => {
    const body = { api_keys: [{ id: 'a', invalidated: false, expiration: 'soon' }] };
    expect(apiKeysRequest.schema.safeParse(body).success).toBe(false);
  });
});
