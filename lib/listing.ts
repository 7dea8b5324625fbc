/**
 * Peers decide how many nodes there are: a sentence names the first of them, and says how many more
 * there are.
 */

const MOST = 16;

export function listing(items: readonly string[], separator = ', '): string {
  const named = items.slice(0, MOST).join(separator);
  return items.length > MOST ? `${named}${separator}and ${items.length - MOST} more` : named;
}
