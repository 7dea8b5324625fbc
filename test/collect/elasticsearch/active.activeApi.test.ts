import { describe, expect, test } from 'vitest';
import { activeApi } from '../../../lib/collect/elasticsearch/active.ts';

describe('activeApi', () => {
  test.each(['7.17.29', '8.0.0', '8.12.2', '8.12.99'])(
    'searches from %s, which has no _resolve/cluster',
    (version) => {
      expect(activeApi(version)).toBe('search');
    },
  );

  test.each(['8.16.3', '8.16.5', '8.17.1', '8.17.3', '8.17.2-SNAPSHOT'])(
    'searches from %s, whose _resolve/cluster fails fast without connecting',
    (version) => {
      expect(activeApi(version)).toBe('search');
    },
  );

  test.each([
    '8.13.0',
    '8.16.2',
    '8.16.6',
    '8.17.0',
    '8.17.4',
    '8.19.21',
    '9.0.8',
    '9.5.3',
    '10.0.0',
  ])('resolves from %s', (version) => {
    expect(activeApi(version)).toBe('resolve-cluster');
  });

  test.each([undefined, '', 'serverless', '9.5'])(
    'tries to resolve where the version is not known: %s',
    (version) => {
      expect(activeApi(version)).toBe('resolve-cluster');
    },
  );
});
