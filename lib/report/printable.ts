/**
 * Names and texts come from clusters and certificates. Control characters in them must not reach a
 * terminal or a log, nor characters that turn a line around or that nobody sees.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text in one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '�');
}

/** A text of several lines. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character === '\n' ? '\n' : '�'));
}

/** JSON that readers take for the same value: these characters stand there as escapes. */
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
