/** Summaries and events, with the texts that the catalogue gives them. */
import type { IncidentEvent, Summary } from '../../../lib/state/incident/incident.ts';
import { summaryOf } from '../../../lib/state/incident/summary.ts';
import { failingResult } from '../../support/results.ts';

export function summary(overrides: Partial<Summary> = {}): Summary {
  return { ...summaryOf(failingResult, 'lambda in vpc-1'), ...overrides };
}

export function event(overrides: Partial<IncidentEvent> = {}): IncidentEvent {
  return {
    id: 'event-1',
    kind: 'opened',
    incidentId: 'incident-1',
    at: '2026-11-24T00:02:00.000Z',
    openedAt: '2026-11-24T00:00:00.000Z',
    summary: summary(),
    ...overrides,
  };
}
