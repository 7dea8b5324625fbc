import { expect, it } from 'vitest';
import { showsUnicode } from '../../lib/cli/terminal.ts';

it.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{}, false],
  [{ LANG: 'C', LC_CTYPE: 'de_AT.utf8' }, true],
  [{ LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, false],
])('showsUnicode goes by the locale: %j', (env, shows) => {
  expect(showsUnicode(env)).toBe(shows);
});
