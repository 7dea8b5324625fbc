import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventGroup, groupEvents } from '../../lib/incident/group.ts';
import type { IncidentEvent } from '../../lib/incident/incident.ts';
import { event, summary } from './events.ts';

const KINDS = ['opened', 'changed', 'reminder', 'resolved'] as const;

let lastId = 0;
function of(cluster: string, alias: string, rest: Partial<IncidentEvent> = {}, cause = 'connection-refused'): IncidentEvent {
  lastId += 1;
  return event({ id: `event-${lastId}`, summary: summary({ cluster, alias, cause }), ...rest });
}

function shown(groups: readonly EventGroup[]): string[] {
  return groups.map(({ kind, events }) => `${kind} ${events.map(({ summary: { cluster, alias } }) => `${cluster}/${alias}`).join(' ')}`);
}

describe('groupEvents', () => {
  it('gives nothing for nothing', () => {
    expect(groupEvents([])).toEqual([]);
  });

  it('puts together what befell remotes of one local cluster in the same way', () => {
    expect(shown(groupEvents([of('eu', 'a'), of('us', 'a'), of('eu', 'b')]))).toEqual(['opened eu/a eu/b', 'opened us/a']);
  });

  it('keeps causes and kinds apart', () => {
    const events = [of('eu', 'a'), of('eu', 'b', {}, 'no-route'), of('eu', 'c', { kind: 'reminder' })];
    expect(shown(groupEvents(events))).toEqual(['opened eu/a', 'opened eu/b', 'reminder eu/c']);
  });

  it('keeps apart what had another cause before', () => {
    const changed = (alias: string, previousCause: string) => of('eu', alias, { kind: 'changed', previousCause });
    const events = [changed('a', 'no-route'), changed('b', 'half-open'), changed('c', 'no-route')];
    expect(shown(groupEvents(events))).toEqual(['changed eu/a eu/c', 'changed eu/b']);
  });

  it('knows what is over by the cause that it had', () => {
    const resolved = (alias: string, previousCause: string, cause: string) => of('eu', alias, { kind: 'resolved', previousCause }, cause);
    const events = [resolved('a', 'no-route', 'healthy'), resolved('b', 'no-route', 'reconnected'), resolved('c', 'half-open', 'healthy')];
    expect(shown(groupEvents(events))).toEqual(['resolved eu/a eu/b', 'resolved eu/c']);
  });

  it('tells the events of one remote one after the other', () => {
    const events = [of('eu', 'a'), of('eu', 'a', { kind: 'resolved' }), of('eu', 'a'), of('eu', 'b')];
    expect(shown(groupEvents(events))).toEqual(['opened eu/a eu/b', 'resolved eu/a', 'opened eu/a']);
  });

  it('gives a group the same id for the same events, in whatever order', () => {
    const [a, b, c] = [of('eu', 'a'), of('eu', 'b'), of('eu', 'c')];
    const idOf = (...events: IncidentEvent[]) => groupEvents(events).map(({ id }) => id);
    expect(idOf(a, b)).toEqual(idOf(b, a));
    expect(idOf(a, b)).not.toEqual(idOf(a, c));
    expect(idOf(a)).toHaveLength(1);
  });

  it('tells each event once, each remote at most once in a group and in its order', () => {
    const names = fc.constantFrom('a', 'b', 'c');
    const one = fc
      .tuple(names, names, fc.constantFrom(...KINDS), names)
      .map(([cluster, alias, kind, cause]) => of(cluster, alias, { kind }, cause));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (events) => {
        const groups = groupEvents(events);
        const remoteOf = ({ summary: { cluster, alias } }: IncidentEvent) => `${cluster}/${alias}`;
        for (const { kind, events: grouped } of groups) {
          expect(new Set(grouped.map(remoteOf)).size).toBe(grouped.length);
          expect(grouped.every((each) => each.kind === kind)).toBe(true);
        }
        const perRemote = (all: readonly IncidentEvent[]) => Object.groupBy(all, remoteOf);
        expect(perRemote(groups.flatMap((group) => group.events))).toEqual(perRemote(events));
      }),
    );
  });
});
