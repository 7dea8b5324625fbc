/** The candidate that somebody who wrote `word` most likely meant; undefined where none is near. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(plain(word), plain(candidate)) }))
    .filter(({ distance }) => distance <= (word.length < 4 ? 1 : Math.max(2, word.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** server_name, server-name and servername are all near serverName. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

function distanceOf(word: string, candidate: string): number {
  return word.length >= 3 && candidate.startsWith(word) ? 1 : levenshtein(word, candidate);
}

function levenshtein(from: string, to: string): number {
  const lastRow = [...from].reduce(
    (row, letter, index) => {
      let [left, diagonal] = [index + 1, index];
      return row.map((above, column) => {
        left = Math.min(left + 1, above + 1, diagonal + (letter === to[column] ? 0 : 1));
        diagonal = above;
        return left;
      });
    },
    [...to].map((_, column) => column + 1),
  );
  return lastRow.at(-1) ?? from.length;
}
