/** Which names somebody may have meant. */
import { ALL_CODES, isCauseCode } from './diagnosis/codes.ts';

/** What to write in place of a cause code that does not exist; undefined if it exists. */
export function unknownCode(code: string): string | undefined {
  if (isCauseCode(code)) return undefined;
  const [first, ...others] = nearestCodes(code);
  return first === undefined
    ? 'write a cause code that "remote-cluster-checker explain" lists'
    : `did you mean ${[first, ...others].join(' or ')}?`;
}

/** Up to three cause codes that are few letters away, the nearest first. */
function nearestCodes(typed: string): string[] {
  return nearest(typed, ALL_CODES);
}

const MOST_SHOWN = 3;

function nearest(typed: string, names: readonly string[]): string[] {
  const most = Math.max(2, Math.floor(typed.length / 4));
  const ranked = names.map((name) => ({ name, letters: distance(typed.toLowerCase(), name) }));
  const best = Math.min(...ranked.map(({ letters }) => letters));
  return ranked
    .filter(({ letters, name }) => letters <= most || (typed.length > 3 && name.includes(typed)))
    .filter(({ letters }) => letters <= best + 1 || best > most)
    .sort((a, b) => a.letters - b.letters)
    .slice(0, MOST_SHOWN)
    .map(({ name }) => name);
}

/** Levenshtein's: letters to insert, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, expected] of [...other].entries()) {
      const replaced = Number(row[index]) + (letter === expected ? 0 : 1);
      next.push(Math.min(replaced, Number(row[index + 1]) + 1, Number(next[index]) + 1));
    }
    row = next;
  }
  return Number(row.at(-1));
}
