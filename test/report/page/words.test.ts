import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsed, lines, moment, remotePath } from '../../../lib/report/page/words.ts';
import { NOW } from '../../support/facts.ts';
import { HOSTILE } from '../../support/results.ts';
import { minutesAgo } from './stored.ts';

it('lines keeps the line breaks of a request and no other control character', () => {
  expect(lines('GET _remote/info\n\u001b[31mred')).toBe('GET _remote/info\n�[31mred');
});

describe('remotePath', () => {
  it('encodes what a path would split at', () => {
    expect(remotePath({ cluster: 'eu', alias: 'a/b?c#d' })).toBe('remotes/eu/a%2Fb%3Fc%23d');
  });

  it('is a path of two names, whatever they are', () => {
    const name = fc
      .array(fc.integer({ min: 0, max: 0xffff }))
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(name, fc.constantFrom('\ud800', HOSTILE, ''), (cluster, alias) => {
        expect(remotePath({ cluster, alias })).toMatch(/^remotes\/[^/?#<>"]*\/[^/?#<>"]*$/);
      }),
    );
  });
});

it('moment shows the day and the second', () => {
  expect(moment('2026-11-24T01:02:03.456Z')).toBe('2026-11-24 01:02:03 UTC');
});

describe('elapsed', () => {
  it.each([
    [0, '0 s'],
    [0.5, '30 s'],
    [1, '1 min'],
    [59.9, '59 min'],
    [60, '1 h'],
    [23.9 * 60, '23 h'],
    [49 * 60, '2 d'],
  ])('of %d minutes is %s', (minutes, text) => {
    expect(elapsed(minutesAgo(minutes), NOW)).toBe(text);
  });

  it('is nothing where clocks differ', () => {
    expect(elapsed(minutesAgo(-5), NOW)).toBe('0 s');
  });
});
