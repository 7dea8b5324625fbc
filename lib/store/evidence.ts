/**
 * The evidence: the full result of one remote. It is written when its content changes, and once an
 * hour. It decides nothing: readers show it beside the current status, times and durations, which
 * stand in the standing.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../instant.ts';
import { type CheckResult, resultSchema } from '../result/result.ts';
import { LONGEST_STREAK_MS } from '../state/uptime/streak.ts';
import { type Entry, phaseMsOf } from './entry.ts';
import { evidenceKey, expiryAfter } from './keys.ts';
import { DamagedRowError, pack, packedBytes, unpack } from './packing.ts';
import { repaired, shortenedResults } from './shortening.ts';
import type { Access, Row } from './table.ts';

/** A remote that is not checked any more is forgotten after so long. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** DynamoDB takes 400 KB for a row. */
export const MAX_EVIDENCE_BYTES = 300_000;

/** What moves from check to check without being news. */
const MOVING = new Set([
  'durationMs',
  'checkedAt',
  'askedAt',
  'ttlSeconds',
  'searches',
  'operationsBehind',
  'sinceLastReadMs',
  'sinceAutoFollowCheckMs',
]);
/** Durations and counts within texts, such as `12 ms` and `3 of 40 searches in the last minute`. */
const MOVING_WORDS =
  /\b(?:\d[\d.,]*(?: of \d[\d.,]*)? )?(?:seconds?|minutes?|hours?|searches|operations?)\b|\b\d[\d.,]* ?m?s\b/g;

/**
 * A short text that is the same as long as the content is: all but times,
 * durations and counts that move by themselves.
 */
export function contentOf(result: CheckResult): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(still(result)))
    .digest('base64url');
  return digest.slice(0, 8);
}

/** Answers come in any order, so lists are compared as sets. */
function still(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(MOVING_WORDS, '');
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(still(each))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, MOVING.has(key) ? typeof each : still(each)]);
}

/** Whether the evidence of that run has to be written. */
export function isDue(
  { evidence }: Pick<Entry, 'evidence'>,
  result: CheckResult,
  { content, run }: NonNullable<Entry['evidence']>,
): boolean {
  const turnOf = (time: Instant) =>
    Math.floor((Date.parse(time) + phaseMsOf(result)) / LONGEST_STREAK_MS);
  return evidence?.content !== content || turnOf(evidence.run) !== turnOf(run);
}

/** Writes it, unless evidence of a later run is there. Nothing depends on which of both it is. */
export async function putEvidence(
  { table, onProblem }: Access,
  result: CheckResult,
  { run, now }: { readonly run: Instant; readonly now: Date },
): Promise<void> {
  const key = evidenceKey(result);
  const rank = Date.parse(run);
  const { body, cut } = packResult(result);
  if (cut !== undefined) onProblem(new DamagedRowError(key, 'the result is too large', cut));
  const row = { ...key, rank, body, expiresAt: expiryAfter(KEPT_DAYS, now) };
  if (await table.put(row, { rankBelow: rank })) return;
  const there = await table.get(key);
  // No run comes a day late: one that is so far ahead is damage, or was a wrong clock.
  if (there !== undefined && there.rank - rank > DAY_MS) await table.put(row);
}

interface Packed {
  readonly body: Row['body'];
  /** What was cut, and was said in the result, too. */
  readonly cut?: string;
}

/** A result that is too large loses the ends of its lists and texts, and says so in `notSeen`. */
export function packResult(result: CheckResult, maxBytes = MAX_EVIDENCE_BYTES): Packed {
  let packed: Packed = { body: pack(result) };
  for (const { shortened, cut } of shortenedResults(result)) {
    if (packedBytes(packed.body) <= maxBytes) return packed;
    packed = { body: pack(shortened()), cut };
  }
  return packed;
}

/**
 * The result of a row. What does not fit it, such as parts that a newer version wrote, is dropped
 * and named in `notSeen`. Undefined, and reported, if no result can be read from it.
 */
export function evidenceFrom({ onProblem }: Access, row: Row): CheckResult | undefined {
  try {
    const stored = unpack(row);
    const parsed = resultSchema.safeParse(stored);
    return parsed.success ? parsed.data : resultSchema.parse(repaired(stored, resultSchema));
  } catch (thrown) {
    onProblem(new DamagedRowError(row, thrown, 'the next changed result replaces it'));
    return undefined;
  }
}
