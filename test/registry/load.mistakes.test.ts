import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import { type Mistake, RegistryError } from '../../lib/registry/load.ts';

const mistake: Mistake = {
  file: 'clusters.yml',
  line: 3,
  column: 5,
  path: 'vantage',
  value: 'empty',
  remedy: 'write a name',
};

describe('RegistryError', () => {
  it('is a ConfigurationError that lists the mistakes in file order and keeps them as data', () => {
    const later = { ...mistake, line: 12, column: 1 };
    const sameLine = { ...mistake, column: 40, path: '' };
    const error = new RegistryError('clusters.yml', [later, sameLine, mistake]);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.mistakes).toEqual([mistake, sameLine, later]);
    expect(error.message).toMatchInlineSnapshot(`
      "clusters.yml has 3 mistakes
        clusters.yml:3:5 vantage is empty: write a name
        clusters.yml:3:40 the document is empty: write a name
        clusters.yml:12:1 vantage is empty: write a name"
    `);
  });

  it('counts a single mistake', () => {
    expect(new RegistryError('clusters.yml', [mistake]).message).toBe(
      'clusters.yml has 1 mistake\n  clusters.yml:3:5 vantage is empty: write a name',
    );
  });

  it('shows at most a hundred, and the number of the others', () => {
    const mistakes = Array.from({ length: 102 }, (_, index) => ({ ...mistake, line: index + 1 }));
    const error = new RegistryError('clusters.yml', mistakes);
    const lines = error.message.split('\n');
    expect(lines[0]).toBe('clusters.yml has 102 mistakes');
    expect(lines.slice(100)).toEqual([
      '  clusters.yml:100:5 vantage is empty: write a name',
      '  and 2 more, shown after you correct these',
    ]);
    expect(error.mistakes).toHaveLength(102);
  });
});
