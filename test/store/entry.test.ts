import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { summaryOf } from '../../lib/state/incident/summary.ts';
import {
  type DecisionOptions,
  type Entry,
  endedEntry,
  entrySchema,
  MAX_UNSENT,
  nextEntry,
  phaseMsOf,
} from '../../lib/store/entry.ts';
import { event } from '../state/incident/events.ts';
import { AT_ONCE, failing, healthy, minute } from './stored.ts';

function next(
  before: Entry | undefined,
  result: CheckResult,
  runMinute: number,
  options: Partial<DecisionOptions> = {},
) {
  const run = minute(runMinute);
  const given = { ...result, checkedAt: run };
  const decision = {
    summary: summaryOf(given, 'here'),
    run,
    thresholds: AT_ONCE,
    now: new Date(run),
  };
  return nextEntry(before, given, { ...decision, ...options });
}

/** One run after another. */
function entryAfter(...results: readonly CheckResult[]): Entry | undefined {
  return results.reduce<Entry | undefined>(
    (before, result, index) => next(before, result, index)?.entry,
    undefined,
  );
}

describe('nextEntry', () => {
  it('knows the remote cluster by its uuid as long as its addresses are the same', () => {
    const seen = entryAfter({ ...healthy('a'), remoteClusterUuid: 'u1' });
    expect(seen?.uuid).toBe('u1');
    const { remoteClusterUuid: _, ...lost } = failing('a');
    expect(next(seen, { ...lost, seeds: healthy('a').seeds }, 1)?.entry.uuid).toBe('u1');
    expect(next(seen, { ...lost, seeds: [] }, 1)?.entry).toMatchObject({
      uuid: 'u1',
      addresses: seen?.addresses,
    });
    const moved = next(seen, { ...lost, seeds: ['10.9.9.9:9300'] }, 1)?.entry;
    expect(moved?.uuid).toBeUndefined();
    expect(moved?.addresses).not.toBe(seen?.addresses);
  });

  it('counts what a blind checker has seen, and decides nothing', () => {
    const seen = next(undefined, failing('a'), 1, { isBlind: true });
    expect(seen).toMatchObject({
      events: [],
      entry: { state: undefined, streak: { checks: 1 }, current: { status: 'failing' } },
    });
  });

  it('keeps the latest twenty incidents that are over, for a month', () => {
    const results = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? failing('a') : healthy('a'),
    );
    let entry: Entry | undefined;
    for (const [index, result] of results.entries())
      entry = { ...next(entry, result, index)?.entry, outbox: [] } as unknown as Entry;
    expect(entry?.past).toHaveLength(20);
    expect(entry?.past?.[0]?.resolvedAt).toBe(minute(49));
    const later = next(entry, healthy('a'), 31 * 24 * 60);
    expect(later?.entry.past).toEqual([]);
  });
});

describe('endedEntry', () => {
  const open = () => entryAfter(failing('a')) as Entry;

  it('ends the open incident, and has its end among those that are over', () => {
    const ended = endedEntry('eu', open(), new Date(minute(9)));
    expect(ended?.events).toMatchObject([{ kind: 'resolved', removed: true }]);
    expect(ended?.entry).toMatchObject({
      outbox: [{ kind: 'opened' }, { kind: 'resolved' }],
      past: [{ resolvedAt: minute(9) }],
    });
    expect(ended?.entry.state?.incident).toBeUndefined();
  });

  it('is undefined without an open incident, and while too much is unsent', () => {
    expect(
      endedEntry('eu', entryAfter(healthy('a')) as Entry, new Date(minute(9))),
    ).toBeUndefined();
    expect(
      endedEntry('eu', entrySchema.parse({ alias: 'a' }), new Date(minute(9))),
    ).toBeUndefined();
    const full = { ...open(), outbox: Array.from({ length: MAX_UNSENT }, () => event()) };
    expect(endedEntry('eu', full, new Date(minute(9)))).toBeUndefined();
  });

  it('takes the cause and severity of the end, if those before are missing', () => {
    const state = {
      ...open().state,
      incident: { ...open().state?.incident, severity: undefined },
    } as unknown as Entry['state'];
    const ended = endedEntry('eu', { ...open(), past: undefined, state }, new Date(minute(9)));
    expect(ended?.entry.past).toMatchObject([{ severity: 'ok', cause: 'connection-refused' }]);
  });
});

it('phaseMsOf spreads remotes over an hour', () => {
  const phases = Array.from({ length: 100 }, (_, index) =>
    phaseMsOf({ cluster: 'eu', alias: `r${index}` }),
  );
  expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...phases)).toBeLessThan(3_600_000);
  expect(new Set(phases.map((phase) => Math.floor(phase / 600_000))).size).toBe(6);
});
