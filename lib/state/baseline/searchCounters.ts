/**
 * Elasticsearch counts cross-cluster searches in each node since its start, and returns the sum of
 * the nodes that answer. This module turns readings into increments between two checks, and into
 * the increments of the last hour.
 */
import * as z from 'zod';
import { type Instant, instantSchema } from '../../instant.ts';
import type { RecentSearches, Searches } from '../../result/searches.ts';
import { difference, type Reasons, reasonsSchema, reduced, sum } from '../../result/witness.ts';

/** Increments since the memory began. Values only grow. */
const ledgerSchema = z.object({
  answered: z.int(),
  skipped: z.int(),
  /** Searches that failed completely, for all remotes of the local cluster, by reason. */
  failed: reasonsSchema.default({}),
  /** Number of intervals without a known increment, because nodes joined, left, or restarted. */
  gaps: z.int(),
});
type Ledger = z.infer<typeof ledgerSchema>;

const countersSchema = z.object({
  answered: z.int(),
  skipped: z.int(),
  /** Absent if an older version of the checker wrote it. */
  failed: reasonsSchema.optional(),
  nodes: z.int(),
});
export type Counters = z.infer<typeof countersSchema>;

const latestSchema = z.object({ answered: z.int(), skipped: z.int() });

export const searchMemorySchema = z.object({
  /** Time of the last reading. */
  at: instantSchema,
  counters: countersSchema,
  ledger: ledgerSchema,
  /** Increments of the last reading. */
  latest: latestSchema.optional(),
  /** The ledger every five minutes for the last hour, oldest first. */
  marks: z.array(ledgerSchema.extend({ at: instantSchema })).min(1),
});
export type SearchMemory = z.infer<typeof searchMemorySchema>;

const MINUTE_MS = 60_000;
const WINDOW_MS = 60 * MINUTE_MS;
const MARK_EVERY_MS = 5 * MINUTE_MS;

type Reading = Counters & { readonly failed: Reasons };
type Growth = Omit<Reading, 'nodes'>;

/**
 * `reset`: the increment is unknown, because the number of nodes changed or a counter shrank. A
 * restarted node counts from 0, a leaving node removes its counts, and a returning node adds them
 * again. `not-known`: one of the two readings is missing.
 */
export function growth(
  previous: Counters | undefined,
  current: Reading | undefined,
): Growth | 'reset' | 'not-known' {
  if (previous === undefined || current === undefined) return 'not-known';
  const answered = current.answered - previous.answered;
  const skipped = current.skipped - previous.skipped;
  const failed = previous.failed === undefined ? {} : difference(current.failed, previous.failed);
  const isLess = [answered, skipped, ...Object.values(failed)].some((count) => count < 0);
  return isLess || current.nodes !== previous.nodes ? 'reset' : { answered, skipped, failed };
}

/**
 * The memory after one more reading. Ignores a reading with missing nodes: the next complete
 * reading covers both intervals.
 */
export function nextSearches(
  before: SearchMemory | undefined,
  searches: Searches | undefined,
  at: Instant,
): SearchMemory | undefined {
  if (searches === undefined || searches.nodes.failed > 0) return before;
  const { answered, skipped, failed } = searches;
  const counters = { answered, skipped, failed, nodes: searches.nodes.answered };
  if (before === undefined || since(before.at, at) > WINDOW_MS) return beginning(counters, at);
  const ledger = added(before.ledger, growth(before.counters, counters), searches.own);
  const latest = {
    answered: ledger.answered - before.ledger.answered,
    skipped: ledger.skipped - before.ledger.skipped,
  };
  return { at, counters, ledger, latest, marks: marked(before.marks, ledger, at) };
}

function beginning(counters: Counters, at: Instant): SearchMemory {
  const ledger = { answered: 0, skipped: 0, failed: {}, gaps: 0 };
  return { at, counters, ledger, marks: [{ at, ...ledger }] };
}

/**
 * Subtracts the checker's own searches, which it sends if there is no other API to test the remote.
 */
function added(ledger: Ledger, grown: ReturnType<typeof growth>, own: Searches['own']): Ledger {
  if (typeof grown === 'string') return { ...ledger, gaps: ledger.gaps + 1 };
  return {
    ...ledger,
    answered: ledger.answered + Math.max(0, grown.answered - own.answered),
    skipped: ledger.skipped + Math.max(0, grown.skipped - own.skipped),
    failed: sum(ledger.failed, own.failed === undefined ? {} : reduced(grown.failed, own.failed)),
  };
}

/** The latest mark that is an hour old, and all later marks. */
function marked(marks: SearchMemory['marks'], ledger: Ledger, at: Instant): SearchMemory['marks'] {
  const latest = marks.at(-1);
  const all =
    latest !== undefined && since(latest.at, at) < MARK_EVERY_MS
      ? marks
      : [...marks, { at, ...ledger }];
  const base = all.findLastIndex((mark) => since(mark.at, at) >= WINDOW_MS);
  return all.slice(Math.max(0, base));
}

/** Undefined if too little time has passed since the memory began. */
export function recentSearches({ at, ledger, marks }: SearchMemory): RecentSearches | undefined {
  const base = marks.find((mark) => since(mark.at, at) >= MINUTE_MS / 2);
  if (base === undefined) return undefined;
  return {
    minutes: Math.round(since(base.at, at) / MINUTE_MS),
    answered: ledger.answered - base.answered,
    skipped: ledger.skipped - base.skipped,
    failed: difference(ledger.failed, base.failed),
    atLeast: ledger.gaps > base.gaps,
  };
}

function since(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from);
}
