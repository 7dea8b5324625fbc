/** Prose and typed text of one column, within the width of a terminal. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { blocksOf, type Step } from '../../result/instructions.ts';
import { printable } from '../printable.ts';
import type { Paper } from './ink.ts';

/** In cells of a terminal: an East Asian letter takes two, an accent none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text in lines of this width, broken between words, or in a word that is longer. */
export function wrapped(text: string, width: number): string[] {
  if (!Number.isFinite(width) || widthOf(text) <= width) return [text];
  return wrapAnsi(text, Math.max(1, width), { hard: true }).split('\n');
}

export interface Indent {
  /** What the first line begins with. */
  readonly lead: string;
  /** Columns before each further line. */
  readonly hang: number;
  readonly paint?: ((text: string) => string) | undefined;
}

/** A text from a cluster as lines with a hanging indent. */
export function paragraph(text: string, { lead, hang, paint }: Indent, width: number): string[] {
  const room = width - Math.max(hang, widthOf(lead));
  return wrapped(printable(text), room).map((line, index) => {
    const start = index === 0 ? lead : ' '.repeat(hang);
    return `${start}${paint === undefined ? line : paint(line)}`;
  });
}

/**
 * Steps to verify or to fix. A request stands at the left edge, between empty lines, as it can be
 * copied; a body that is too wide for one line is spread over several.
 */
export function stepLines(steps: readonly Step[], indent: Indent, paper: Paper): string[] {
  const { width, ink } = paper;
  const blocks = blocksOf(steps, { width });
  const isTypedFirst = blocks[0]?.kind === 'typed' && indent.lead.trim() !== '';
  const lines = blocks.flatMap(({ kind, text }, index) => {
    if (kind === 'typed')
      return ['', ...text.split('\n').map((line) => ink.typed(printable(line))), ''];
    const first = index === 0 ? indent.lead : ' '.repeat(indent.hang);
    return text
      .split('\n')
      .flatMap((line, at) =>
        paragraph(line, { ...indent, lead: at === 0 ? first : ' '.repeat(indent.hang) }, width),
      );
  });
  return isTypedFirst ? [indent.lead.trimEnd(), ...lines] : lines;
}
