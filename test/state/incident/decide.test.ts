import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import { isNearer, isWorse } from '../../../lib/state/incident/census.ts';
import { decide, decideRemoved } from '../../../lib/state/incident/decide.ts';
import {
  type IncidentEvent,
  type IncidentState,
  incidentEventSchema,
  incidentStateSchema,
  type Summary,
} from '../../../lib/state/incident/incident.ts';
import { summary } from './events.ts';
import { THRESHOLDS } from './thresholds.ts';

const START = Date.parse('2026-11-24T00:00:00Z');
const MINUTE_MS = 60_000;

/** A certificate that ends after so many days. */
function expiring(
  stepDays: number,
  { what = 'CN=es-1', isCause = true } = {},
): Pick<Summary, 'expiring'> {
  return {
    expiring: {
      what,
      stepDays,
      isCause,
      evidence: `Certificate ${what} expires, step ${stepDays}`,
    },
  };
}

const SOON = {
  status: 'degraded',
  cause: 'certificate-expires-soon',
  severity: 'warning',
} as const;

/**
 * One check a minute; capitals failing, small letters degraded, the letter is the cause; u: failing
 * during an upgrade, =: healthy during one. From v to z a certificate ends, step by step, k is
 * another one; V and X: failing, and the certificate ends too.
 */
const CHECKS = {
  v: { ...SOON, ...expiring(30) },
  w: { ...SOON, ...expiring(14) },
  x: { ...SOON, severity: 'error', ...expiring(7) },
  y: { ...SOON, severity: 'critical', ...expiring(1) },
  z: { ...SOON, severity: 'critical', ...expiring(0) },
  k: { ...SOON, ...expiring(30, { what: 'CN=es-2' }) },
  V: { status: 'failing', cause: 'a', severity: 'critical', ...expiring(30, { isCause: false }) },
  X: { status: 'failing', cause: 'a', severity: 'critical', ...expiring(7, { isCause: false }) },
  A: { status: 'failing', cause: 'a', severity: 'critical' },
  B: { status: 'failing', cause: 'b', severity: 'critical' },
  C: { status: 'failing', cause: 'c', severity: 'critical' },
  a: { status: 'degraded', cause: 'a', severity: 'warning' },
  b: { status: 'degraded', cause: 'b', severity: 'warning' },
  u: { status: 'failing', cause: 'a', severity: 'critical', upgrading: true },
  '=': { status: 'healthy', cause: 'healthy', severity: 'ok', upgrading: true },
  '+': { status: 'healthy', cause: 'healthy', severity: 'ok' },
  '?': { status: 'unknown', cause: 'checker-not-authorized', severity: 'unknown' },
} as const satisfies Record<string, Partial<Summary>>;
type Check = keyof typeof CHECKS;

interface Step {
  readonly check: Check;
  readonly minutes: number;
  /** Whether a maintenance window is open. */
  readonly muted?: boolean;
  /** For so many hours, if an incident is open then; 0 takes it back. */
  readonly acknowledge?: number | undefined;
}

const WAITS: Readonly<Record<string, number>> = { '': 1, "'": 30 };

/**
 * A digit lets so many hours pass instead of a minute, ' half an hour; ( and ) begin and end
 * maintenance, ! acknowledges for 6 hours, ~ takes it back.
 */
function stepsOf(text: string): Step[] {
  let muted = false;
  return [...text.matchAll(/([()]?)([!~]?)([\d']?)([^()!~\d'])/g)].map(
    ([, window, acknowledging = '', wait = '', check]) => {
      muted = window === '(' || (muted && window !== ')');
      return {
        check: check as Check,
        minutes: WAITS[wait] ?? Number(wait) * 60,
        muted,
        acknowledge: { '!': 6, '~': 0 }[acknowledging],
      };
    },
  );
}

interface Run {
  readonly state: IncidentState | undefined;
  /** After each check. */
  readonly states: readonly IncidentState[];
  readonly events: readonly (IncidentEvent | undefined)[];
}

/** As the store does, state and events go through JSON between two checks. */
function run(steps: readonly Step[], thresholds = THRESHOLDS): Run {
  let at = START;
  let state: IncidentState | undefined;
  const states: IncidentState[] = [];
  const events = steps.map(({ check, minutes, muted = false, acknowledge }) => {
    if (acknowledge !== undefined) state = acknowledged(state, at, acknowledge);
    at += minutes * MINUTE_MS;
    const options = { now: new Date(at), thresholds, maintenance: muted ? 'patches' : undefined };
    const decided = decide(state, summary(CHECKS[check]), options);
    state = incidentStateSchema.parse(JSON.parse(JSON.stringify(decided.state)));
    states.push(state);
    expect(decided.events.length).toBeLessThanOrEqual(1);
    return decided.events.map((event) =>
      incidentEventSchema.parse(JSON.parse(JSON.stringify(event))),
    )[0];
  });
  return { state, states, events };
}

function acknowledged(
  state: IncidentState | undefined,
  at: number,
  hours: number,
): IncidentState | undefined {
  if (state?.incident === undefined) return state;
  const until = instantOf(new Date(at + hours * 60 * MINUTE_MS));
  const acknowledgement = { at: instantOf(new Date(at)), until, by: 'ann', why: 'on it' };
  return {
    ...state,
    incident: { ...state.incident, acknowledged: hours === 0 ? undefined : acknowledgement },
  };
}

const LETTERS = { opened: 'o', changed: 'c', flapping: 'f', reminder: 'm', resolved: 'r' } as const;

function told(text: string, thresholds = THRESHOLDS): string {
  return run(stepsOf(text), thresholds)
    .events.map((event) => (event === undefined ? '.' : LETTERS[event.kind]))
    .join('');
}

describe('decide emits', () => {
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
    ['AAA++9+9?', '..o.r..', 'no reminder after the end'],
    ['aaaAAA', '..o..c', 'changed when it is worse and stays so, the cause being the same'],
    ['aaaAAaA', '..o....', 'nothing of worse that does not last'],
    ['aaaABC', '..o..c', 'changed when it is worse for whatever cause'],
    ['AAAaaaAAA', '..o......', 'nothing if it improves and returns to the reported severity'],
    ['aaa5A1A1A', '..om..', 'nothing more after a reminder reported a worse severity'],
    [
      'uuuuuuuuuuuuuuu',
      '..............o',
      'opened with the fifteenth failure in a row during an upgrade',
    ],
    [
      'u'.repeat(10) + 'A'.repeat(5),
      '..............o',
      'the same if the versions can no longer be read',
    ],
    ['==AAA', '.....', 'nothing yet of a remote that fails and was being upgraded before'],
    ['==+AAA', '.....o', 'opened after three failures once the upgrade is over'],
    ['==A?AA', '......', 'nothing yet though the remote was not seen in between'],
    ['AAAuuu++', '..o....r', 'resolved during an upgrade as at any time'],
    ['aaauuuuuu', '..o......', 'nothing yet if it gets worse during an upgrade'],
    [
      'AAA++AAA++AAA++',
      '..o.r..o.r..o.f',
      'flapping when it is over for the third time within an hour',
    ],
    [
      'AAA++AAA++AAA++AAA++AAABBB',
      '..o.r..o.r..o.f...........',
      'nothing while it flaps, be it for another cause',
    ],
    ["AAA++AAA++AAA++'+", '..o.r..o.r..o.fr', 'resolved when it has been healthy for half an hour'],
    [
      "AAA++AAA++AAA+++?'?+",
      '..o.r..o.r..o.f...r',
      'the same if the remote was unknown in between',
    ],
    ["AAA++AAA++AAA++A'+'+", '..o.r..o.r..o.f..r', 'resolved only once it is calm'],
    ["AAA++AAA++AAA++AA'A", '..o.r..o.r..o.f..c', 'changed when it has been bad for half an hour'],
    [
      "AAA++AAA++AAA++AA'A++",
      '..o.r..o.r..o.f..c.r',
      'resolved at once when it was there to stay and is over',
    ],
    ["AAA++AAA++AAA++'+AAA++", '..o.r..o.r..o.fr..o.r', 'opened and resolved anew after the calm'],
    ['AAA++1AAA++AAA++', '..o.r..o.r..o.r', 'no flapping if incidents are rare'],
    ['aaa++aaa++aaa++AAA', '..o.r..o.r..o.f..c', 'changed when what flaps is worse'],
    ['AAA++AAA++AAA++4A', '..o.r..o.r..o.fm', 'a reminder while it still flaps'],
    ['(AAA)+', '....', 'nothing if it recovered before the maintenance ends'],
    ['(AAAA)A', '....o', 'opened when maintenance ends and it is still broken'],
    ['(AA)A', '..o', 'opened when it has lasted long enough'],
    ['(AA)+A', '....', 'nothing if maintenance broke it briefly'],
    ['(AAA)?A', '....o', 'opened when it is seen again'],
    ['AAA(++', '..o.r', 'resolved during maintenance when it was opened before'],
    ['AAA(BBB)B', '..o...c', 'changed after maintenance when it has another cause'],
    ['aaa(AAA)A', '..o...c', 'changed after maintenance when it is worse'],
    ['AAA(5A)A', '..o.m', 'the reminder after maintenance'],
    ['AAA++AAA++AAA(++', '..o.r..o.r..o.r', 'resolved during maintenance, flapping or not'],
    ['AAA!5A5A', '..o.m', 'no reminder before the acknowledgement has run out'],
    ['AAA!5A~A', '..o.m', 'the reminder when it is taken back'],
    ['AAA!BBBB', '..o....', 'nothing of another cause while it is acknowledged'],
    [
      'AAA!BBB7B',
      '..o...c',
      'changed when the acknowledgement has run out and the other cause stays',
    ],
    ['aaa!AAA', '..o..c', 'changed when it is worse than what was acknowledged'],
    ['aaa!AAA5A', '..o..cm', 'a reminder then, as what it has become was not acknowledged'],
    ['AAA!++', '..o.r', 'resolved though it was acknowledged'],
    ['AAA!++AAA5A', '..o.r..om', 'a reminder of the next incident'],
    ['AAA++AAA++AAA!++', '..o.r..o.r..o.f', 'flapping though it was acknowledged'],
    ['vvvvvv', '..o...', 'one event for an expiration'],
    ['vvvwww', '..o..c', 'changed when it has come a step nearer to its end'],
    ['vvvwwvw', '..o....', 'nothing of a step that does not last'],
    ['vvvwwwwxxxxyyyyzzzz', '..o..c...c...c...c.', 'each step once'],
    ['vvvkkk', '..o..c', 'changed when another thing expires first'],
    ['wwwvvvwww', '..o......', 'nothing for a step that was already reported'],
    ['vvv9v9v9v', '..o...', 'no reminder of what expires: the steps are the reminders'],
    ['vvv9?9?', '..o..', 'the same if it cannot be seen'],
    ['yyy9y9y', '..omm', 'reminders on its last days'],
    ['AAAVVV', '..o..c', 'changed when something expires besides'],
    ['VVV9V9V', '..omm', 'reminders of a remote that fails, whatever expires besides'],
    ['VVVXXX', '..o..c', 'changed when it comes nearer while the remote fails'],
    ['VVVvvv', '..o..c', 'the other cause once it works again, and the certificate still ends'],
    ['VVVAAAVVV', '..o......', 'nothing for an expiration that was temporarily not seen'],
    ['vvv!www', '..o...', 'nothing of a step while it is acknowledged'],
    ['vvv!www7w', '..o...c', 'changed when the acknowledgement has run out'],
    ['vvv!xxx', '..o..c', 'changed when the step is a worse one'],
    ['vvv(www)w', '..o...c', 'changed after maintenance when a step was passed'],
    ['vvv++vvv++vvv++www', '..o.r..o.r..o.f...', 'nothing of a step while it flaps'],
  ])('%s → %s: %s', (checks, events) => {
    expect(told(checks)).toBe(events);
  });

  it('at other thresholds', () => {
    expect(told('A+B?A1A+', { ...THRESHOLDS, failures: 1, successes: 1, reminderHours: 0.5 })).toBe(
      'oro.cmr',
    );
  });

  it('no immediate event when a threshold drops below the counter', () => {
    const { state } = run(stepsOf('AA'));
    const options = { now: new Date(START), thresholds: { ...THRESHOLDS, failures: 1 } };
    expect(decide(state, summary(CHECKS['?']), options).events).toEqual([]);
    expect(decide(state, summary(CHECKS.A), options).events).toMatchObject([{ kind: 'opened' }]);
  });
});

describe('decide says', () => {
  it('the kind of each change', () => {
    const events = run(stepsOf('vvvwwwxxxyyyzzz')).events.flatMap((event) => event ?? []);
    expect(
      events.map(({ kind, change, summary: { severity } }) => `${kind} ${change} ${severity}`),
    ).toEqual([
      'opened undefined warning',
      'changed expiry warning',
      'changed severity error',
      'changed severity critical',
      'changed expiry critical',
    ]);
  });

  it('the start of the problem, the current state and the previous report', () => {
    const events = run(stepsOf('A?aABBB5b++')).events.flatMap((event) => event ?? []);
    expect(events.map(({ kind, at, openedAt }) => ({ kind, at, openedAt }))).toEqual([
      {
        kind: 'opened',
        at: '2026-11-24T00:04:00.000Z' as const,
        openedAt: '2026-11-24T00:01:00.000Z' as const,
      },
      {
        kind: 'changed',
        at: '2026-11-24T00:07:00.000Z' as const,
        openedAt: '2026-11-24T00:01:00.000Z' as const,
      },
      {
        kind: 'reminder',
        at: '2026-11-24T05:07:00.000Z' as const,
        openedAt: '2026-11-24T00:01:00.000Z' as const,
      },
      {
        kind: 'resolved',
        at: '2026-11-24T05:09:00.000Z' as const,
        openedAt: '2026-11-24T00:01:00.000Z' as const,
      },
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

  it('the worst reported severity, so that its subscribers receive the resolution', () => {
    const { events } = run(stepsOf('aaa5A5a++'));
    expect(events.flatMap((event) => event?.previousSeverity ?? [])).toEqual([
      'warning',
      'critical',
      'critical',
    ]);
  });

  it('the start of the current status', () => {
    expect(run(stepsOf('++')).state?.since).toBe('2026-11-24T00:01:00.000Z');
    expect(run(stepsOf('++?')).state).toMatchObject({
      status: 'unknown',
      since: '2026-11-24T00:03:00.000Z' as const,
    });
    expect(run(stepsOf('?AA')).state).toMatchObject({
      status: 'failing',
      since: '2026-11-24T00:02:00.000Z' as const,
    });
  });

  it('ids that differ between remotes', () => {
    const options = { now: new Date(START), thresholds: { ...THRESHOLDS, failures: 1 } };
    const idsOf = (names: Partial<Summary>) =>
      decide(undefined, summary({ ...CHECKS.A, ...names }), options).events[0]?.incidentId;
    const ids = [idsOf({}), idsOf({ cluster: 'us' }), idsOf({ alias: 'logs' })];
    expect(new Set(ids).size).toBe(3);
  });

  it('to go on from a state that an earlier version stored', () => {
    const state = incidentStateSchema.parse({ failures: 2, status: 'failing' });
    const { events } = decide(state, summary(CHECKS.A), {
      now: new Date(START),
      thresholds: THRESHOLDS,
    });
    expect(events).toMatchObject([
      { kind: 'opened', openedAt: '2026-11-24T00:00:00.000Z' as const },
    ]);
  });
});

const checks = Object.keys(CHECKS) as Check[];
const minutes = fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 5, 30, 239, 240, 300);
const plain = fc.record({ check: fc.constantFrom(...checks), minutes });
const muted = fc.constantFrom(false, false, false, true);
const acknowledge = fc.constantFrom(...Array<undefined>(8).fill(undefined), 0, 0.1, 6);
/** Checks come in rows, as they do in life: otherwise thresholds are hardly ever reached. */
const row = fc
  .tuple(
    fc.record({ check: fc.constantFrom(...checks), minutes, muted, acknowledge }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([step, times]) => Array<Step>(times).fill(step));
const sequence: fc.Arbitrary<Step[]> = fc
  .array(row, { maxLength: 40, size: 'max' })
  .map((rows) => rows.flat());
const thresholds = fc.record({
  failures: fc.integer({ min: 1, max: 4 }),
  failuresWhileUpgrading: fc.integer({ min: 1, max: 8 }),
  successes: fc.integer({ min: 1, max: 4 }),
  reminderHours: fc.constantFrom(0.1, 4, 168),
  flappingTimes: fc.integer({ min: 2, max: 4 }),
  flappingMinutes: fc.constantFrom(10, 60, 1440),
  calmMinutes: fc.constantFrom(5, 30),
});
type Told = IncidentEvent & { readonly step: Step; readonly index: number };

function eventsOf(steps: readonly Step[], given = THRESHOLDS): Told[] {
  return run(steps, given).events.flatMap((event, index) => {
    const step = steps[index];
    return event === undefined || step === undefined ? [] : { ...event, step, index };
  });
}

/** How many bad, or healthy, checks in a row the sequence ends with. */
function inARow(steps: readonly Step[], isCounted: (check: Check) => boolean): number {
  const known = steps.filter(({ check }) => check !== '?');
  return known.length - 1 - known.findLastIndex(({ check }) => !isCounted(check));
}

const isHealthy = (check: Check) => check === '+' || check === '=';

describe('decide, for any checks,', () => {
  it('opens, goes on and resolves in this order, with one id and one beginning to an incident', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let open: IncidentEvent | undefined;
        const ids = new Set<string>();
        for (const event of eventsOf(steps, given)) {
          expect(event.kind === 'opened').toBe(open === undefined);
          if (open === undefined) expect(ids).not.toContain(event.incidentId);
          else
            expect(event).toMatchObject({ incidentId: open.incidentId, openedAt: open.openedAt });
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
        const expected =
          last === undefined || last.kind === 'resolved'
            ? undefined
            : { id: last.incidentId, toldAt: last.at };
        expect(state?.incident && { id: state.incident.id, toldAt: state.incident.toldAt }).toEqual(
          expected,
        );
      }),
    );
  });

  it('neither opens, changes nor resolves on an unknown check, and counts none', () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 80, size: 'max' }), thresholds, (steps, given) => {
        const calm = { ...given, reminderHours: 1e6, flappingTimes: 1e6 };
        const kinds = eventsOf(steps, given).filter(({ step }) => step.check === '?');
        expect(kinds.filter(({ kind }) => kind !== 'reminder')).toEqual([]);
        const without = eventsOf(
          steps.filter(({ check }) => check !== '?'),
          calm,
        );
        expect(eventsOf(steps, calm).map(({ kind }) => kind)).toEqual(
          without.map(({ kind }) => kind),
        );
      }),
    );
  });

  it('opens and changes after N bad checks in a row, and resolves after N healthy ones', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        for (const { kind, index } of eventsOf(steps, given)) {
          const seen = steps.slice(0, index + 1);
          if (kind === 'resolved' || kind === 'flapping')
            expect(inARow(seen, isHealthy)).toBeGreaterThanOrEqual(given.successes);
          if (kind === 'opened' || kind === 'changed')
            expect(inARow(seen, (check) => !isHealthy(check))).toBeGreaterThanOrEqual(
              given.failures,
            );
        }
      }),
    );
  });

  it('opens an incident after enough bad checks, except in maintenance', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const needed = Math.max(given.failures, given.failuresWhileUpgrading);
        run(steps, given).states.forEach(({ incident }, index) => {
          const seen = steps.slice(0, index + 1);
          const isDue =
            steps[index]?.check !== '?' &&
            !steps[index]?.muted &&
            inARow(seen, (check) => !isHealthy(check)) >= needed;
          if (isDue) expect(incident).toBeDefined();
        });
      }),
    );
  });

  it('ends each incident after N healthy checks in a row, with or without maintenance and acknowledgement, except while it flaps', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        run(steps, given).states.forEach((state, index) => {
          const { incident, goodSince = '' } = state;
          const { check, minutes: waited = 0 } = steps[index] ?? {};
          if (
            incident === undefined ||
            check === '?' ||
            inARow(steps.slice(0, index + 1), isHealthy) < given.successes
          )
            return;
          expect(incident.flappingSince).toBeDefined();
          const now =
            START +
            steps.slice(0, index + 1).reduce((sum, step) => sum + step.minutes, 0) * MINUTE_MS;
          expect(
            incident.toldAt === instantOf(new Date(now)) ||
              now - Date.parse(goodSince) < given.calmMinutes * MINUTE_MS,
          ).toBe(true);
          expect(waited).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('reports nothing new in maintenance, and only escalation or end after an acknowledgement', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        for (const { kind, change, step, at, acknowledged: by } of eventsOf(steps, given)) {
          if (step.muted) expect(kind).toBe('resolved');
          const isSilenced = by !== undefined && Date.parse(by.until) > Date.parse(at);
          if (isSilenced)
            expect(['severity', 'steady', 'flapping', 'resolved']).toContain(change ?? kind);
        }
      }),
    );
  });

  it('reports flapping once, and then only escalation, permanence, end, or a reminder', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let isFlapping = false;
        for (const { kind, change } of eventsOf(steps, given)) {
          if (isFlapping)
            expect(['severity', 'steady', 'resolved', 'reminder']).toContain(change ?? kind);
          isFlapping =
            kind === 'flapping' || (isFlapping && kind !== 'resolved' && change !== 'steady');
        }
      }),
    );
  });

  it('reports a change from the reported cause to another, or to a worse severity', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        for (const {
          kind,
          change,
          summary: now,
          previousCause,
          previousSeverity = 'ok',
        } of eventsOf(steps, given)) {
          if (change === 'cause' || kind === 'resolved') expect(now.cause).not.toBe(previousCause);
          if (change === 'severity') expect(isWorse(now.severity, previousSeverity)).toBe(true);
        }
      }),
    );
  });

  it('reports an expiration once at each step', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let told: Summary['expiring'];
        for (const { kind, change, summary: now } of eventsOf(steps, given)) {
          if (kind === 'opened') told = undefined;
          if (change === 'expiry') expect(isNearer(now.expiring, told)).toBe(true);
          told = now.expiring ?? told;
        }
      }),
    );
  });

  it('names the previously reported cause', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let before: string | undefined;
        for (const { kind, summary: now, previousCause } of eventsOf(steps, given).filter(
          (event) => event.kind !== 'reminder',
        )) {
          expect(previousCause).toBe(kind === 'opened' ? undefined : before);
          if (kind !== 'flapping') before = now.cause;
        }
      }),
    );
  });

  it('reminds only after the configured hours without an event', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        let lastMs = Number.NaN;
        for (const { kind, at } of eventsOf(steps, given)) {
          if (kind === 'reminder')
            expect(Date.parse(at) - lastMs).toBeGreaterThanOrEqual(
              given.reminderHours * 60 * MINUTE_MS,
            );
          lastMs = Date.parse(at);
        }
      }),
    );
  });

  it('gives each event an id of its own, and the same ones for the same checks', () => {
    fc.assert(
      fc.property(sequence, thresholds, (steps, given) => {
        const ids = eventsOf(steps, given).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(eventsOf(steps, given).map(({ id }) => id)).toEqual(ids);
      }),
    );
  });
});

describe('decide counts observations', () => {
  const GOOD = { status: 'healthy', cause: 'healthy', severity: 'ok' } as const;
  const BAD = { status: 'degraded', cause: 'gateway-silent', severity: 'warning' } as const;

  function kinds(seen: readonly Partial<Summary>[]): string[] {
    let state: IncidentState | undefined;
    return seen.flatMap((one, minute) => {
      const now = new Date(START + minute * MINUTE_MS);
      const decision = decide(state, summary(one), { now, thresholds: THRESHOLDS });
      state = decision.state;
      return decision.events.map(({ kind }) => `${minute} ${kind}`);
    });
  }

  it('of a silent gateway, though good checks come in between', () => {
    const silent = { ...BAD, silent: ['10.0.0.3:9443'] };
    expect(kinds([silent, GOOD, silent, GOOD, silent])).toEqual(['4 opened']);
    expect(kinds([silent, GOOD, silent, GOOD, BAD]), 'it is not silent now').toEqual([]);
  });

  it('each gateway for itself', () => {
    const of = (gateway: string) => ({ ...BAD, silent: [gateway] });
    expect(kinds([of('a'), GOOD, of('b'), GOOD, of('c')])).toEqual([]);
  });

  it('within the window only', () => {
    const silent = { ...BAD, silent: ['a'] };
    const hour = Array.from({ length: 61 }, () => GOOD);
    expect(kinds([silent, GOOD, silent, ...hour, silent])).toEqual([]);
  });

  it('several of one check', () => {
    expect(kinds([{ ...BAD, observations: 3 }])).toEqual(['0 opened']);
    expect(
      kinds([
        { ...BAD, observations: 3 },
        { ...GOOD, observations: 2 },
      ]),
    ).toEqual(['0 opened', '1 resolved']);
  });
});

describe('decideRemoved', () => {
  const now = new Date(START + 60 * MINUTE_MS);
  const gone = summary({ status: 'unknown', severity: 'ok', cause: 'registration-removed' });

  it('ends an open incident, acknowledged, flapping or not, and resets the state', () => {
    for (const text of ['AAA', 'AAA!A', 'AAA++AAA++AAA++']) {
      const { state } = run(stepsOf(text));
      const removed = decideRemoved(incidentStateSchema.parse(state), gone, now);
      expect(removed.events).toMatchObject([
        {
          kind: 'resolved',
          removed: true,
          incidentId: state?.incident?.id,
          previousCause: 'a',
          previousSeverity: 'critical',
        },
      ]);
      expect(removed.state).toEqual(
        incidentStateSchema.parse({ since: '2026-11-24T01:00:00.000Z' as const }),
      );
    }
  });

  it('emits nothing if no incident is open', () => {
    const { state } = run(stepsOf('AA'));
    expect(decideRemoved(incidentStateSchema.parse(state), gone, now).events).toEqual([]);
  });
});
