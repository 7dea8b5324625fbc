/** One sweep: all local clusters are checked, and what was seen is stored. */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { keepConnections } from '../collect/elasticsearch/keepAlive.ts';
import { messageOf } from '../errors.ts';
import { type Instant, instantOf } from '../instant.ts';
import { partsOf, REMOTES_AT_MOST } from '../parts.ts';
import type { Registry } from '../registry/schema.ts';
import type { SecretResolvers } from '../registry/secret.ts';
import type { CheckResult } from '../result/result.ts';
import type { CheckStore } from '../store/store.ts';
import { type SweepOptions, type SweepRequest, sweepCluster } from '../sweep.ts';
import type { Log } from './log.ts';
import { changesOnly } from './sweepLog.ts';

export interface SweeperOptions {
  readonly registry: () => Registry;
  readonly store: CheckStore;
  readonly secrets: SecretResolvers;
  readonly vantage: string;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds from the start of one sweep to that of the next. */
  readonly everyMs: number;
}

export interface Sweeper {
  /**
   * Checks all local clusters. Once `stop` aborts, no further check starts; once `abandon` aborts,
   * those that run end, and nothing of them is stored, as it says nothing.
   */
  readonly sweep: (stop: AbortSignal, abandon: AbortSignal) => Promise<void>;
  /** Whether checks of a sweep are still to be started. */
  readonly isStarting: () => boolean;
  /** Checks remotes of one local cluster on demand; nothing is stored. */
  readonly checkNow: (
    request: Pick<SweepRequest, 'cluster' | 'remotes' | 'run'>,
    signal: AbortSignal,
  ) => Promise<readonly CheckResult[]>;
}

/** Local clusters that are checked at a time; most of them wait for a peer. */
const AT_A_TIME = 64;
/** Starts are spread over at most this share of the interval, so that one core keeps up. */
const SPREAD = 0.5;
const LONGEST_GAP_MS = 250;
/** Nodes whose connections are kept from one sweep to the next. */
const KEPT_NODES = 1024;

export function createSweeper(options: SweeperOptions): Sweeper {
  const { registry, store, log, now, everyMs } = options;
  const common = {
    ...options,
    kept: keepConnections(now, KEPT_NODES),
    logger: changesOnly(log, now),
    count: () => undefined,
  };
  let waiting = 0;

  async function sweep(stop: AbortSignal, abandon: AbortSignal): Promise<void> {
    const { clusters } = registry();
    const run = instantOf(now());
    const gapMs = Math.min(LONGEST_GAP_MS, (everyMs * SPREAD) / clusters.length);
    const limit = pLimit(AT_A_TIME);
    waiting = clusters.length;
    const checks = clusters.map(({ name }, index) =>
      limit(async () => {
        await sleep(index < AT_A_TIME ? index * gapMs : gapMs, undefined, { signal: stop }).catch(
          () => undefined,
        );
        waiting -= 1;
        if (!stop.aborted) await sweepWhole(name, run, abandon);
      }),
    );
    await Promise.all(checks);
  }

  async function sweepWhole(cluster: string, run: Instant, abandon: AbortSignal): Promise<void> {
    const saving: CheckStore = {
      ...store,
      save: (...args) => {
        abandon.throwIfAborted();
        return store.save(...args);
      },
    };
    const parts: string[][] = [];
    const sweepPart = async (remotes: readonly string[] | undefined, part: number) => {
      try {
        const request = { cluster, remotes, part, run, save: true };
        await sweepCluster(request, {
          ...common,
          registry: registry(),
          store: saving,
          signal: abandon,
          handOn: handOnTo(part === 0 ? parts : []),
        });
      } catch (thrown) {
        if (!abandon.aborted) log.error(messageOf(thrown), { cluster });
      }
    };
    await sweepPart(undefined, 0);
    await Promise.all(parts.map((remotes, index) => sweepPart(remotes, index + 1)));
  }

  return {
    sweep,
    isStarting: () => waiting > 0,
    checkNow: async ({ cluster, remotes, run }, signal) => {
      const request = { cluster, remotes, part: 0, run, save: false };
      const handOn = handOnTo([]);
      const { results } = await sweepCluster(request, {
        ...common,
        registry: registry(),
        signal,
        handOn,
      });
      return results;
    },
  };
}

/** What is too much for one check is checked after it. */
function handOnTo(parts: string[][]): SweepOptions['handOn'] {
  return {
    atMost: {
      remotes: REMOTES_AT_MOST,
      leaveOut: (aliases) => parts.push(...partsOf(aliases)),
    },
    settled: async () => ({ handedOn: parts.flat(), refused: [] }),
  };
}
