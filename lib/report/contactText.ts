/** Local clusters that could not be asked, as text for a terminal. */
import type { Block, Step } from '../result/instructions.ts';
import { blocksOf } from '../result/instructions.ts';
import { printable, printableLines } from './printable.ts';

interface ContactWords {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface ContactTextOptions {
  /** Of the terminal. */
  readonly columns: number;
  /** Marks a title. */
  readonly bold: (text: string) => string;
}

/**
 * A paragraph for each thought, wrapped at words; what is to be typed stands apart, without indent
 * and unwrapped, so that it can be copied.
 */
export function contactText(
  contacts: readonly ContactWords[],
  { columns, bold }: ContactTextOptions,
): string {
  const texts = contacts.map(({ title, steps }) =>
    [bold(wrapped(printable(title), columns)), ...paragraphs(steps, columns)].join('\n\n'),
  );
  return `${texts.join('\n\n\n')}\n`;
}

function paragraphs(steps: readonly Step[], columns: number): string[] {
  return blocksOf(steps, { place: 'checker-shell' }).map((block) => paragraph(block, columns));
}

function paragraph({ kind, text }: Block, columns: number): string {
  const safe = printableLines(text);
  return kind === 'typed' ? safe : wrapped(safe, columns);
}

/**
 * Breaks lines at blanks, below the indent of the line; a word that is longer than a line stands
 * alone.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^ */.exec(line) ?? [];
      const words = line.trim().split(/ +/);
      const lines = words.reduce((all, word) => added(all, word, columns - indent.length), '');
      return lines === '' ? '' : lines.replace(/^/gm, indent);
    })
    .join('\n');
}

function added(text: string, word: string, columns: number): string {
  if (text === '') return word;
  const last = text.length - (text.lastIndexOf('\n') + 1);
  return last + 1 + word.length > columns ? `${text}\n${word}` : `${text} ${word}`;
}
