/** What goes wrong with the check itself, as values: it takes nothing else along. */
import { DeadlineError } from '../deadline.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Answer, CheckFailure } from './facts.ts';

/** A secret that cannot be read. The message names where the registry gives which reference. */
export class SecretError extends ConfigurationError {
  /** The key in the registry, such as `remotes.archive.remote.auth.apiKey`. */
  readonly key: string;

  constructor(key: string, message: string) {
    super(message);
    this.key = key;
  }
}

/** A message may quote what a cluster answered, which has no limit. */
const LONGEST_MESSAGE = 500;

export interface FailureOptions {
  /** What failed, to begin a sentence with. */
  readonly what: string;
  /** Takes credentials out of a message. */
  readonly redact?: ((text: string) => string) | undefined;
}

export function failureOf(
  thrown: unknown,
  { what, redact = (text) => text }: FailureOptions,
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
