/** A check on demand, from the request to the results. */
import type * as z from 'zod';
import { deadline } from '../deadline.ts';
import { instantOf } from '../instant.ts';
import { byTrouble } from '../report/statusOrder.ts';
import type { CheckResult } from '../result/result.ts';
import type { ApiDependencies, CheckEvent } from './dependencies.ts';
import { problem } from './problem.ts';
import type { checkRequestSchema } from './schemas.ts';
import { knownCluster, refuseUnknownAliases } from './storedRemotes.ts';

/** API Gateway gives up after 30 s. */
const CHECK_TIMEOUT_MS = 28_000;
const CHECKS_PER_MINUTE = 10;

type CheckRequest = z.infer<typeof checkRequestSchema>;

/** Makes what answers requests for checks: results worst first, or a problem thrown. */
export function checkRunner(
  dependencies: ApiDependencies,
): (request: CheckRequest) => Promise<CheckResult[]> {
  const {
    now,
    checkTimeoutMs: timeoutMs = CHECK_TIMEOUT_MS,
    checksPerMinute: perMinute = CHECKS_PER_MINUTE,
  } = dependencies;
  const takeTurn = createTurns({ perMinute, timeoutMs, now });

  return async ({ cluster: name, remotes }) => {
    const signal = deadline(timeoutMs);
    const cluster = await knownCluster(dependencies, name);
    await refuseUnknownAliases(dependencies, { cluster, remotes: remotes ?? [] });
    const turn = takeTurn(name);
    if (!turn.granted)
      throw problem(429, turn.why, { headers: { 'Retry-After': String(turn.retryAfterSeconds) } });
    const event = {
      cluster: name,
      ...(remotes === undefined ? {} : { remotes }),
      run: instantOf(now()),
      save: false,
    };
    try {
      return byTrouble(await withinTime(dependencies, event, signal));
    } finally {
      turn.end();
    }
  };
}

async function withinTime(
  { invokeCheck, logError }: ApiDependencies,
  event: CheckEvent,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  try {
    signal.throwIfAborted();
    return await Promise.race([invokeCheck(event, signal), aborted(signal)]);
  } catch (thrown) {
    if (signal.aborted)
      throw problem(
        504,
        `The check of cluster ${event.cluster} did not end in time; the status page has the latest result`,
      );
    logError(thrown);
    throw problem(
      502,
      `The check of cluster ${event.cluster} ended with an error; its log says why`,
    );
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}

/**
 * Who may start a check on demand now. Counts in this instance only: each Lambda instance has its
 * own.
 */

export interface TurnOptions {
  /** Checks that may be started within a minute. */
  readonly perMinute: number;
  /** How long a check may run. */
  readonly timeoutMs: number;
  readonly now: () => Date;
}

export type Turn =
  | { readonly granted: true; readonly end: () => void }
  | { readonly granted: false; readonly retryAfterSeconds: number; readonly why: string };

const MINUTE_MS = 60_000;

/** One check of a cluster at a time, and so many of all clusters within a minute. */
export function createTurns({ perMinute, timeoutMs, now }: TurnOptions): (cluster: string) => Turn {
  const running = new Map<string, number>();
  let started: readonly number[] = [];

  return (cluster) => {
    const nowMs = now().getTime();
    const runningSince = running.get(cluster);
    if (runningSince !== undefined)
      return refuse(runningSince + timeoutMs - nowMs, `A check of cluster ${cluster} is running`);
    started = started.filter((at) => nowMs - at < MINUTE_MS);
    const inTheWay = started.at(-perMinute);
    if (started.length >= perMinute && inTheWay !== undefined)
      return refuse(
        inTheWay + MINUTE_MS - nowMs,
        `${perMinute} checks were started within a minute, which is the limit`,
      );
    started = [...started, nowMs];
    running.set(cluster, nowMs);
    return { granted: true, end: () => running.delete(cluster) };
  };
}

function refuse(waitMs: number, why: string): Turn {
  return { granted: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), why };
}
