/** What tests lay texts for a terminal out for. */
import { NO_INK, type Paper, PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';

export function paper(width: number): Paper {
  return { ...PLAIN_PAPER, width };
}

/** Colors as marks that can be read. */
export const MARKED: Paper = {
  ...PLAIN_PAPER,
  ink: {
    status: (status, text) => `{${status} ${text}}`,
    bold: (text) => `{bold ${text}}`,
    dim: (text) => `{dim ${text}}`,
    typed: (text) => `{typed ${text}}`,
  },
};

export { NO_INK, PLAIN_PAPER };
