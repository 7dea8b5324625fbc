/** The cause catalogue as text. */
import { CATALOGUE, type CauseCode } from '../diagnosis/catalogue/catalogue.ts';

/** The description of a cause, with placeholders instead of the values of a result. */
export interface Explanation {
  readonly code: CauseCode;
  readonly title: string;
  readonly severity: string;
  readonly meaning: string;
  readonly verify: string;
  readonly fix: string;
  readonly documentation: string;
}

export function explanationOf(code: CauseCode): Explanation {
  const { verify, fix, ...entry } = CATALOGUE[code];
  const places = { cluster: '<cluster>', alias: '<alias>', subject: '<address>' };
  return { code, ...entry, verify: verify(places), fix: fix(places) };
}

/** One entry. Undefined for an unknown code. */
export function explain(code: string): string | undefined {
  if (!isCauseCode(code)) return undefined;
  const { title, severity, meaning, verify, fix, documentation } = explanationOf(code);
  const parts = {
    'What it means': meaning,
    'How to verify': verify,
    'How to fix': fix,
    Documentation: documentation,
  };
  return `${code} (${severity})\n${title}\n${Object.entries(parts)
    .map(([head, text]) => `\n${head}\n${text.replace(/^/gm, '  ')}\n`)
    .join('')}`;
}

/** Each code with its severity and title, one line for each. */
export function explainAll(): string {
  const codes = Object.keys(CATALOGUE).filter(isCauseCode);
  const width = Math.max(...codes.map((code) => code.length));
  return codes
    .map(
      (code) =>
        `${code.padEnd(width)}  ${CATALOGUE[code].severity.padEnd(8)}  ${CATALOGUE[code].title}\n`,
    )
    .join('');
}

function isCauseCode(code: string): code is CauseCode {
  return Object.hasOwn(CATALOGUE, code);
}
