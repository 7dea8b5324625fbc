/** At most so many UTF-16 units; a text that is longer ends with `…`, and no character is cut in two. */
export function cut(text: string, length: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= length) return wellFormed;
  return `${wellFormed.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
