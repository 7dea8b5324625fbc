import { describe, expect, test } from 'vitest';
import { flatSettingsSchema } from '../../../../lib/collect/elasticsearch/api/settings.ts';

describe('flatSettingsSchema', () => {
  test('gives texts and lists of texts, and leaves out what is neither', () => {
    const raw = {
      text: 'a',
      list: ['a', 'b'],
      count: 3,
      flag: false,
      nothing: null,
      nested: { a: 'b' },
    };
    expect(flatSettingsSchema.parse(raw)).toEqual({
      text: 'a',
      list: ['a', 'b'],
      count: '3',
      flag: 'false',
    });
  });
});
