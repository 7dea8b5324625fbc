import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../lib/diagnosis/catalogue/catalogue.ts';
import { address, hostAndPort } from '../../lib/diagnosis/catalogue/entry.ts';

const full = { cluster: 'eu', alias: 'archive', subject: '[::1]:9300, 10.0.0.2:9300' };
const bare = { cluster: 'eu', alias: 'archive' };

describe.each(Object.entries(CATALOGUE))('the catalogue entry %s', (code, entry) => {
  it('has a code for alerts and a short title', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.title).toMatch(/^[A-Zs].{8,59}[^.]$/);
    expect(entry.meaning).toMatch(/^[A-Z][\s\S]+\.$/);
    expect(entry.documentation).toMatch(/^https:\/\/www\.elastic\.co\/docs\//);
  });

  it.each([full, bare])('fills in what is known: %o', (places) => {
    for (const text of [entry.verify(places), entry.fix(places)]) {
      expect(text.length).toBeGreaterThan(5);
      expect(text).not.toMatch(/undefined|\[object/);
    }
  });
});

it('address and hostAndPort take the first address of the subject', () => {
  expect(address(full)).toBe('[::1]:9300');
  expect(address({ ...bare, subject: 'archive:9300 (10.0.0.1)' })).toBe('archive:9300');
  expect(hostAndPort({ ...bare, subject: 'archive:9300' })).toBe('archive 9300');
  expect(hostAndPort(bare)).toBe('<address>');
});
