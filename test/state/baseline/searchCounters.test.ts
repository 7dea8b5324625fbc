import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instantOf } from '../../../lib/instant.ts';
import type { Searches } from '../../../lib/result/searches.ts';
import {
  growth,
  nextSearches,
  recentSearches,
  type SearchMemory,
} from '../../../lib/state/baseline/searchCounters.ts';

const START = Date.parse('2026-11-24T00:00:00Z');

function minute(count: number): Instant {
  return instantOf(new Date(START + count * 60_000));
}

function reading(answered: number, skipped: number, more: Partial<Searches> = {}): Searches {
  return {
    answered,
    skipped,
    nodes: { answered: 3, failed: 0 },
    own: { answered: 0, skipped: 0, failed: 0 },
    failed: {},
    ...more,
  };
}

/** One reading a minute, from minute 0 on. */
function watched(...readings: readonly (Searches | undefined)[]): SearchMemory | undefined {
  return readings.reduce<SearchMemory | undefined>(
    (memory, one, index) => nextSearches(memory, one, minute(index)),
    undefined,
  );
}

function recent(...readings: readonly (Searches | undefined)[]) {
  const memory = watched(...readings);
  return memory && recentSearches(memory);
}

describe('growth', () => {
  const before = { answered: 10, skipped: 2, failed: { timeout: 4 }, nodes: 3 };
  it.each([
    [
      'what was counted in between',
      { answered: 15, skipped: 2, failed: { timeout: 4, remotes_unavailable: 7 }, nodes: 3 },
      { answered: 5, skipped: 0, failed: { remotes_unavailable: 7 } },
    ],
    ['zero if nothing happened', before, { answered: 0, skipped: 0, failed: {} }],
    [
      'reset if a node restarts its counters',
      { answered: 9, skipped: 2, failed: { timeout: 4 }, nodes: 3 },
      'reset',
    ],
    [
      'reset if only the skipped count went back',
      { answered: 90, skipped: 1, failed: { timeout: 4 }, nodes: 3 },
      'reset',
    ],
    ['reset if only a reason went back', { ...before, failed: { timeout: 3 } }, 'reset'],
    ['reset if a reason disappears', { ...before, failed: {} }, 'reset'],
    [
      'reset if a node left',
      { answered: 20, skipped: 4, failed: { timeout: 4 }, nodes: 2 },
      'reset',
    ],
    [
      'reset if a node joined, perhaps with counts',
      { answered: 500, skipped: 400, failed: { timeout: 4 }, nodes: 4 },
      'reset',
    ],
    ['not known without a reading', undefined, 'not-known'],
  ] as const)('is %s', (_what, current, expected) => {
    expect(growth(before, current)).toEqual(expected);
  });

  it('is not known without an earlier reading', () => {
    expect(growth(undefined, before)).toBe('not-known');
  });
});

describe('a reading of an older version of the checker', () => {
  it('contains no reasons', () => {
    const { failed: _failed, ...older } = { answered: 1, skipped: 0, failed: {}, nodes: 3 };
    expect(growth(older, { ...older, failed: { timeout: 90 } })).toEqual({
      answered: 0,
      skipped: 0,
      failed: {},
    });
  });
});

describe('nextSearches and recentSearches', () => {
  it('report the increments since the first reading', () => {
    expect(recent(reading(100, 10), reading(150, 10), reading(160, 42))).toEqual({
      minutes: 2,
      answered: 60,
      skipped: 32,
      failed: {},
      atLeast: false,
    });
  });

  it('report nothing at the first reading', () => {
    expect(recent(reading(100, 10))).toBeUndefined();
    expect(recent(undefined)).toBeUndefined();
  });

  it('count on from zero after a restart, and say that there may have been more', () => {
    expect(recent(reading(100, 10), reading(140, 20), reading(5, 1), reading(9, 3))).toEqual({
      minutes: 3,
      answered: 44,
      skipped: 12,
      failed: {},
      atLeast: true,
    });
  });

  it('take a node that is back with its counts for no loss', () => {
    const gone = { nodes: { answered: 2, failed: 0 } };
    expect(recent(reading(1000, 900), reading(10, 5, gone), reading(1001, 900))).toEqual({
      minutes: 2,
      answered: 0,
      skipped: 0,
      failed: {},
      atLeast: true,
    });
  });

  it('ignore an incomplete and a failed reading: the next one covers both intervals', () => {
    const half = { nodes: { answered: 2, failed: 1 } };
    expect(recent(reading(100, 10), reading(60, 2, half), undefined, reading(130, 15))).toEqual({
      minutes: 3,
      answered: 30,
      skipped: 5,
      failed: {},
      atLeast: false,
    });
  });

  it('report new failures by reason, also across a restart', () => {
    const failed = (timeout: number, remotes_unavailable: number) => ({
      failed: { timeout, remotes_unavailable },
    });
    expect(
      recent(
        reading(0, 0, failed(5, 1)),
        reading(0, 0, failed(5, 4)),
        reading(0, 0, failed(0, 1)),
        reading(0, 0, failed(2, 1)),
      ),
    ).toEqual({
      minutes: 3,
      answered: 0,
      skipped: 0,
      failed: { remotes_unavailable: 3, timeout: 2 },
      atLeast: true,
    });
  });

  it("subtract the checker's own failures, and report none if its own are unknown", () => {
    const counted = (own: Partial<Searches['own']>) =>
      recent(
        reading(0, 0),
        reading(0, 0, {
          failed: { timeout: 1, security: 9 },
          own: { answered: 0, skipped: 0, ...own },
        }),
      )?.failed;
    expect(counted({ failed: 2 })).toEqual({ security: 7 });
    expect(counted({})).toEqual({});
  });

  it('report the increment of the last reading, and none for a gap', () => {
    expect(watched(reading(5, 5))?.latest).toBeUndefined();
    expect(watched(reading(5, 5), reading(9, 6))?.latest).toEqual({ answered: 4, skipped: 1 });
    expect(watched(reading(5, 5), reading(9, 6), reading(1, 0))?.latest).toEqual({
      answered: 0,
      skipped: 0,
    });
  });

  it("do not count the checker's own searches", () => {
    const own = { own: { answered: 0, skipped: 2 } };
    expect(recent(reading(0, 0), reading(0, 3, own), reading(0, 4, own))).toMatchObject({
      skipped: 1,
    });
  });

  it('look back an hour, and keep no more than that', () => {
    const memory = watched(
      ...Array.from({ length: 200 }, (_, index) => reading(index * 10, index)),
    );
    expect(memory && recentSearches(memory)).toEqual({
      minutes: 64,
      answered: 640,
      skipped: 64,
      failed: {},
      atLeast: false,
    });
    expect(memory?.marks.length).toBeLessThanOrEqual(14);
    expect(JSON.stringify(memory).length).toBeLessThan(1800);
  });

  it('reset after an hour without a reading', () => {
    const memory = nextSearches(
      watched(reading(0, 0), reading(10, 10)),
      reading(5000, 5000),
      minute(62),
    );
    expect(memory).toEqual(nextSearches(undefined, reading(5000, 5000), minute(62)));
  });

  it('never report more than happened, for any restarts', () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 150 }), (steps) => {
        const memory = watched(reading(0, 0), ...readingsOf(steps));
        const happened = steps.reduce((sum, { skipped }) => sum + skipped, 0);
        expect(memory?.ledger.skipped).toBeLessThanOrEqual(happened);
        expect(memory && (recentSearches(memory)?.minutes ?? 0)).toBeLessThanOrEqual(66);
        if (steps.every(({ kind }) => kind === 'on')) expect(memory?.ledger.skipped).toBe(happened);
      }),
    );
  });
});

const STEP = fc.record({
  answered: fc.nat(50),
  skipped: fc.nat(50),
  kind: fc.constantFrom<'on' | 'restart' | 'leaves' | 'unread'>(
    'on',
    'on',
    'on',
    'restart',
    'leaves',
    'unread',
  ),
});

/** What the cluster shows from minute to minute; `leaves`: a node goes, or comes back. */
function readingsOf(
  steps: readonly { answered: number; skipped: number; kind: string }[],
): (Searches | undefined)[] {
  let [answered, skipped, nodes] = [0, 0, 3];
  return steps.map((step) => {
    if (step.kind === 'restart')
      [answered, skipped] = [Math.floor(answered / 3), Math.floor(skipped / 3)];
    if (step.kind === 'leaves') nodes = 5 - nodes;
    answered += step.answered;
    skipped += step.skipped;
    return step.kind === 'unread'
      ? undefined
      : reading(answered, skipped, { nodes: { answered: nodes, failed: 0 } });
  });
}
