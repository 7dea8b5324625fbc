import type { StoredRemote } from '../../store/types.ts';

/** A result that was stored longer ago is not current: the checks have most likely stopped. */
export const OLD_MINUTES = 15;

export function isOld({ updatedAt }: StoredRemote, now: Date): boolean {
  return now.getTime() - Date.parse(updatedAt) > OLD_MINUTES * 60_000;
}
