/**
 * Runs the function alert as deployed, with its share of a processor and its timeout. Needs /proc,
 * so it runs only on Linux.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { readService } from '../../local/stack/service.ts';
import { cpuSeconds } from '../processes.ts';
import type { AlertAnswer, AlertQuestion } from './alerting.ts';

const ALERTING = join(import.meta.dirname, 'alerting.ts');
/** Lambda gives a function one processor for this much memory. */
const MEGABYTES_PER_PROCESSOR = 1769;

const deployedSchema = z.object({
  functions: z.object({ alert: z.object({ memorySize: z.int(), timeout: z.int() }) }),
  params: z.object({ default: z.object({ settleSeconds: z.int() }) }),
});

export interface HeldAlert extends Disposable {
  /** Share of a processor. */
  readonly share: number;
  readonly timeoutSeconds: number;
  /** Runs it once. Returns its error, or a text if it reached its timeout. */
  run(aheadMs: number): Promise<string | undefined>;
}

/** This process's environment becomes the environment of the function. */
export async function createHeldAlert(): Promise<HeldAlert> {
  const { functions, params } = deployedSchema.parse(await readService());
  const { memorySize, timeout: timeoutSeconds } = functions.alert;
  const share = memorySize / MEGABYTES_PER_PROCESSOR;
  const env = {
    ...process.env,
    SETTLE_SECONDS: String(params.default.settleSeconds),
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
  let child: ChildProcess | undefined;
  return {
    share,
    timeoutSeconds,
    run: async (aheadMs) => {
      child ??= await start(env);
      const question: AlertQuestion = { aheadMs, timeoutMs: timeoutSeconds * 1000 };
      const outcome = await held(child, { share, question });
      if (outcome === TIMED_OUT) {
        child.kill('SIGKILL');
        child = undefined;
      }
      return outcome;
    },
    [Symbol.dispose]: () => {
      child?.kill('SIGKILL');
    },
  };
}

/** Loads without a limit, because Lambda gives more CPU while a function starts. */
async function start(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = fork(ALERTING, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

const TIMED_OUT = 'ended at its timeout';

interface Held {
  readonly share: number;
  readonly question: AlertQuestion;
}

async function held(child: ChildProcess, { share, question }: Held): Promise<string | undefined> {
  const isOver = new AbortController();
  const holding = hold(child, share, isOver.signal);
  const answered = once(child, 'message').then(
    ([answer]: readonly unknown[]) => (answer as AlertAnswer).problem,
  );
  child.send(question);
  const timedOut = setTimeout(question.timeoutMs, TIMED_OUT, { signal: isOver.signal }).catch(
    () => undefined,
  );
  const outcome = await Promise.race([answered, timedOut]);
  isOver.abort();
  await holding;
  return outcome;
}

/** CPU time that it may use before it is stopped, and the interval of the measurement. */
const CREDIT_SECONDS = 0.05;
const STEP_MS = 4;

/** Stops and continues the process so that it gets its share. It cannot save unused time. */
async function hold(child: ChildProcess, share: number, signal: AbortSignal): Promise<void> {
  const pid = child.pid ?? 0;
  const usedBefore = cpuSeconds(pid);
  let since = performance.now();
  while (!signal.aborted) {
    const used = cpuSeconds(pid) - usedBefore;
    const allowed = CREDIT_SECONDS + (share * (performance.now() - since)) / 1000;
    child.kill(used > allowed ? 'SIGSTOP' : 'SIGCONT');
    if (used < allowed - 2 * CREDIT_SECONDS)
      since = performance.now() - ((used - CREDIT_SECONDS) / share) * 1000;
    await setTimeout(STEP_MS);
  }
  child.kill('SIGCONT');
}
