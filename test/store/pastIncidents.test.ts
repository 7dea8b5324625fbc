import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { summaryOf } from '../../lib/state/incident/summary.ts';
import { withResolved } from '../../lib/store/pastIncidents.ts';
import { healthyResult } from '../support/results.ts';
import { minute } from './stored.ts';

function event(count: number, overrides: Partial<IncidentEvent> = {}): IncidentEvent {
  return {
    id: `e${count}`,
    kind: 'resolved',
    incidentId: `i${count}`,
    at: minute(count + 5),
    openedAt: minute(count),
    previousCause: 'half-open',
    previousSeverity: 'critical',
    summary: summaryOf(healthyResult, 'test'),
    ...overrides,
  };
}

const NOW = new Date(minute(60));

describe('withResolved', () => {
  it('keeps what is resolved, the latest first', () => {
    const past = withResolved([], [event(1)], NOW);
    expect(past).toEqual([
      {
        id: 'i1',
        openedAt: minute(1),
        resolvedAt: minute(6),
        cause: 'half-open',
        severity: 'critical',
      },
    ]);
    expect(
      withResolved(past, [event(2, { kind: 'opened' }), event(3), event(4)], NOW).map(
        ({ id }) => id,
      ),
    ).toEqual(['i4', 'i3', 'i1']);
  });

  it('takes what is told of the end where nothing was told before', () => {
    const { previousCause: _cause, previousSeverity: _severity, ...bare } = event(1);
    expect(withResolved([], [bare], NOW)).toMatchObject([{ cause: 'healthy', severity: 'ok' }]);
  });

  it('forgets after 30 days, and all but the last 20', () => {
    const day = 24 * 60;
    expect(
      withResolved(withResolved([], [event(1)], NOW), [], new Date(minute(30 * day))),
    ).toHaveLength(1);
    expect(
      withResolved(withResolved([], [event(1)], NOW), [], new Date(minute(30 * day + 7))),
    ).toEqual([]);
    const all = Array.from({ length: 25 }, (_, index) => event(index));
    expect(withResolved([], all, NOW).map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, index) => `i${24 - index}`),
    );
  });
});
