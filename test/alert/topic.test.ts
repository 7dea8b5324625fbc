import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertMessage,
  alertMessageSchema,
  bytesOfAttributes,
  MAX_BYTES,
  prepare,
} from '../../lib/alert/topic.ts';
import type { EventGroup } from '../../lib/state/incident/group.ts';
import { event, summary } from '../state/incident/events.ts';

function groupOf(count: number, evidence = 'Seen'): EventGroup {
  const events = Array.from({ length: count }, (_, index) =>
    event({
      id: `event-${index}`,
      incidentId: `incident-${index}`,
      summary: summary({ alias: `orders-${index}`, evidence }),
    }),
  );
  return { id: 'group-1', kind: 'opened', about: { kind: 'remotes' }, events };
}

describe('prepare', () => {
  it.each([1, 100, 1000])('stays below what SNS takes, with %d events', async (count) => {
    const { message, attributes } = prepare(groupOf(count, '\u202e'.repeat(800)));
    expect(Buffer.byteLength(message) + bytesOfAttributes(attributes)).toBeLessThanOrEqual(
      MAX_BYTES,
    );
    const { events, incidentIds } = alertMessageSchema.parse(JSON.parse(message));
    expect(events.length).toBeGreaterThan(0);
    expect(incidentIds).toHaveLength(count);
  });
});

describe('alertMessage', () => {
  it('holds the events of a group', () => {
    const group = groupOf(2);
    expect(alertMessage(group, MAX_BYTES)).toEqual({
      schemaVersion: 1,
      id: 'group-1',
      kind: 'opened',
      about: { kind: 'remotes' },
      incidentIds: ['incident-0', 'incident-1'],
      events: group.events,
      detailsLeftOut: 0,
      eventsLeftOut: 0,
    });
  });

  it('leaves out details of the last events, and says of how many, when it would be too large', () => {
    const { events, detailsLeftOut, eventsLeftOut } = alertMessage(
      groupOf(100, 'x'.repeat(700)),
      150_000,
    );
    expect({ listed: events.length, eventsLeftOut }).toEqual({ listed: 100, eventsLeftOut: 0 });
    const isShort = events.map(
      ({ summary: { evidence, meaning, verify, fix } }) =>
        `${evidence}${meaning}${verify}${fix}` === '',
    );
    expect(isShort.filter(Boolean)).toHaveLength(detailsLeftOut);
    expect(isShort.indexOf(true)).toBe(100 - detailsLeftOut);
    expect(isShort[0]).toBe(false);
    expect(events.at(-1)?.summary).toMatchObject({
      alias: 'orders-99',
      cause: 'connection-refused',
    });
  });

  it('leaves out the last events, and says how many, when names alone are too large', () => {
    const { events, incidentIds, detailsLeftOut, eventsLeftOut } = alertMessage(
      groupOf(1000),
      100_000,
    );
    expect(events.length + eventsLeftOut).toBe(1000);
    expect(incidentIds).toHaveLength(1000);
    expect(events.filter(({ summary }) => summary.fix.length === 0)).toHaveLength(detailsLeftOut);
    expect([events[0]?.summary.fix, events.at(-1)?.summary.fix]).toEqual([summary().fix, []]);
    expect(eventsLeftOut).toBeGreaterThan(0);
  });

  it('fits, whatever the texts are', () => {
    const character = fc.constantFrom('a', '"', 'ä', '😀', '\u001b', '\ud800');
    const text = fc
      .tuple(fc.string({ unit: character, maxLength: 8 }), fc.nat(60))
      .map(([some, times]) => some.repeat(times));
    const fix = fc.array(text.map((given) => ({ kind: 'text' as const, text: given })));
    const texts = fc.array(fc.record({ alias: text, evidence: text, fix }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1000, max: 20_000 }), (given, maxBytes) => {
        const group: EventGroup = {
          id: 'group-1',
          kind: 'opened',
          about: { kind: 'remotes' },
          events: given.map((each) => event({ summary: summary(each) })),
        };
        expect(
          Buffer.byteLength(JSON.stringify(alertMessage(group, maxBytes))),
        ).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });
});

describe('alertMessageSchema', () => {
  it('refuses a message without events, or of another version', () => {
    const message = alertMessage(groupOf(1), MAX_BYTES);
    expect(alertMessageSchema.safeParse({ ...message, events: [] }).success).toBe(false);
    expect(alertMessageSchema.safeParse({ ...message, schemaVersion: 2 }).success).toBe(false);
  });
});
