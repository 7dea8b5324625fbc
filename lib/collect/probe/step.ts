/**
 * One signature for every probe, and the one runner that times and limits them and turns whatever
 * is thrown into a failed step.
 */

import { TimedOut, withLimit } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';

/** How long each step may take at most. */
export interface Timeouts {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly handshakeMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  dnsMs: 2_000,
  connectMs: 3_000,
  tlsMs: 3_000,
  handshakeMs: 3_000,
};

export interface ProbeOptions {
  readonly timeouts: Timeouts;
  /** The caller's own deadline: it ends every step at once, as `timed-out`. */
  readonly signal: AbortSignal;
}

/** What a step saw; a probe may hand over more with it, such as the open connection. */
export interface Seen<Evidence> {
  readonly evidence: Evidence;
}

/**
 * How a step failed, in the words of the operating system or the peer, and what was seen until
 * then.
 */
export interface Failed<Failure extends string, Evidence> {
  readonly failure: Failure | 'timed-out';
  readonly message: string;
  readonly evidence?: Evidence | undefined;
}

/**
 * One step along the wire. The runner owns clock, limit and result; a probe only probes: `run`
 * settles as soon as `signal` aborts, with everything closed that it opened and does not hand over.
 * What it throws, `failureOf` names.
 */
export interface Probe<Input, Evidence, Output extends Seen<Evidence>, Failure extends string> {
  readonly limit: keyof Timeouts;
  readonly run: (input: Input, signal: AbortSignal) => Promise<Output | Failed<Failure, Evidence>>;
  readonly failureOf: (error: unknown) => Failure;
}

/** A step as results have it, and what the next step needs where it went well. */
export type Ran<Evidence, Output, Failure extends string> =
  | {
      readonly step: { outcome: 'ok'; durationMs: number; evidence: Evidence };
      readonly output: Output;
    }
  | {
      readonly step: { outcome: 'failed'; durationMs: number } & Failed<Failure, Evidence>;
      readonly output?: undefined;
    };

/** Runs one probe within its own limit and the caller's deadline. Never rejects. */
export async function runProbe<
  Input,
  Evidence,
  Output extends Seen<Evidence>,
  Failure extends string,
>(
  probe: Probe<Input, Evidence, Output, Failure>,
  input: Input,
  { timeouts, signal }: ProbeOptions,
): Promise<Ran<Evidence, Output, Failure>> {
  const startedAt = performance.now();
  const result = await withLimit(timeouts[probe.limit], signal, (limited) =>
    probe.run(input, limited),
  ).catch((error: unknown) => failedBy(error, probe.failureOf));
  const durationMs = elapsedMs(startedAt);
  if (isFailed(result)) return { step: { outcome: 'failed', durationMs, ...result } };
  return { step: { outcome: 'ok', durationMs, evidence: result.evidence }, output: result };
}

/** The failure that a thrown error stands for; `timed-out` where a limit ended the work. */
export function failedBy<Failure extends string>(
  error: unknown,
  failureOf: (error: unknown) => Failure,
): Failed<Failure, never> {
  return {
    failure: error instanceof TimedOut ? 'timed-out' : failureOf(error),
    message: messageOf(error),
  };
}

/** Since `startedAt`, as `performance.now()` gave it, to a tenth of a millisecond. */
export function elapsedMs(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}

function isFailed<Failure extends string, Evidence>(
  result: object,
): result is Failed<Failure, Evidence> {
  return 'failure' in result;
}

/** Errors as Node reports those of the operating system. */

/**
 * `code` such as `ECONNREFUSED`, '' where there is none. Of several attempts in one AggregateError,
 * the first tells.
 */
export function systemCodeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first ? String(first.code) : '';
}
