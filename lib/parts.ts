/** Remotes of one local cluster that are too many for one check. */

/** One check ends by its deadline even if this many remotes are dead. */
export const REMOTES_AT_MOST = 50;

/** Parts that are checked one by one. */
export function partsOf(aliases: readonly string[]): string[][] {
  const count = Math.ceil(aliases.length / REMOTES_AT_MOST);
  return Array.from({ length: count }, (_, index) =>
    aliases.slice(index * REMOTES_AT_MOST, (index + 1) * REMOTES_AT_MOST),
  );
}
