/**
 * Results as they are stored: gzip of JSON, since a write costs by the kilobyte and an item ends at
 * 400 KB.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { type CheckResult, resultSchema } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import { roundedJson } from './delta.ts';

/** Leaves room for state and unsent events, whatever their characters, in an item of 400 KB. */
export const MAX_PACKED_BYTES = 150_000;

interface Cut {
  /** A list. */
  readonly entries: number;
  /** A text. */
  readonly characters: number;
}

const CUTS: readonly Cut[] = [
  { entries: 200, characters: 2000 },
  { entries: 50, characters: 500 },
  { entries: 10, characters: 300 },
  { entries: 3, characters: 300 },
];

/**
 * A result that is too large even so loses the ends of its lists and texts, and says so in
 * `notSeen`.
 */
export function packResult(result: CheckResult, maxBytes: number = MAX_PACKED_BYTES): Uint8Array {
  const whole = gzipSync(roundedJson(result));
  return CUTS.reduce(
    (packed, cut) =>
      packed.length <= maxBytes ? packed : gzipSync(roundedJson(shortened(result, cut))),
    whole,
  );
}

function shortened(result: CheckResult, cut: Cut): CheckResult {
  const { notSeen, ...rest } = cutDown(result, cut) as CheckResult;
  const note: FailedAnswer = {
    kind: 'not-asked',
    message: `The result was too large to be stored: of each list the first ${cut.entries} entries are kept, of each text ${cut.characters} characters`,
    reasons: [],
    durationMs: 0,
  };
  return {
    ...rest,
    notSeen: {
      'the whole result': note,
      ...Object.fromEntries(Object.entries(notSeen).slice(0, cut.entries)),
    },
  };
}

function cutDown(value: unknown, cut: Cut): unknown {
  if (typeof value === 'string')
    return value.length <= cut.characters ? value : `${value.slice(0, cut.characters - 1)}…`;
  if (Array.isArray(value)) return value.slice(0, cut.entries).map((entry) => cutDown(entry, cut));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, cutDown(entry, cut)]),
  );
}

/**
 * Reads what `packResult` wrote, and plain JSON. Throws where it is neither, or no result as this
 * version of the program knows it.
 */
export function unpackResult(packed: string | Uint8Array): CheckResult {
  return resultSchema.parse(JSON.parse(unpacked(packed)));
}

/** The JSON of a result, whatever it is; empty where there is none, as with the canary. */
export function unpacked(packed: string | Uint8Array): string {
  return typeof packed === 'string' ? packed : gunzipSync(packed).toString('utf8');
}

/** Plain JSON, packed. */
export function repacked(result: string | Uint8Array): string | Uint8Array {
  return typeof result === 'string' && result !== '' ? gzipSync(result) : result;
}
