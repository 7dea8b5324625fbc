/** `check --wait`: checks again until all remotes are as wanted, or until the time is over. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CheckReport } from '../result/result.ts';
import type { Output } from './terminal.ts';

export interface Waiting {
  readonly limitMs: number;
  /** Between the end of one check and the start of the next. */
  readonly pauseMs: number;
  readonly isEnough: (report: CheckReport) => boolean;
}

export const PAUSE_MS = 5000;

/** The last report. No check starts after the limit, but the last one may end after it. */
export async function checkUntil(
  check: () => Promise<CheckReport>,
  { limitMs, pauseMs, isEnough }: Waiting,
  stderr: Output,
): Promise<CheckReport> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const report = await check();
    if (isEnough(report)) return report;
    if (performance.now() + pauseMs > endMs) {
      stderr.write(`Not all remotes are healthy after ${Math.round(limitMs / 1000)} s\n`);
      return report;
    }
    await pause(pauseMs);
  }
}
