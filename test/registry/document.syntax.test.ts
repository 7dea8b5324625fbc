import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { syntaxFaults } from '../../lib/registry/document.ts';

describe('syntaxFaults', () => {
  it.each([
    ['a: !vault s3cret', 'remove the tag, or put text that starts with ! in quotes'],
    ['a: "\\s3cret"', 'write \\\\ for a backslash, or use single quotes'],
    ['a: @s3cret', 'put text that starts with @ or ` in quotes'],
    [
      'a: >s3cret',
      'put text with special characters in quotes, and check indentation and brackets above',
    ],
    ['a: s3cret: b', 'put text with ": " in quotes, or start a new line for nested values'],
    ['a: "s3cret', 'correct this: Missing closing "quote'],
    ['a:\n\tb: s3cret', 'indent with spaces, not with tabs'],
    ['s3cret\na: b', 'write a colon after the key, and check quotes and indentation above'],
    ['{{ s3cret }}: a', 'write a plain word as the key, and text with braces in quotes'],
    [`${'['.repeat(9999)}s3cret${']'.repeat(9999)}`, 'nest less deeply'],
  ])('returns a remedy for %j without quoting it', (text, remedy) => {
    const faults = syntaxFaults(
      parseDocument(text, { prettyErrors: false, stringKeys: true, logLevel: 'error' }),
    );
    expect(faults[0]?.remedy).toBe(remedy);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });

  it('ignores parser warnings other than tags', () => {
    const document = parseDocument('%FOO\n---\na: 1\n', { prettyErrors: false });
    expect(document.warnings.map(({ code }) => code)).toEqual(['BAD_DIRECTIVE']);
    expect(syntaxFaults(document)).toEqual([]);
  });
});
