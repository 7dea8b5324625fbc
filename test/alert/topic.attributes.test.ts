import { describe, expect, it } from 'vitest';
import { attributesOf, bytesOfAttributes } from '../../lib/alert/topic.ts';
import type { EventGroup } from '../../lib/state/incident/group.ts';
import {
  CANARY_ALIAS,
  type IncidentEvent,
  type Summary,
} from '../../lib/state/incident/incident.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';

function group(...events: IncidentEvent[]): EventGroup {
  return { id: 'group-1', kind: 'opened', about: { kind: 'remotes' }, events };
}

function named(overrides: Partial<Summary>): IncidentEvent {
  return event({ summary: summary(overrides) });
}

function valuesOf(given: EventGroup): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(attributesOf(given)).map(([name, { StringValue }]) => [name, StringValue]),
  );
}

describe('attributesOf', () => {
  it('names what one event is about', () => {
    expect(valuesOf(group(event()))).toEqual({
      event: 'opened',
      about: 'remotes',
      status: 'failing',
      severity: 'error',
      cause: 'connection-refused',
      local: 'eu',
      alias: 'orders',
      incidentId: 'incident-1',
    });
    expect(attributesOf(group(event()))['alias']?.DataType).toBe('String');
  });

  it('lists what differs between events, each value once', () => {
    const { alias, status } = attributesOf(
      group(
        named({ alias: 'a' }),
        named({ alias: 'b', status: 'degraded' }),
        named({ alias: 'a' }),
      ),
    );
    expect(alias).toEqual({ DataType: 'String.Array', StringValue: '["a","b"]' });
    expect(status).toEqual({ DataType: 'String.Array', StringValue: '["failing","degraded"]' });
  });

  it('lets whoever filters by severity or cause learn that it is over', () => {
    const over = summary({ status: 'healthy', cause: 'healthy', severity: 'ok' });
    const resolved = event({
      kind: 'resolved',
      previousCause: 'no-route',
      previousSeverity: 'critical',
      summary: over,
    });
    const {
      event: kind,
      severity,
      cause,
      status,
    } = valuesOf({ ...group(resolved), kind: 'resolved' });
    expect({ kind, severity, cause, status }).toEqual({
      kind: 'resolved',
      severity: '["critical","ok"]',
      cause: '["no-route","healthy"]',
      status: 'healthy',
    });
  });

  it('tells apart what is about the checker itself, which is no remote', () => {
    const own: EventGroup = {
      ...group(named({ alias: CANARY_ALIAS })),
      about: { kind: 'checker' },
    };
    expect(valuesOf(own)).toMatchObject({ about: 'checker', local: 'eu' });
    expect(valuesOf(own)).not.toHaveProperty('alias');
  });

  it('leaves out what has no value, which SNS refuses', () => {
    expect(attributesOf(group(named({ alias: '' })))).not.toHaveProperty('alias');
  });

  it('replaces control characters and halves of characters', () => {
    expect(valuesOf(group(named({ alias: `${HOSTILE}\ud800` })))['alias']).toBe(
      '<script>alert(1)</script>�[31m|"&���',
    );
  });

  it('holds 500 remotes, and stays below what SNS takes when names are absurdly long', () => {
    const many = (length: number) =>
      Array.from({ length: 500 }, (_, index) =>
        event({
          incidentId: `incident-${index}`,
          summary: summary({ alias: `${index}`.padStart(length, 'ä') }),
        }),
      );
    expect(JSON.parse(valuesOf(group(...many(25)))['alias'] ?? '')).toHaveLength(500);
    expect(bytesOfAttributes(attributesOf(group(...many(1000))))).toBeLessThan(64 * 1024);
  });
});

describe('bytesOfAttributes', () => {
  it('counts names, types and values, in UTF-8', () => {
    expect(bytesOfAttributes({})).toBe(0);
    expect(bytesOfAttributes({ alias: { DataType: 'String', StringValue: 'ä' } })).toBe(5 + 6 + 2);
  });
});
