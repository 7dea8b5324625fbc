import { describe, expect, it } from 'vitest';
import { alertMessage, MAX_BYTES } from '../../../lib/alert/topic.ts';
import { alertOf } from '../../../lib/alert/words/alert.ts';
import { headlineOf } from '../../../lib/alert/words/headline.ts';
import type { About } from '../../../lib/state/incident/about.ts';
import type { IncidentEvent } from '../../../lib/state/incident/incident.ts';
import { event, summary } from '../../state/incident/events.ts';

function headline(events: readonly IncidentEvent[], about: About = { kind: 'remotes' }) {
  const [{ kind } = event()] = events;
  return headlineOf(alertOf(alertMessage({ id: 'g', kind, about, events }, MAX_BYTES)));
}

/** The remote archive of several local clusters. */
function archive(clusters: number, change: Partial<IncidentEvent> = {}, status = summary().status) {
  return Array.from({ length: clusters }, (_, index) =>
    event({
      id: `${index}`,
      summary: summary({ cluster: `local-${index + 1}`, alias: 'archive', status }),
      ...change,
    }),
  );
}

describe('headlineOf', () => {
  it.each([
    [{ kind: 'opened' }, 'FAILING'],
    [{ kind: 'reminder' }, 'STILL FAILING'],
    [{ kind: 'flapping' }, 'FLAPPING'],
    [{ kind: 'resolved' }, 'RESOLVED'],
    [{ kind: 'changed' }, 'FAILING, NEW CAUSE'],
    [{ kind: 'changed', change: 'cause' }, 'FAILING, NEW CAUSE'],
    [{ kind: 'changed', change: 'severity' }, 'ESCALATED: FAILING'],
    [{ kind: 'changed', change: 'steady' }, 'NO LONGER FLAPPING: FAILING'],
    [{ kind: 'changed', change: 'expiry' }, 'FAILING, EXPIRES SOONER'],
  ] as const)('of %j begins with %s', (change, state) => {
    expect(headline([event(change)]).state).toBe(state);
  });

  it.each([
    [14, '(14 DAYS OR LESS)'],
    [1, '(1 DAY OR LESS)'],
    [0, '(LESS THAN 1 DAY)'],
    [-1, '(EXPIRED)'],
  ])('says how much time is left at the step of %i days', (stepDays, left) => {
    const expiring = { what: 'x', stepDays, isCause: true, evidence: 'x expires' };
    const nearer = event({ kind: 'changed', change: 'expiry', summary: summary({ expiring }) });
    expect(headline([nearer]).state).toBe(`FAILING, EXPIRES SOONER ${left}`);
  });

  it.each([
    ['failing', 'archive is unreachable from 3 of 9 local clusters', 'failing'],
    ['degraded', 'archive, seen from 3 of 9 local clusters, is degraded', 'degraded'],
    ['unknown', 'archive, seen from 3 of 9 local clusters, is in an unknown state', 'unknown'],
    ['healthy', 'archive, seen from 3 of 9 local clusters, is healthy', 'healthy'],
  ] as const)('says how a remote that is %s is, seen from several', (status, who, tone) => {
    const about: About = { kind: 'remote', bad: 0, of: 9 };
    expect(headline(archive(3, {}, status), about)).toMatchObject({ who, tone });
  });

  it('says that a remote is flapping, seen from several', () => {
    const events = archive(2, { kind: 'flapping' }, 'healthy');
    expect(headline(events, { kind: 'remote', bad: 0, of: 2 })).toEqual({
      tone: 'flapping',
      state: 'FLAPPING',
      who: 'archive, seen from 2 of 2 local clusters, is flapping',
      cause: 'The remote refuses connections',
    });
  });

  it('names no cause of several remotes that have different ones, and how long it lasted of those that work again', () => {
    const causes = ['no-route', 'half-open'].map((cause, index) =>
      event({ id: `${index}`, summary: summary({ alias: cause, cause }) }),
    );
    expect(headline(causes).cause).toBeUndefined();
    expect(headline(archive(3, { kind: 'resolved' })).cause).toBe('It lasted 2 min');
    expect(headline(archive(1, { kind: 'resolved' })).cause).toBe('It lasted 2 min');
    const removed = archive(1, { kind: 'resolved', removed: true });
    expect(headline(removed).cause).toBe('The remote refuses connections');
  });

  it('cuts long names', () => {
    const long = event({ summary: summary({ alias: 'a'.repeat(51) }) });
    expect(headline([long]).who).toBe(`remote ${'a'.repeat(50)}… of eu`);
  });
});
