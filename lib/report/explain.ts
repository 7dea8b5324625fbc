/** The cause catalogue as text. */
import { CATALOGUE, type CauseCode } from '../diagnosis/catalogue/catalogue.ts';

/** One entry, with placeholders where a result would have values; undefined for an unknown code. */
export function explain(code: string): string | undefined {
  if (!isCauseCode(code)) return undefined;
  const { title, severity, meaning, verify, fix, documentation } = CATALOGUE[code];
  const places = { cluster: '<cluster>', alias: '<alias>', subject: '<address>' };
  const parts = { 'What it means': meaning, 'How to verify': verify(places), 'How to fix': fix(places), Documentation: documentation };
  return `${code} (${severity})\n${title}\n${Object.entries(parts)
    .map(([head, text]) => `\n${head}\n${text.replace(/^/gm, '  ')}\n`)
    .join('')}`;
}

/** Every code with its severity and title, a line each. */
export function explainAll(): string {
  const codes = Object.keys(CATALOGUE).filter(isCauseCode);
  const width = Math.max(...codes.map((code) => code.length));
  return codes.map((code) => `${code.padEnd(width)}  ${CATALOGUE[code].severity.padEnd(8)}  ${CATALOGUE[code].title}\n`).join('');
}

function isCauseCode(code: string): code is CauseCode {
  return Object.hasOwn(CATALOGUE, code);
}
