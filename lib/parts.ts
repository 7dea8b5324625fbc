/** Remotes of one local cluster that are too many for one check. */

/** So many dead remotes are checked within the deadline of one check. */
export const REMOTES_AT_MOST = 50;

/** Parts that are checked one by one. */
export function partsOf(aliases: readonly string[]): string[][] {
  const count = Math.ceil(aliases.length / REMOTES_AT_MOST);
  return Array.from({ length: count }, (_, index) =>
    aliases.slice(index * REMOTES_AT_MOST, (index + 1) * REMOTES_AT_MOST),
  );
}
