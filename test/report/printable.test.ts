import { expect, it } from 'vitest';
import { printable } from '../../lib/report/printable.ts';

it('printable replaces what would move a cursor, break a line or turn the text around', () => {
  expect(printable('a\u001b[31mb\nc\u009bd\u202ee\u2028f\tg')).toBe('a�[31mb�c�d�e�f�g');
});

it('printable leaves letters of every script as they are', () => {
  expect(printable('Zürich-東京 ok')).toBe('Zürich-東京 ok');
});
