/** What the words of an alert are made of. They hold no markup: each channel has its own. */

/** Our own words, or a name: what others chose, such as an alias, a code, or an id. */
export type Span = string | { readonly name: string };

/** Spans that stand one after the other, in one line. */
export type Phrase = readonly Span[];

/** `Since`: `2026-11-24 00:00:00 UTC, for 3 h`. */
export interface Fact {
  readonly label: string;
  readonly value: Phrase;
}

/** The first names, and how many more there are: `a, b, 3 more`. */
export function firstNames(names: readonly string[], most: number): Phrase {
  const more = names.length > most ? [`${names.length - most} more`] : [];
  return separated([
    ...names.slice(0, most).map((name) => [{ name }]),
    ...more.map((text) => [text]),
  ]);
}

/** Phrases with a comma between them. */
export function separated(phrases: readonly Phrase[]): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [', ', ...phrase]));
}

/** `1 minute`, `2 minutes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
