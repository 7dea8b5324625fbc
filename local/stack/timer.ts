/**
 * Replaces EventBridge Scheduler: invokes `schedule` and `alert` repeatedly, the first time
 * immediately instead of at the next full minute.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../lib/errors.ts';
import type { FunctionName, Functions } from './lambda.ts';

export interface TimerOptions {
  readonly functions: Pick<Functions, 'invoke'>;
  /** Seconds between two sweeps. */
  readonly everySeconds: number;
  readonly log: (line: string) => void;
}

/** Runs `alert` often. In AWS, `alert` also starts right after the checks end. */
const ALERT_SECONDS = 5;

export function startTimer({ functions, everySeconds, log }: TimerOptions): AsyncDisposable {
  const stopping = new AbortController();
  const loops = [
    repeat('schedule', everySeconds),
    repeat('alert', Math.min(ALERT_SECONDS, everySeconds)),
  ];
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };

  async function repeat(name: FunctionName, seconds: number): Promise<void> {
    while (!stopping.signal.aborted) {
      await invoke(name);
      await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function invoke(name: FunctionName): Promise<void> {
    try {
      await functions.invoke(name, { time: new Date().toISOString() });
    } catch (thrown) {
      if (!stopping.signal.aborted) log(messageOf(thrown));
    }
  }
}
