import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainAlias } from '../../../lib/collect/elasticsearch/active.ts';

describe('isPlainAlias', () => {
  test.each(['archive', 'eu-archive_2', '_x', '9', 'UPPER'])(
    'lets %s stand in a request',
    (alias) => {
      expect(isPlainAlias(alias)).toBe(true);
    },
  );

  test.each([
    '',
    '*',
    'a*',
    'a,b',
    '-a',
    'a:b',
    'a/b',
    '..',
    'a b',
    'a?b',
    'a#b',
    '<a>',
    '(local)',
    'a%2Cb',
    'ä',
    'a\n',
  ])('keeps %j out, which would ask another cluster, several, or another path', (alias) => {
    expect(isPlainAlias(alias)).toBe(false);
  });

  test('lets nothing through that percent-encoding would change', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (alias) => !isPlainAlias(alias) || encodeURIComponent(alias) === alias,
      ),
    );
  });
});
