/** Keeps what goes wrong with one question from taking others along: it becomes a value. */
import { DeadlineError, type Limits, within } from '../deadline.ts';
import { FAILURE_CODES } from '../diagnosis/causes/checkFailures.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Answer, CheckFailure } from '../facts/facts.ts';
import type { Finding } from '../result/finding.ts';
import type { CheckResult } from '../result/result.ts';

/** A secret that cannot be read. The message names where the registry gives which reference. */
export class SecretError extends ConfigurationError {
  /** The key in the registry, such as `remotes.archive.remote.auth.apiKey`. */
  readonly key: string;

  constructor(key: string, message: string) {
    super(message);
    this.key = key;
  }
}

export interface Attempt extends Limits {
  /** What is attempted, to begin a sentence with. */
  readonly what: string;
  /** Takes credentials out of a message. */
  readonly redact?: ((text: string) => string) | undefined;
}

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

/** A message may quote what a cluster answered, which has no limit. */
const LONGEST_MESSAGE = 500;

export function failureOf(
  thrown: unknown,
  { what, redact = (text) => text }: Pick<Attempt, 'what' | 'redact'>,
): CheckFailure {
  if (thrown instanceof SecretError)
    return { code: 'secret-unreadable', subject: thrown.key, evidence: thrown.message };
  const text = redact(messageOf(thrown));
  const message = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}… (cut)` : text;
  if (thrown instanceof DeadlineError)
    return { code: 'deadline-passed', evidence: `${what}: ${message}` };
  if (thrown instanceof ConfigurationError)
    return { code: 'access-unusable', evidence: `${what}: ${message}` };
  const name = thrown instanceof Error ? `${thrown.name}: ` : '';
  return { code: 'check-failed', evidence: `${what} failed: ${name}${message}` };
}

/** The answer of a question that failed in this way. */
export function unanswered({
  code,
  evidence,
}: CheckFailure): Extract<Answer<never>, { ok: false }> {
  const kind = code === 'check-failed' ? 'nonsense' : 'not-asked';
  return { ok: false, failed: { kind, message: evidence, reasons: [], durationMs: 0 } };
}

/** What went wrong with the check itself, as its result says it. */
export function checkerFindings({ cause, findings }: CheckResult): Finding[] {
  return [cause, ...findings].filter(({ code }) => FAILURE_CODES.some((known) => known === code));
}
