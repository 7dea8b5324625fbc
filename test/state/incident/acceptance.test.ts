import { describe, expect, it } from 'vitest';
import { CODES } from '../../../lib/diagnosis/codes.ts';
import { ACCEPTABLE_CAUSES, decideAccepted } from '../../../lib/state/incident/acceptance.ts';
import {
  type IncidentState,
  incidentEventSchema,
  incidentStateSchema,
} from '../../../lib/state/incident/incident.ts';
import { healthyResult } from '../../support/results.ts';

const AT = '2026-11-24T00:00:00.000Z';
const acceptance = {
  result: healthyResult,
  reason: 'rebuilt on purpose',
  now: new Date('2026-11-24T00:10:00Z'),
};

function state(cause: string): IncidentState {
  const incident = { id: 'i1', openedAt: AT, cause, severity: 'critical', toldAt: AT } as const;
  return incidentStateSchema.parse({
    failures: 9,
    badSince: AT,
    status: 'degraded',
    since: AT,
    incident,
  });
}

describe('decideAccepted', () => {
  it.each(ACCEPTABLE_CAUSES)(
    'ends an incident with the cause %s, and resets the counters',
    (cause) => {
      const { state: after, events } = decideAccepted(state(cause), acceptance) ?? {};
      expect(after).toEqual({ failures: 0, successes: 0, status: 'degraded', since: AT });
      expect(events).toMatchObject([
        {
          kind: 'resolved',
          incidentId: 'i1',
          previousCause: cause,
          previousSeverity: 'critical',
          summary: {
            cause: 'identity-accepted',
            evidence: 'Accepted: rebuilt on purpose',
            fix: [],
          },
        },
      ]);
      expect(incidentEventSchema.parse(events?.[0])).toEqual(events?.[0]);
      expect(CODES).toHaveProperty(cause);
    },
  );

  it.each([
    ['of another cause', state('connection-refused')],
    ['that is not open', incidentStateSchema.parse({})],
    ['that never was', undefined],
  ])('keeps an incident %s', (_what, given) => {
    expect(decideAccepted(given, acceptance)).toBeUndefined();
  });
});
