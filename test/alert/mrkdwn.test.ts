import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, codeBlock, link, prose, sizeOf } from '../../lib/alert/mrkdwn.ts';
import { HOSTILE } from '../support/results.ts';

describe('prose', () => {
  it('escapes what Slack reads as markup', () => {
    expect(prose('a & <!channel> <https://evil.example|click>', 100)).toBe(
      'a &amp; &lt;!channel&gt; &lt;https://evil.example|click&gt;',
    );
  });

  it('takes formats away', () => {
    expect(prose('*bold* `code` ~gone~ skip_unavailable', 100)).toBe(
      "∗bold∗ 'code' ∼gone∼ skip_unavailable",
    );
  });

  it('keeps a hostile name on one line, without control characters', () => {
    expect(prose(HOSTILE, 100)).toBe('&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��');
  });

  it('cuts between characters and entities, where it says so', () => {
    expect(prose('a&b', 7)).toBe('a&amp;b');
    expect(prose('a&b', 6)).toBe('a…');
    expect(prose('😀😀', 4)).toBe('😀😀');
    expect(prose('😀😀', 3)).toBe('😀…');
  });
});

describe('code', () => {
  it('cannot be left by what stands in it', () => {
    expect(code('a` *b* <@U1>', 100)).toBe("`a' *b* &lt;@U1&gt;`");
  });

  it('is never empty, which would not be code', () => {
    expect(code('', 100)).toBe('`?`');
  });
});

describe('codeBlock', () => {
  it('keeps lines, and cannot be left by what stands in it', () => {
    expect(codeBlock('GET /\n```\n*b*\u001b', 100)).toBe("```\nGET /\n'''\n*b*�\n```");
  });
});

describe('link', () => {
  it('escapes what would end it', () => {
    expect(link('Status', 'https://status.example/a|b?c=<d>&e=f#>', 100)).toEqual([
      '<https://status.example/a%7Cb?c=%3Cd%3E&amp;e=f#%3E|Status>',
    ]);
  });

  it.each(['', 'status.example', 'javascript:alert(1)', 'file:///etc/passwd'])(
    'leaves %j out',
    (url) => {
      expect(link('Status', url, 100)).toEqual([]);
    },
  );

  it('leaves a URL out that is too long, since a part of it leads elsewhere', () => {
    expect(link('Status', 'https://status.example/', 23)).toHaveLength(1);
    expect(link('Status', 'https://status.example/', 22)).toEqual([]);
  });
});

describe('texts, whatever they are,', () => {
  const texts = fc.string({
    unit: fc.constantFrom(
      'a',
      '&',
      '<',
      '>',
      '`',
      '*',
      '"',
      '\\',
      '\n',
      '\u001b',
      '😀',
      '\ud800',
      'ä',
    ),
    maxLength: 40,
  });

  it.each([
    ['prose', prose, /^[^<>`*~\n]*$/],
    ['code', code, /^`[^<>`\n]+`$/],
    ['codeBlock', codeBlock, /^```\n[^<>`]*\n```$/],
  ] as const)('%s is within its length and its format', (_name, format, expected) => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 60 }), (text, length) => {
        const formatted = format(text, length);
        expect(formatted).toMatch(expected);
        expect(formatted.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
        expect(sizeOf(formatted)).toBeLessThanOrEqual(length + sizeOf(format('a', 1)) - 1);
      }),
    );
  });
});
