import { describe, expect, it } from 'vitest';
import { checkAnswerSchema, checkEventSchema, scheduleEventSchema } from '../../lib/aws/events.ts';
import { healthyResult } from '../support/results.ts';

describe('checkEventSchema', () => {
  it('saves unless told not to', () => {
    expect(
      checkEventSchema.parse({ cluster: 'eu', run: '2026-11-24T00:00:00.000Z' }),
    ).toMatchObject({ save: true });
    expect(
      checkEventSchema.parse({ cluster: 'eu', run: '2026-11-24T00:00:00.000Z', save: false }),
    ).toMatchObject({ save: false });
  });

  it.each(['2026-11-24T00:01:00Z', '2026-11-24T00:01:00.0Z', '2026-11-24T00:01:00.0000Z'])(
    'makes of run %s one that sorts as text',
    (run) => {
      expect(checkEventSchema.parse({ cluster: 'eu', run }).run).toBe('2026-11-24T00:01:00.000Z');
    },
  );

  it.each([
    ['no cluster', { run: '2026-11-24T00:00:00Z' }],
    ['a run that is no time', { cluster: 'eu', run: '<aws.scheduler.scheduled-time>' }],
    ['an empty list of remotes', { cluster: 'eu', run: '2026-11-24T00:00:00Z', remotes: [] }],
    ['a host', { cluster: 'eu', run: '2026-11-24T00:00:00Z', host: '10.0.0.1' }],
  ])('refuses %s', (_what, event) => {
    expect(checkEventSchema.safeParse(event).success).toBe(false);
  });
});

describe('scheduleEventSchema', () => {
  it('takes the time of whatever else is in the event', () => {
    expect(
      scheduleEventSchema.parse({ time: '2026-11-24T00:00:00Z', source: 'aws.events' }),
    ).toEqual({ time: '2026-11-24T00:00:00.000Z' });
  });
});

describe('checkAnswerSchema', () => {
  it('takes what check returns, once it was JSON', () => {
    const answer = { results: [healthyResult], handedOn: ['orders'] };
    expect(checkAnswerSchema.parse(JSON.parse(JSON.stringify(answer)))).toEqual(
      JSON.parse(JSON.stringify(answer)),
    );
  });
});
