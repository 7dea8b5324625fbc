import { describe, expect, it } from 'vitest';
import { incidentEventSchema, incidentStateSchema } from '../../../lib/state/incident/incident.ts';
import { event } from './events.ts';

describe('incidentStateSchema', () => {
  it('fills in keys that an earlier version did not store', () => {
    expect(incidentStateSchema.parse({})).toEqual({ failures: 0, successes: 0, status: 'unknown' });
  });

  it('drops keys of a later version', () => {
    expect(incidentStateSchema.parse({ failures: 1, mutedUntil: 'noon' })).toEqual({
      failures: 1,
      successes: 0,
      status: 'unknown',
    });
  });
});

describe('incidentEventSchema', () => {
  it('reads an event without the keys that came later', () => {
    const { localNodes: _localNodes, ...summary } = event().summary;
    expect(incidentEventSchema.parse({ ...event(), summary })).toEqual({ ...event(), summary });
  });
});
