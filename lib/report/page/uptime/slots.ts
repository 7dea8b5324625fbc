/** The hours of a day, or the days of a month, each with what its checks gave. */
import { type Period, periodStart, type Rollup } from '../../../memory/rollups.ts';

export interface Slot {
  /** ISO time. */
  readonly from: string;
  /** Absent where nothing was checked. */
  readonly rollup?: Rollup | undefined;
}

const LENGTH_MS = { hour: 3_600_000, day: 86_400_000 } as const satisfies Record<Period, number>;
const COUNTS = { hour: 24, day: 30 } as const satisfies Record<Period, number>;

/** When the oldest slot begins. */
export function slotsFrom(period: Period, now: Date): string {
  return new Date(Date.parse(periodStart(period, now.toISOString())) - (COUNTS[period] - 1) * LENGTH_MS[period]).toISOString();
}

/** Oldest first; the last is the one that is not over yet. Of two roll-ups of one time the later in the list counts. */
export function slotsOf(period: Period, rollups: readonly Rollup[], now: Date): Slot[] {
  const byStart = new Map(rollups.map((rollup) => [rollup.from, rollup]));
  const first = Date.parse(slotsFrom(period, now));
  return Array.from({ length: COUNTS[period] }, (_, index) => {
    const from = new Date(first + index * LENGTH_MS[period]).toISOString();
    return { from, rollup: byStart.get(from) };
  });
}
