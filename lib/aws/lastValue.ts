/** A value that is read from AWS now and then, and stays in use while it cannot be read again. */
import { setTimeout } from 'node:timers/promises';
import { ConfigurationError, messageOf } from '../errors.ts';

export interface LastValueOptions<T> {
  /**
   * Throws ConfigurationError if there is no such value any more, other errors if it cannot be read
   * now.
   */
  readonly read: () => Promise<T>;
  /** For how long a value that was read counts as new, in milliseconds; asked each time. */
  readonly maxAgeMs: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Gets what was thrown when the last value is used instead. */
  readonly onProblem?: ((problem: Error) => void) | undefined;
  /** How long a caller waits for a newer value if there is one already, in milliseconds. */
  readonly patienceMs?: number;
}

/** Whoever has a value need not wait until a throttled service answers. */
const PATIENCE_MS = 2000;

/**
 * Gives a function that gives the value. It throws what `read` throws if there is no last value,
 * and ConfigurationError in any case: a secret that was deleted is not used any longer.
 */
export function lastValue<T>(options: LastValueOptions<T>): () => Promise<T> {
  const { now, patienceMs = PATIENCE_MS, onProblem = emitWarning } = options;
  let last: { readonly value: T; readonly until: number } | undefined;
  let reading: Promise<T> | undefined;

  async function refresh(): Promise<T> {
    try {
      last = { value: await options.read(), until: now() + options.maxAgeMs() };
    } catch (thrown) {
      if (thrown instanceof ConfigurationError) last = undefined;
      if (last === undefined) throw thrown;
      onProblem(new Error(`${messageOf(thrown)}; its last value is used`, { cause: thrown }));
    }
    return last.value;
  }

  return async () => {
    if (last !== undefined && now() < last.until) return last.value;
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    if (last === undefined) return reading;
    // Nobody may be waiting any more when it fails; then the next caller meets the same.
    reading.catch(() => undefined);
    return Promise.race([reading, setTimeout(patienceMs, last.value, { ref: false })]);
  };
}

function emitWarning(problem: Error): void {
  process.emitWarning(problem);
}
