import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type OneOffWindow,
  openWindow,
  type WeeklyWindow,
} from '../../../lib/state/incident/maintenance.ts';

const remote = { cluster: 'eu', alias: 'archive' };
const MINUTE_MS = 60_000;

function weekly(rest: Partial<WeeklyWindow> = {}): WeeklyWindow {
  return {
    name: 'patches',
    days: ['sun'],
    from: '02:00',
    to: '04:00',
    timeZone: 'Europe/Berlin',
    ...rest,
  };
}

function isOpen(window: WeeklyWindow | OneOffWindow, at: string): boolean {
  const windows =
    'days' in window ? { once: [], weekly: [window] } : { once: [window], weekly: [] };
  return openWindow(windows, remote, new Date(at)) !== undefined;
}

/** The minutes of a day, in UTC, at which a window is open, as `HH:MM-HH:MM` without the end. */
function openOn(window: WeeklyWindow, date: string): string[] {
  const start = Date.parse(`${date}T00:00:00Z`);
  const minutes = Array.from({ length: 1440 }, (_, minute) =>
    new Date(start + minute * MINUTE_MS).toISOString(),
  );
  const open = minutes.map((at) => isOpen(window, at));
  const edges = minutes.flatMap((at, index) =>
    open[index] === (open[index - 1] ?? false) ? [] : [at.slice(11, 16)],
  );
  const spans = edges.flatMap((from, index) =>
    index % 2 === 0 ? [`${from}-${edges[index + 1] ?? '24:00'}`] : [],
  );
  return spans;
}

describe('openWindow', () => {
  it('is open from the first moment of a one-off window to before its last', () => {
    const window = {
      name: 'move',
      from: '2026-12-01T22:00:00+01:00',
      to: '2026-12-02T02:00:00+01:00',
    };
    expect(isOpen(window, '2026-12-01T20:59:59.999Z')).toBe(false);
    expect(isOpen(window, '2026-12-01T21:00:00Z')).toBe(true);
    expect(isOpen(window, '2026-12-02T00:59:59.999Z')).toBe(true);
    expect(isOpen(window, '2026-12-02T01:00:00Z')).toBe(false);
  });

  it('is open by the clocks of the time zone, summer and winter', () => {
    expect(openOn(weekly(), '2026-07-05')).toEqual(['00:00-02:00']);
    expect(openOn(weekly(), '2026-12-06')).toEqual(['01:00-03:00']);
    expect(openOn(weekly(), '2026-12-07')).toEqual([]);
    expect(openOn(weekly({ timeZone: 'America/New_York' }), '2026-12-06')).toEqual(['07:00-09:00']);
    expect(openOn(weekly({ timeZone: 'Asia/Kolkata' }), '2026-12-05')).toEqual(['20:30-22:30']);
  });

  it('goes on over midnight, on the next day', () => {
    const night = weekly({ days: ['sat'], from: '22:00', to: '03:00', timeZone: 'UTC' });
    expect(openOn(night, '2026-12-05')).toEqual(['22:00-24:00']);
    expect(openOn(night, '2026-12-06')).toEqual(['00:00-03:00']);
    expect(openOn(night, '2026-12-07')).toEqual([]);
  });

  it('lasts a whole day if start and end are equal', () => {
    const day = weekly({ days: ['sun', 'mon'], from: '00:00', to: '00:00', timeZone: 'UTC' });
    expect(openOn(day, '2026-12-06')).toEqual(['00:00-24:00']);
    expect(openOn(day, '2026-12-08')).toEqual([]);
  });

  describe('when clocks go forward, in Berlin at 01:00 UTC on 2026-03-29,', () => {
    it('lacks the hour that is skipped', () => {
      expect(openOn(weekly({ from: '01:00', to: '04:00' }), '2026-03-29')).toEqual(['00:00-02:00']);
    });

    it('begins later if it would begin in that hour', () => {
      expect(openOn(weekly({ from: '02:30', to: '04:00' }), '2026-03-29')).toEqual(['01:30-02:00']);
    });

    it('ends later if it would end in that hour', () => {
      expect(openOn(weekly({ from: '01:00', to: '02:30' }), '2026-03-29')).toEqual(['00:00-01:30']);
    });

    it('starts an hour later if it is only that hour', () => {
      expect(openOn(weekly({ from: '02:00', to: '03:00' }), '2026-03-29')).toEqual(['01:00-02:00']);
    });
  });

  describe('when clocks go back, in Berlin at 01:00 UTC on 2026-10-25,', () => {
    it('has the hour twice that comes twice', () => {
      expect(openOn(weekly({ from: '01:00', to: '04:00' }), '2026-10-25')).toEqual(
        ['00:00-03:00'].map(() => '00:00-03:00'),
      );
      expect(openOn(weekly({ days: ['sun'], from: '02:00', to: '03:00' }), '2026-10-25')).toEqual([
        '00:00-02:00',
      ]);
    });

    it('begins with the first and ends with the second of the times that come twice', () => {
      expect(openOn(weekly({ from: '02:30', to: '04:00' }), '2026-10-25')).toEqual(['00:30-03:00']);
      expect(openOn(weekly({ from: '02:00', to: '02:30' }), '2026-10-25')).toEqual(['00:00-01:30']);
    });
  });

  it('is for all, or for the local clusters and aliases that it names', () => {
    const windows = (rest: Partial<WeeklyWindow>) => ({
      once: [],
      weekly: [weekly({ from: '00:00', to: '00:00', ...rest })],
    });
    const at = new Date('2026-12-06T12:00:00Z');
    expect(openWindow(windows({}), remote, at)).toBe('patches');
    expect(openWindow(windows({ clusters: ['eu'] }), remote, at)).toBe('patches');
    expect(openWindow(windows({ clusters: ['us'] }), remote, at)).toBeUndefined();
    expect(openWindow(windows({ remotes: ['archive'] }), remote, at)).toBe('patches');
    expect(
      openWindow(windows({ clusters: ['eu'], remotes: ['logs'] }), remote, at),
    ).toBeUndefined();
  });

  it('names the first window that is open', () => {
    const once = [{ name: 'move', from: '2026-12-01T22:00:00Z', to: '2026-12-10T02:00:00Z' }];
    const at = new Date('2026-12-06T02:00:00Z');
    expect(openWindow({ once, weekly: [weekly()] }, remote, at)).toBe('move');
    expect(
      openWindow({ once: [], weekly: [weekly({ name: 'other' }), weekly()] }, remote, at),
    ).toBe('other');
  });

  it('has its clock length on days without a switch, in any time zone', () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'America/St_Johns',
    );
    fc.assert(
      fc.property(time, time, zones, (from, to, timeZone) => {
        const window = weekly({ days: ['wed'], from, to, timeZone });
        const start = Date.parse('2026-06-09T00:00:00Z');
        const open = Array.from({ length: 4 * 1440 }, (_, minute) =>
          isOpen(window, new Date(start + minute * MINUTE_MS).toISOString()),
        );
        const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
        const length = minutesOf(to) - minutesOf(from);
        expect(open.filter(Boolean)).toHaveLength(length > 0 ? length : length + 1440);
      }),
      { numRuns: 10 },
    );
  });
});
