/** Values in which each free text ends with characters that no output may show. */

/** Turns the text around, ends a C string, clears a terminal, hides, and is half a character. */
export const POISON = '\u202e\u0000\u009b2J\u200b\u2028\u{e0041}\ud800';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Those of the text that no output may show, without line ends. */
export function unseenIn(text: string): string[] {
  return [...new Set(text.match(UNSEEN)?.filter((character) => character !== '\n'))];
}

/** What an output is formatted by; everything else may come from a cluster. */
const FORMATTED =
  /^(?:kind|status|severity|outcome|failure|verdict|by|mode|source|roles|reachable|canUse|speaks|as|documentation)$|At$|^at$|[eE]xpir|[lL]easeEnd|^not(?:Before|After)$/;

export function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (FORMATTED.test(key) ? value : `${value}${POISON}`) as T;
  if (Array.isArray(value)) return value.map((entry) => poisoned(entry, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, entry]) => [name, poisoned(entry, name)]);
  return Object.fromEntries(entries) as T;
}
