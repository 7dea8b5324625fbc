import { describe, expect, it } from 'vitest';
import { suggest } from '../../lib/registry/issues.ts';

const TLS = ['ca', 'certificate', 'key', 'fingerprint', 'serverName'];

describe('suggest', () => {
  it('accepts two swapped letters as a typo', () => {
    expect(suggest('nmae', ['urls', 'name'])).toBe('name');
  });

  it.each([
    ['servername', 'serverName'],
    ['server_name', 'serverName'],
    ['server-name', 'serverName'],
    ['sreverName', 'serverName'],
    ['certficate', 'certificate'],
    ['cert', 'certificate'],
    ['keys', 'key'],
    ['c', 'ca'],
    ['CA', 'ca'],
  ])('finds %s near %s', (word, candidate) => {
    expect(suggest(word, TLS)).toBe(candidate);
  });

  it.each(['verify', 'password', 'ce', ''])('finds nothing near %j', (word) => {
    expect(suggest(word, ['certificate', 'fingerprint'])).toBeUndefined();
  });

  it('finds the nearest of several, and nothing among none', () => {
    expect(suggest('successe', ['successor', 'successes'])).toBe('successes');
    expect(suggest('url', [])).toBeUndefined();
  });

  it('counts the length of the word as the distance of an empty candidate', () => {
    expect([suggest('a', ['']), suggest('abc', [''])]).toEqual(['', undefined]);
  });
});
