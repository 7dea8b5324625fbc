/**
 * Names and texts come from clusters and certificates. Removes characters that are dangerous in a
 * terminal or a log: control characters, bidirectional marks, and invisible characters.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '�');
}

/** A text with several lines. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character === '\n' ? '\n' : '�'));
}

/** JSON with the same value, in which these characters are escapes. */
export function printableJson(value: unknown, space?: number): string {
  return JSON.stringify(value, undefined, space).replace(UNPRINTABLE, (character) =>
    character === '\n' ? '\n' : escapeOf(character),
  );
}

function escapeOf(character: string): string {
  return character.replace(
    /[\s\S]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
