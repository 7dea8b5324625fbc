/** Keeps what goes wrong with one question from taking others along: it becomes a value. */
import { type Limits, within } from '../deadline.ts';
import type { CheckFailure } from '../facts/facts.ts';
import { type FailureOptions, failureOf } from '../facts/failures.ts';

export type Attempt = Limits & FailureOptions;

export type Attempted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CheckFailure };

/** Never rejects, and settles at the latest when a limit is reached. */
export async function attempt<T>(
  options: Attempt,
  work: () => T | PromiseLike<T>,
): Promise<Attempted<T>> {
  try {
    return { ok: true, value: await within(options, work) };
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown, options) };
  }
}
