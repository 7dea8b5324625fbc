/** A check on demand, from the request to the results. */
import type * as z from 'zod';
import { deadline } from '../deadline.ts';
import { byTrouble } from '../report/severity.ts';
import type { CheckResult } from '../result/result.ts';
import type { ApiDependencies, CheckEvent } from './dependencies.ts';
import { knownCluster, refuseUnknownAliases } from './known.ts';
import { problem } from './problem.ts';
import type { checkRequestSchema } from './schemas.ts';
import { createTurns } from './turns.ts';

/** API Gateway gives up after 30 s. */
const CHECK_TIMEOUT_MS = 28_000;
const CHECKS_PER_MINUTE = 10;

type CheckRequest = z.infer<typeof checkRequestSchema>;

/** Makes what answers requests for checks: results worst first, or a problem thrown. */
export function checkRunner(dependencies: ApiDependencies): (request: CheckRequest) => Promise<CheckResult[]> {
  const { now, checkTimeoutMs: timeoutMs = CHECK_TIMEOUT_MS, checksPerMinute: perMinute = CHECKS_PER_MINUTE } = dependencies;
  const takeTurn = createTurns({ perMinute, timeoutMs, now });

  return async ({ cluster: name, remotes }) => {
    const signal = deadline(timeoutMs);
    const cluster = await knownCluster(dependencies, name);
    await refuseUnknownAliases(dependencies, { cluster, remotes: remotes ?? [] });
    const turn = takeTurn(name);
    if (!turn.granted) throw problem(429, turn.why, { headers: { 'Retry-After': String(turn.retryAfterSeconds) } });
    const event = { cluster: name, ...(remotes === undefined ? {} : { remotes }), run: now().toISOString(), save: false };
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
      throw problem(504, `The check of cluster ${event.cluster} did not end in time; the status page has the latest result`);
    logError(thrown);
    throw problem(502, `The check of cluster ${event.cluster} ended with an error; its log says why`);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
