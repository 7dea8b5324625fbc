/** Commands that somebody types, broken so that each line fits and a shell joins them again. */

/**
 * Breaks between words only, never between an option and its value or inside quotes; a group that
 * is longer than `columns` stands alone.
 */
export function commandLines(command: string, columns: number): [string, ...string[]] {
  const groups = command.match(
    /(?:--?[\w-]+ (?!-)(?:"[^"]*"|'[^']*'|\S)+|(?:"[^"]*"|'[^']*'|\S)+)/g,
  );
  const lines: string[] = [];
  for (const group of groups ?? [command]) {
    const last = lines.at(-1);
    // A backslash and its blank end each line but the last.
    if (last === undefined) lines.push(group);
    else if (last.length + group.length + 3 <= columns) lines.splice(-1, 1, `${last} ${group}`);
    else lines.push(`${INDENT}${group}`);
  }
  const broken = lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
  return broken as [string, ...string[]];
}

const INDENT = '  ';
