import { expect, it } from 'vitest';
import { filePaperOf, paperOf, showsUnicode } from '../../lib/cli/terminal.ts';
import { fakeTerminal } from './fakeTerminal.ts';

it.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{}, false],
  [{ LANG: 'C', LC_CTYPE: 'de_AT.utf8' }, true],
  [{ LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, false],
])('showsUnicode goes by the locale: %j', (env, shows) => {
  expect(showsUnicode(env)).toBe(shows);
});

const ENDLESS = Number.POSITIVE_INFINITY;

it.each([
  [{ isTTY: true, columns: 100 }, {}, 100],
  [{ isTTY: true, columns: 20 }, {}, 60],
  [{ isTTY: true }, {}, 80],
  [{ isTTY: true }, { COLUMNS: '90' }, 90],
  [{}, {}, ENDLESS],
  [{}, { COLUMNS: '80' }, 80],
  [{}, { COLUMNS: 'wide' }, ENDLESS],
])('paperOf knows how wide lines may be: %j %j', (options, env, width) => {
  expect(paperOf(fakeTerminal({ ...options, env }).terminal).width).toBe(width);
});

it('paperOf has ink on a terminal only, and not with NO_COLOR', () => {
  const inks = (options: object, env: Record<string, string> = {}) => {
    const { ink } = paperOf(fakeTerminal({ ...options, env }).terminal);
    return [ink.status('failing', 'a'), ink.bold('a'), ink.dim('a'), ink.typed('a')];
  };
  expect(inks({ isTTY: true }).every((text) => text.startsWith('\u001b['))).toBe(true);
  const none = ['a', 'a', 'a', 'a'];
  expect(inks({})).toEqual(none);
  expect(inks({ isTTY: true }, { NO_COLOR: '1' })).toEqual(none);
  expect(inks({ isTTY: true }, { TERM: 'dumb' })).toEqual(none);
});

it('filePaperOf neither wraps nor paints', () => {
  const { width, ink, unicode } = filePaperOf({ env: { LANG: 'C.UTF-8' } });
  expect({ width, bold: ink.bold('a'), unicode }).toEqual({
    width: ENDLESS,
    bold: 'a',
    unicode: true,
  });
});
