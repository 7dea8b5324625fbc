/** Bounds how much is done at a time by work of which some may hang. */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Begins work when there is a place for it. */
export type Places = <T>(work: () => Promise<T>) => Promise<T>;

/** What waits longer for its peer hands its place on to the next: those that hang must not hold up all others. */
const PLACE_MS = 500;

export function createPlaces(atATime: number): Places {
  const limit = pLimit(atATime);
  return <T>(work: () => Promise<T>) => {
    const { promise, resolve } = Promise.withResolvers<T>();
    void limit(async () => {
      const begun = work();
      resolve(begun);
      await Promise.race([begun, sleep(PLACE_MS, undefined, { ref: false })]);
    }).catch(() => undefined);
    return promise;
  };
}
