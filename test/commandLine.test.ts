import { expect, it } from 'vitest';
import { commandLines } from '../lib/commandLine.ts';

it.each([
  ['a short command', 'a --b c', ['a --b c']],
  [
    'an option with its value',
    'check https://es-1:9200 --user elastic',
    ['check https://es-1:9200 \\', '  --user elastic'],
  ],
  [
    'quotes',
    `explain "expected to connect to a" 'and b'`,
    ['explain "expected to connect to a" \\', "  'and b'"],
  ],
  [
    'a word that is longer than a line',
    `a ${'b'.repeat(40)} c`,
    ['a \\', `  ${'b'.repeat(40)} \\`, '  c'],
  ],
  ['nothing', '', ['']],
])('commandLines keeps %s whole', (_what, command, lines) => {
  expect(commandLines(command, 36)).toEqual(lines);
});
