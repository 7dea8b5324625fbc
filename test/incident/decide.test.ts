import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/incident/decide.ts';
import {
  type IncidentEvent,
  type IncidentState,
  incidentEventSchema,
  incidentStateSchema,
  type Summary,
} from '../../lib/incident/incident.ts';
import { summary } from './events.ts';

const START = Date.parse('2026-11-24T00:00:00Z');
const MINUTE_MS = 60_000;
const THRESHOLDS = { failures: 3, successes: 2, reminderHours: 4 };

/** One check a minute; capitals failing, small letters degraded, the letter is the cause. */
const CHECKS = {
  A: { status: 'failing', cause: 'a', severity: 'critical' },
  B: { status: 'failing', cause: 'b', severity: 'critical' },
  C: { status: 'failing', cause: 'c', severity: 'critical' },
  a: { status: 'degraded', cause: 'a', severity: 'warning' },
  b: { status: 'degraded', cause: 'b', severity: 'warning' },
  '+': { status: 'healthy', cause: 'healthy', severity: 'ok' },
  '?': { status: 'unknown', cause: 'checker-not-authorized', severity: 'unknown' },
} as const satisfies Record<string, Partial<Summary>>;
type Check = keyof typeof CHECKS;

interface Step {
  readonly check: Check;
  readonly minutes: number;
}

/** A digit lets so many hours pass instead of a minute. */
function stepsOf(text: string): Step[] {
  return [...text.matchAll(/(\d?)(\D)/g)].map(([, hours, check]) => ({ check: check as Check, minutes: hours ? Number(hours) * 60 : 1 }));
}

interface Run {
  readonly state: IncidentState | undefined;
  readonly events: readonly (IncidentEvent | undefined)[];
}

/** As the store does, state and events go through JSON between two checks. */
function run(steps: readonly Step[], thresholds = THRESHOLDS): Run {
  let at = START;
  let state: IncidentState | undefined;
  const events = steps.map(({ check, minutes }) => {
    at += minutes * MINUTE_MS;
    const decided = decide(state, summary(CHECKS[check]), { now: new Date(at), thresholds });
    state = incidentStateSchema.parse(JSON.parse(JSON.stringify(decided.state)));
    expect(decided.events.length).toBeLessThanOrEqual(1);
    return decided.events.map((event) => incidentEventSchema.parse(JSON.parse(JSON.stringify(event))))[0];
  });
  return { state, events };
}

const LETTERS = { opened: 'o', changed: 'c', reminder: 'm', resolved: 'r' } as const;

function told(text: string, thresholds = THRESHOLDS): string {
  return run(stepsOf(text), thresholds)
    .events.map((event) => (event === undefined ? '.' : LETTERS[event.kind]))
    .join('');
}

describe('decide tells', () => {
  it.each([
    ['++++', '....', 'nothing while all is well'],
    ['AA+AA+AA', '........', 'nothing of failures that do not last'],
    ['AAA', '..o', 'opened with the third failure in a row'],
    ['AAAAAA', '..o...', 'opened once'],
    ['aaa', '..o', 'opened for a degraded remote too'],
    ['AaA', '..o', 'opened for bad checks of either kind'],
    ['ABC', '..o', 'opened for bad checks of several causes'],
    ['AAA+', '..o.', 'nothing of the first healthy check'],
    ['AAA++', '..o.r', 'resolved with the second healthy check in a row'],
    ['AAA+A+A+', '..o.....', 'nothing of a remote that flaps'],
    ['AAA++++', '..o.r..', 'resolved once'],
    ['AAA++AA', '..o.r..', 'nothing of a failure soon after'],
    ['AAA++AAA', '..o.r..o', 'opened again'],
    ['AAAaaa', '..o...', 'nothing of a failing remote that becomes degraded for the same cause'],
    ['AAAbb', '..o..', 'nothing of another cause that does not last'],
    ['AAAbbb', '..o..c', 'changed when the other cause stays, be the remote degraded now'],
    ['AAABBBBBB', '..o..c...', 'changed once'],
    ['AAABBABB', '..o.....', 'nothing of another cause that comes and goes'],
    ['AAABB+BB', '..o.....', 'nothing of another cause with a healthy check in between'],
    ['AAABCBCBC', '..o......', 'nothing of causes that take turns'],
    ['AAABBCCC', '..o....c', 'changed to the cause that stays'],
    ['AAABBBAAA', '..o..c..c', 'changed back'],
    ['???????', '.......', 'nothing of unknown checks'],
    ['AA?A', '...o', 'opened after failures with an unknown check in between'],
    ['AA??????', '........', 'nothing when unknown checks follow on failures'],
    ['AAA+?+', '..o..r', 'resolved after healthy checks with an unknown one in between'],
    ['AAA+????', '..o.....', 'nothing when unknown checks follow on a healthy one'],
    ['AAABB?B', '..o...c', 'changed after checks with an unknown one in between'],
    ['AAA3A', '..o.', 'no reminder before it is time'],
    ['AAA4A', '..om', 'a reminder after four hours'],
    ['AAA4A3A1A', '..om.m', 'a reminder four hours after the last'],
    ['AAA2BBB3B1B', '..o..c.m', 'a reminder four hours after the change'],
    ['AAA3B1B', '..o.m', 'a reminder while another cause may stay'],
    ['AAA5?', '..om', 'a reminder when the remote cannot be seen any more'],
    ['AAA5+', '..o.', 'no reminder of a remote that is healthy for the first time'],
    ['AAA5+A', '..o.m', 'the reminder later when it was not to last'],
    ['AAA++9+9?', '..o.r..', 'no reminder of what is over'],
  ])('%s → %s: %s', (checks, events) => {
    expect(told(checks)).toBe(events);
  });

  it('at other thresholds', () => {
    expect(told('A+B?A1A+', { failures: 1, successes: 1, reminderHours: 0.5 })).toBe('oro.cmr');
  });

  it('nothing more at once when the thresholds become lower than what was counted', () => {
    const { state } = run(stepsOf('AA'));
    const options = { now: new Date(START), thresholds: { ...THRESHOLDS, failures: 1 } };
    expect(decide(state, summary(CHECKS['?']), options).events).toEqual([]);
    expect(decide(state, summary(CHECKS.A), options).events).toMatchObject([{ kind: 'opened' }]);
  });
});

describe('decide says', () => {
  it('since when the remote has been bad, what is seen now and what was told before', () => {
    const events = run(stepsOf('A?aABBB5b++')).events.flatMap((event) => event ?? []);
    expect(events.map(({ kind, at, openedAt }) => ({ kind, at, openedAt }))).toEqual([
      { kind: 'opened', at: '2026-11-24T00:04:00.000Z', openedAt: '2026-11-24T00:01:00.000Z' },
      { kind: 'changed', at: '2026-11-24T00:07:00.000Z', openedAt: '2026-11-24T00:01:00.000Z' },
      { kind: 'reminder', at: '2026-11-24T05:07:00.000Z', openedAt: '2026-11-24T00:01:00.000Z' },
      { kind: 'resolved', at: '2026-11-24T05:09:00.000Z', openedAt: '2026-11-24T00:01:00.000Z' },
    ]);
    expect(
      events.map(({ summary: { cause, severity }, previousCause, previousSeverity }) => ({
        cause,
        severity,
        previousCause,
        previousSeverity,
      })),
    ).toEqual([
      { cause: 'a', severity: 'critical', previousCause: undefined, previousSeverity: undefined },
      { cause: 'b', severity: 'critical', previousCause: 'a', previousSeverity: 'critical' },
      { cause: 'b', severity: 'warning', previousCause: undefined, previousSeverity: 'critical' },
      { cause: 'healthy', severity: 'ok', previousCause: 'b', previousSeverity: 'critical' },
    ]);
  });

  it('the worst severity that was told, so that whoever was told of it learns the end', () => {
    const { events } = run(stepsOf('aaa5A5a++'));
    expect(events.flatMap((event) => event?.previousSeverity ?? [])).toEqual(['warning', 'critical', 'critical']);
  });

  it('since when the status has been the same', () => {
    expect(run(stepsOf('++')).state?.since).toBe('2026-11-24T00:01:00.000Z');
    expect(run(stepsOf('++?')).state).toMatchObject({ status: 'unknown', since: '2026-11-24T00:03:00.000Z' });
    expect(run(stepsOf('?AA')).state).toMatchObject({ status: 'failing', since: '2026-11-24T00:02:00.000Z' });
  });

  it('ids that differ between remotes', () => {
    const options = { now: new Date(START), thresholds: { ...THRESHOLDS, failures: 1 } };
    const idsOf = (names: Partial<Summary>) => decide(undefined, summary({ ...CHECKS.A, ...names }), options).events[0]?.incidentId;
    const ids = [idsOf({}), idsOf({ cluster: 'us' }), idsOf({ alias: 'logs' })];
    expect(new Set(ids).size).toBe(3);
  });

  it('to go on from a state that an earlier version stored', () => {
    const state = incidentStateSchema.parse({ failures: 2, status: 'failing' });
    const { events } = decide(state, summary(CHECKS.A), { now: new Date(START), thresholds: THRESHOLDS });
    expect(events).toMatchObject([{ kind: 'opened', openedAt: '2026-11-24T00:00:00.000Z' }]);
  });
});

const checks = Object.keys(CHECKS) as Check[];
const step = fc.record({ check: fc.constantFrom(...checks), minutes: fc.constantFrom(1, 1, 1, 1, 1, 239, 240, 300) });
const sequence = fc.array(step, { maxLength: 80, size: 'max' });
const thresholds = fc.record({
  failures: fc.integer({ min: 1, max: 4 }),
  successes: fc.integer({ min: 1, max: 4 }),
  reminderHours: fc.constantFrom(0.1, 4, 168),
});

describe('decide, whatever comes,', () => {
  it('opens, goes on and resolves in this order, with one id and one beginning to an incident', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let open: IncidentEvent | undefined;
        const ids = new Set<string>();
        for (const event of run(steps, given).events.flatMap((each) => each ?? [])) {
          expect(event.kind === 'opened').toBe(open === undefined);
          if (open === undefined) expect(ids).not.toContain(event.incidentId);
          else expect(event).toMatchObject({ incidentId: open.incidentId, openedAt: open.openedAt });
          ids.add(event.incidentId);
          open = event.kind === 'resolved' ? undefined : event;
        }
      }),
    );
  });

  it('keeps an incident in the state for as long as it is open', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const { state, events } = run(steps, given);
        const last = events.findLast((event) => event !== undefined);
        const expected = last === undefined || last.kind === 'resolved' ? undefined : { id: last.incidentId, toldAt: last.at };
        expect(state?.incident && { id: state.incident.id, toldAt: state.incident.toldAt }).toEqual(expected);
      }),
    );
  });

  it('neither opens, changes nor resolves on an unknown check, and counts none', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const { events } = run(steps, given);
        const kinds = events.filter((_event, index) => steps[index]?.check === '?').map((event) => event?.kind);
        expect(kinds.filter((kind) => kind !== undefined && kind !== 'reminder')).toEqual([]);
        const without = run(
          steps.filter(({ check }) => check !== '?'),
          { ...given, reminderHours: 1e6 },
        ).events;
        const withUnknown = run(steps, { ...given, reminderHours: 1e6 }).events.filter((_event, index) => steps[index]?.check !== '?');
        expect(withUnknown.map((event) => event?.kind)).toEqual(without.map((event) => event?.kind));
      }),
    );
  });

  it('opens and changes after so many bad checks in a row, and resolves after so many healthy ones', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        run(steps, given).events.forEach((event, index) => {
          const seen = steps.slice(0, index + 1).filter(({ check }) => check !== '?');
          const healthy = seen.length - 1 - seen.findLastIndex(({ check }) => check !== '+');
          const bad = seen.length - 1 - seen.findLastIndex(({ check }) => check === '+');
          if (event?.kind === 'resolved') expect(healthy).toBeGreaterThanOrEqual(given.successes);
          if (event?.kind === 'opened' || event?.kind === 'changed') expect(bad).toBeGreaterThanOrEqual(given.failures);
        });
      }),
    );
  });

  it('tells a change from the cause that was told to another one', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const told = run(steps, given).events.filter((event) => event !== undefined && event.kind !== 'reminder');
        told.forEach((event, index) => {
          expect(event?.previousCause).toBe(event?.kind === 'opened' ? undefined : told[index - 1]?.summary.cause);
          expect(event?.summary.cause).not.toBe(event?.previousCause);
        });
      }),
    );
  });

  it('reminds only so many hours after the last word', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let lastMs = Number.NaN;
        for (const { kind, at } of run(steps, given).events.flatMap((each) => each ?? [])) {
          if (kind === 'reminder') expect(Date.parse(at) - lastMs).toBeGreaterThanOrEqual(given.reminderHours * 60 * MINUTE_MS);
          lastMs = Date.parse(at);
        }
      }),
    );
  });

  it('gives each event an id of its own, and the same ones for the same checks', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const ids = run(steps, given).events.flatMap((event) => event?.id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(run(steps, given).events.flatMap((event) => event?.id ?? [])).toEqual(ids);
      }),
    );
  });
});
