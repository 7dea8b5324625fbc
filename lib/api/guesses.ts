/**
 * Wrong tokens by address, so that nobody can try many. Counts in this instance only: each Lambda
 * instance has its own, and API Gateway throttles all requests besides.
 */

/** Within a minute. */
const MOST_GUESSES = 10;
const MINUTE_MS = 60_000;
/** The memory that a crowd of addresses may take. */
const MOST_ADDRESSES = 10_000;

export interface Guesses {
  /** Seconds until the address may present a token again; undefined if it may now. */
  readonly waitSeconds: (address: string) => number | undefined;
  /** Counts a wrong token. */
  readonly count: (address: string) => void;
}

export function createGuesses(now: () => Date): Guesses {
  /** Times of the latest guesses, the earliest first; the address that guessed last stands last. */
  const timesOf = new Map<string, readonly number[]>();
  const lately = (address: string) =>
    (timesOf.get(address) ?? []).filter((at) => now().getTime() - at < MINUTE_MS);

  return {
    waitSeconds: (address) => {
      const earliest = lately(address).at(-MOST_GUESSES);
      return earliest === undefined
        ? undefined
        : Math.max(1, Math.ceil((earliest + MINUTE_MS - now().getTime()) / 1000));
    },
    count: (address) => {
      const times = [...lately(address), now().getTime()].slice(-MOST_GUESSES);
      timesOf.delete(address);
      timesOf.set(address, times);
      const [oldest = ''] = timesOf.keys();
      if (timesOf.size > MOST_ADDRESSES) timesOf.delete(oldest);
    },
  };
}
