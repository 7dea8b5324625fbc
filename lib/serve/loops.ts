/** What `serve` does again and again, and how it stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { AlertStore } from '../store/store.ts';
import type { Alerter } from './alerts.ts';
import type { HealthRecord } from './health.ts';
import type { LiveRegistry } from './liveRegistry.ts';
import type { Log } from './log.ts';
import type { Ping } from './ping.ts';
import type { Sweeper } from './sweeps.ts';

export interface LoopOptions {
  readonly sweeper: Sweeper;
  readonly alerter: Alerter;
  readonly registry: LiveRegistry;
  readonly health: HealthRecord;
  readonly store: Pick<AlertStore, 'expire'>;
  readonly ping: Ping | undefined;
  readonly log: Log;
  readonly now: () => Date;
  /** From the start of one sweep to the start of the next. */
  readonly everyMs: number;
}

export interface Loops {
  /** Resolves when all have stopped: at once if they rest, or after what runs is over. */
  readonly stop: () => Promise<void>;
}

/** How long what runs may go on when the program is to stop, before it is abandoned. */
const GRACE_MS = 6000;
/** For what was abandoned to end. */
const END_MS = 2000;
const ALERT_MS = 5000;
const EXPIRE_MS = 3_600_000;

export function startLoops(options: LoopOptions): Loops {
  const { sweeper, alerter, registry, store, log, now, everyMs } = options;
  const stopping = new AbortController();
  const abandoning = new AbortController();
  const { signal: stop } = stopping;
  const { signal: abandon } = abandoning;
  const again = async (ms: number, act: () => Promise<void>) => {
    while (!stop.aborted) {
      const startedAt = performance.now();
      await act().catch(log.problem);
      const restMs = Math.max(0, ms - (performance.now() - startedAt));
      await sleep(restMs, undefined, { signal: stop }).catch(() => undefined);
    }
  };
  const alert = async () => {
    // What happens at once is to be sent together, so all that are due are checked first.
    if (!sweeper.isStarting()) await alerter.run(abandon);
  };
  const loops = Promise.all([
    again(everyMs, () => sweepOnce(options, stop, abandon)),
    again(Math.min(ALERT_MS, everyMs / 2), alert),
    again(EXPIRE_MS, () => store.expire(now())),
    registry.watch(stop),
  ]);
  return {
    stop: async () => {
      stopping.abort();
      const grace = setTimeout(() => abandoning.abort(), GRACE_MS);
      const late = new AbortController();
      await Promise.race([
        loops,
        sleep(GRACE_MS + END_MS, undefined, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
      clearTimeout(grace);
    },
  };
}

async function sweepOnce(
  { sweeper, health, ping, log, everyMs }: LoopOptions,
  stop: AbortSignal,
  abandon: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  await sweeper.sweep(stop, abandon);
  if (stop.aborted) return;
  health.swept();
  const tookMs = performance.now() - startedAt;
  if (tookMs > everyMs)
    log.warn(
      `A sweep took ${Math.round(tookMs / 1000)} s, longer than the ${everyMs / 1000} s between sweeps: the next one starts late`,
    );
  await ping?.(stop).catch((thrown: unknown) => log.warn(messageOf(thrown)));
}
