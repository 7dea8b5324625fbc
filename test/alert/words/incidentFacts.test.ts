import { describe, expect, it } from 'vitest';
import { alertMessage, MAX_BYTES } from '../../../lib/alert/topic.ts';
import { alertOf } from '../../../lib/alert/words/alert.ts';
import { causeFact, otherFacts, sinceFact } from '../../../lib/alert/words/incidentFacts.ts';
import type { Fact } from '../../../lib/alert/words/phrase.ts';
import type { About } from '../../../lib/state/incident/about.ts';
import type { IncidentEvent, Summary } from '../../../lib/state/incident/incident.ts';
import { event, summary } from '../../state/incident/events.ts';

function alert(events: readonly IncidentEvent[], about: About = { kind: 'remotes' }) {
  const [{ kind } = event()] = events;
  return alertOf(alertMessage({ id: 'g', kind, about, events }, MAX_BYTES));
}

function plain({ label, value }: Fact): string {
  return `${label}: ${value.map((span) => (typeof span === 'string' ? span : `'${span.name}'`)).join('')}`;
}

function facts(events: readonly IncidentEvent[], about?: About): string[] {
  return otherFacts(alert(events, about)).map(plain);
}

describe('causeFact', () => {
  const cause = (...events: IncidentEvent[]) => plain(causeFact(alert(events)));

  it.each([
    [{}, "The remote refuses connections: ('connection-refused', error)"],
    [
      { kind: 'changed', previousCause: 'no-route' },
      "The remote refuses connections: ('connection-refused', error; was 'no-route')",
    ],
    [
      { kind: 'changed', change: 'severity', previousSeverity: 'warning' },
      "The remote refuses connections: ('connection-refused', error, warning before)",
    ],
    [
      { kind: 'resolved', previousCause: 'no-route' },
      "Was: There is no route to the remote ('no-route')",
    ],
    [{ kind: 'resolved', previousCause: 'gone' }, "Was: ('gone')"],
    [{ kind: 'resolved' }, 'Was: unknown'],
    [{ kind: 'resolved', removed: true }, 'The remote refuses connections: '],
  ] as const)('of %j is %s', (change, expected) => {
    expect(cause(event(change))).toBe(expected);
  });

  it('names five causes, and how many more there are', () => {
    const codes = ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const events = codes.map((code, index) =>
      event({ id: `${index}`, summary: summary({ alias: `r${index}`, cause: code }) }),
    );
    expect(cause(...events)).toBe("Causes: 'a' (2), 'b' (1), 'c' (1), 'd' (1), 'e' (1), 2 more");
    const over = codes
      .slice(1, 3)
      .map((previousCause, index) => event({ kind: 'resolved', id: `${index}`, previousCause }));
    expect(cause(...over)).toBe("Causes that ended: 'a' (1), 'b' (1)");
  });

  it('names five causes that several had before, and how many more there are', () => {
    const events = ['a', 'b', 'c', 'd', 'e', 'f', 'a'].map((previousCause, index) =>
      event({ kind: 'changed', id: `${index}`, previousCause }),
    );
    expect(cause(...events)).toContain("; was 'a', 'b', 'c', 'd', 'e', 1 more)");
  });
});

it('sinceFact counts from the incident that has been open the longest', () => {
  const at = '2026-11-24T03:10:00.000Z' as const;
  const events = (['00:05', '00:02', '00:03'] as const).map((time, index) =>
    event({ id: `${index}`, at, openedAt: `2026-11-24T${time}:00.000Z` }),
  );
  expect(plain(sinceFact(alert(events)))).toBe('Since: 2026-11-24 00:02:00 UTC, for 3 h');
  expect(plain(sinceFact(alert(events.map((each) => ({ ...each, kind: 'resolved' })))))).toBe(
    'Lasted: 3 h, from 2026-11-24 00:02:00 UTC to 2026-11-24 03:10:00 UTC',
  );
});

describe('otherFacts of searches', () => {
  const recent = { minutes: 60, answered: 588, skipped: 312, failed: {}, atLeast: false };
  const one = (searches: Summary['searches'], skipUnavailable = true, kind = event().kind) =>
    facts([event({ kind, summary: summary({ searches, skipUnavailable }) })]);

  it('say how many lacked data, also when it is over', () => {
    expect(one(recent)).toEqual(['Searches: 312 of 900 returned partial results in the last hour']);
    expect(one({ ...recent, atLeast: true, minutes: 1 }, true, 'resolved')).toEqual([
      'Searches: at least 312 of 900 returned partial results in the last minute',
    ]);
  });

  it('say how many failed because the remote was unavailable', () => {
    const failed = { remotes_unavailable: 1 };
    expect(one({ ...recent, skipped: 0, failed }, false)).toEqual([
      'Searches: 1 cross-cluster search of the local cluster failed in the last hour (1 remotes_unavailable)',
    ]);
    expect(one({ ...recent, skipped: 0, failed: { timeout: 5 } }, false)).toEqual([]);
    expect(one({ ...recent, skipped: 0, failed }, true)).toEqual([]);
  });

  it.each([undefined, { ...recent, skipped: 0 }])('are none for %j', (searches) => {
    expect(one(searches)).toEqual([]);
  });

  it.each([
    [
      [recent, { ...recent, minutes: 12 }, undefined],
      ['about 624', 'hour'],
    ],
    [
      [undefined, { ...recent, skipped: 37, minutes: 1 }],
      ['37', 'minute'],
    ],
    [
      [undefined, { ...recent, skipped: 37, minutes: 2 }],
      ['37', '2 minutes'],
    ],
    [
      [undefined, { ...recent, atLeast: true }],
      ['about 312', 'hour'],
    ],
  ])('add up those of several: %#', (all, [count, time]) => {
    const events = all.map((searches, index) =>
      event({ id: `${index}`, summary: summary({ alias: `r${index}`, searches }) }),
    );
    expect(facts(events)).toEqual([
      `Searches: ${count} returned partial results in the last ${time}`,
    ]);
  });

  it('are none for several if no search lacked data', () => {
    const events = [undefined, { ...recent, skipped: 0 }].map((searches, index) =>
      event({ id: `${index}`, summary: summary({ alias: `r${index}`, searches }) }),
    );
    expect(facts(events)).toEqual([]);
  });
});

describe('otherFacts of an incident', () => {
  const flapping = { times: 3, withinMinutes: 60, calmMinutes: 30 };

  it('explain flapping', () => {
    expect(facts([event({ kind: 'flapping', flapping })])).toEqual([
      'Flapping: failed and recovered 3 times within 60 minutes. It works now. No more messages until it stays healthy, or failing, for 30 minutes',
    ]);
    const several = [4, 3].map((times) =>
      event({ kind: 'flapping', id: `${times}`, flapping: { ...flapping, times, calmMinutes: 1 } }),
    );
    expect(facts(several)).toEqual([
      'Flapping: each failed and recovered 3 times or more within 60 minutes. All work now. No more messages until they stay healthy, or failing, for 1 minute',
    ]);
  });

  it('say from where it still fails', () => {
    const over = [event({ kind: 'resolved' })];
    expect(facts(over, { kind: 'remote', bad: 2, of: 9 })).toEqual([
      'Elsewhere: still unreachable from 2 of 9 local clusters',
    ]);
    expect(facts(over, { kind: 'remote', bad: 0, of: 9 })).toEqual([]);
    expect(facts([event()], { kind: 'remote', bad: 2, of: 9 })).toEqual([]);
  });

  it('say what expires, unless that is the cause', () => {
    const expiring = { what: 'x', stepDays: 7, isCause: false, evidence: 'CN=x expires in 7 days' };
    expect(facts([event({ summary: summary({ expiring }) })])).toEqual([
      'Also: CN=x expires in 7 days',
    ]);
    expect(
      facts([event({ summary: summary({ expiring: { ...expiring, isCause: true } }) })]),
    ).toEqual([]);
  });

  it('name the maintenance window that ended', () => {
    expect(facts([event({ maintenance: 'patch sunday' })])).toEqual([
      "Maintenance: 'patch sunday': window ended; still failing",
    ]);
  });

  it.each([
    [{ kind: 'reminder', at: '2026-11-24T07:00:00.000Z' as const }, ' (expired)'],
    [
      { kind: 'changed', change: 'severity', at: '2026-11-24T01:00:00.000Z' as const },
      ' (does not cover the higher severity)',
    ],
    [{ kind: 'changed', change: 'steady', at: '2026-11-24T01:00:00.000Z' as const }, ''],
    [{ kind: 'resolved', at: '2026-11-24T07:00:00.000Z' as const }, ''],
  ] as const)('say who acknowledged it, with %j', (change, counts) => {
    const acknowledged = {
      at: '2026-11-24T00:10:00.000Z' as const,
      until: '2026-11-24T06:00:00.000Z' as const,
      by: 'Ann',
      why: 'disk replaced',
    };
    expect(facts([event({ ...change, acknowledged })])).toEqual([
      `Acknowledged: by Ann until 2026-11-24 06:00:00 UTC${counts}: disk replaced`,
    ]);
  });
});
