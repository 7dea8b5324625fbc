import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Census, censusOf } from '../../../lib/state/incident/census.ts';
import {
  EVENTS_AT_MOST,
  type EventGroup,
  groupEvents,
  MESSAGES_AT_MOST,
} from '../../../lib/state/incident/group.ts';
import { CANARY_ALIAS, type IncidentEvent } from '../../../lib/state/incident/incident.ts';
import { event, summary } from './events.ts';

const KINDS = ['opened', 'changed', 'flapping', 'reminder', 'resolved'] as const;

let lastId = 0;
function of(
  cluster: string,
  alias: string,
  rest: Partial<IncidentEvent> = {},
  cause = 'connection-refused',
): IncidentEvent {
  lastId += 1;
  return event({ id: `event-${lastId}`, summary: summary({ cluster, alias, cause }), ...rest });
}

function shown(groups: readonly EventGroup[]): string[] {
  return groups.map(
    ({ kind, events }) =>
      `${kind} ${events.map(({ summary: { cluster, alias } }) => `${cluster}/${alias}`).join(' ')}`,
  );
}

describe('groupEvents', () => {
  it('gives nothing for nothing', () => {
    expect(groupEvents([])).toEqual([]);
  });

  it('groups remotes of one local cluster with the same cause', () => {
    expect(shown(groupEvents([of('eu', 'a'), of('us', 'a'), of('eu', 'b')]))).toEqual([
      'opened eu/a eu/b',
      'opened us/a',
    ]);
  });

  it('keeps causes and kinds apart', () => {
    const events = [
      of('eu', 'a'),
      of('eu', 'b', {}, 'no-route'),
      of('eu', 'c', { kind: 'reminder' }),
    ];
    expect(shown(groupEvents(events))).toEqual(['opened eu/a', 'opened eu/b', 'reminder eu/c']);
  });

  it('separates events with different previous causes', () => {
    const changed = (alias: string, previousCause: string) =>
      of('eu', alias, { kind: 'changed', previousCause });
    const events = [changed('a', 'no-route'), changed('b', 'half-open'), changed('c', 'no-route')];
    expect(shown(groupEvents(events))).toEqual(['changed eu/a eu/c', 'changed eu/b']);
  });

  it('groups resolved events by their previous cause', () => {
    const resolved = (alias: string, previousCause: string, cause: string) =>
      of('eu', alias, { kind: 'resolved', previousCause }, cause);
    const events = [
      resolved('a', 'no-route', 'healthy'),
      resolved('b', 'no-route', 'reconnected'),
      resolved('c', 'half-open', 'healthy'),
    ];
    expect(shown(groupEvents(events))).toEqual(['resolved eu/a eu/b', 'resolved eu/c']);
  });

  it('keeps the order of the events of one remote', () => {
    const events = [
      of('eu', 'a'),
      of('eu', 'a', { kind: 'resolved' }),
      of('eu', 'a'),
      of('eu', 'b'),
    ];
    expect(shown(groupEvents(events))).toEqual([
      'opened eu/a eu/b',
      'resolved eu/a',
      'opened eu/a',
    ]);
  });

  it('returns the same id for the same events in any order', () => {
    const [a, b, c] = [of('eu', 'a'), of('eu', 'b'), of('eu', 'c')];
    const idOf = (...events: IncidentEvent[]) => groupEvents(events).map(({ id }) => id);
    expect(idOf(a, b)).toEqual(idOf(b, a));
    expect(idOf(a, b)).not.toEqual(idOf(a, c));
    expect(idOf(a)).toHaveLength(1);
  });

  it('contains each event once, and each remote at most once in a group and in order', () => {
    const names = fc.constantFrom('a', 'b', 'c');
    const one = fc
      .tuple(names, names, fc.constantFrom(...KINDS), names)
      .map(([cluster, alias, kind, cause]) => of(cluster, alias, { kind }, cause));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (events) => {
        const failing = events.map(
          ({ summary: { cluster, alias } }) =>
            ({ cluster, alias, status: 'failing', addresses: alias }) as const,
        );
        const groups = groupEvents(events, censusOf(failing));
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

/** Local clusters with the remotes that each has; those with a `!` are failing. */
function census(remotes: Readonly<Record<string, string>>): Census {
  return censusOf(
    Object.entries(remotes).flatMap(([cluster, aliases]) =>
      aliases.split(' ').map((alias) => {
        const name = alias.replace('!', '');
        return {
          cluster,
          alias: name,
          addresses: name,
          status: name === alias ? 'healthy' : 'failing',
        } as const;
      }),
    ),
  );
}

function about(groups: readonly EventGroup[]): string[] {
  return shown(groups).map(
    (text, index) => `${Object.values(groups[index]?.about ?? {}).join(' ')}: ${text}`,
  );
}

function over(cluster: string, alias: string, previousCause = 'connection-refused'): IncidentEvent {
  return event({
    id: `over ${cluster} ${alias}`,
    kind: 'resolved',
    previousCause,
    summary: summary({ cluster, alias, status: 'healthy', cause: 'healthy', severity: 'ok' }),
  });
}

describe('groupEvents, knowing how all remotes are doing,', () => {
  it('groups one remote that several local clusters lost, even for several causes', () => {
    const all = census({ eu: 'a! b', us: 'a! c', asia: 'a d' });
    const events = [of('eu', 'a'), of('us', 'a', {}, 'no-route')];
    expect(about(groupEvents(events, all))).toEqual(['remote 2 3: opened eu/a us/a']);
  });

  it('says of a single one how others see it', () => {
    expect(about(groupEvents([of('eu', 'a')], census({ eu: 'a! b', us: 'a', asia: 'a' })))).toEqual(
      ['remote 1 3: opened eu/a'],
    );
    expect(
      about(groupEvents([of('asia', 'a')], census({ eu: 'a! b', us: 'a!', asia: 'a!' }))),
    ).toEqual(['remote 3 3: opened asia/a']);
    expect(about(groupEvents([of('eu', 'a')], census({ eu: 'a! b', us: 'b' })))).toEqual([
      'remotes: opened eu/a',
    ]);
  });

  it('detects a local cluster that lost all or most of its remotes', () => {
    const events = [of('eu', 'a'), of('eu', 'b', {}, 'no-route'), of('eu', 'c')];
    expect(about(groupEvents(events, census({ eu: 'a! b! c!', us: 'a b c' })))).toEqual([
      'local 3 3: opened eu/a eu/c eu/b',
    ]);
    expect(about(groupEvents(events, census({ eu: 'a! b! c! d' })))).toEqual([
      'local 3 4: opened eu/a eu/c eu/b',
    ]);
    expect(about(groupEvents(events, census({ eu: 'a! b! c! d e' })))).toEqual([
      'remotes: opened eu/a eu/c',
      'remotes: opened eu/b',
    ]);
  });

  it('does not suspect a local cluster whose remotes fail for a reason of each, or one after the other', () => {
    const lost = census({ eu: 'a! b! c!' });
    const events = [
      of('eu', 'a'),
      of('eu', 'b', {}, 'http-port'),
      of('eu', 'c', {}, 'certificate-expired'),
    ];
    expect(groupEvents(events, lost).map((group) => group.about.kind)).toEqual([
      'remotes',
      'remotes',
      'remotes',
    ]);
    expect(about(groupEvents([of('eu', 'a')], lost))).toEqual(['remotes: opened eu/a']);
  });

  it('does not suspect a local cluster with two remotes', () => {
    expect(about(groupEvents([of('eu', 'a'), of('eu', 'b')], census({ eu: 'a! b!' })))).toEqual([
      'remotes: opened eu/a eu/b',
    ]);
  });

  it('groups several local clusters that lost their remotes, with others of the same cause', () => {
    const all = census({ eu: 'a! b! c!', us: 'd! e! f!', asia: 'g! h' });
    const events = ['a', 'b', 'c']
      .map((alias) => of('eu', alias))
      .concat(['d', 'e', 'f'].map((alias) => of('us', alias)));
    const other = of('asia', 'g', {}, 'no-route');
    expect(about(groupEvents([...events, other], all))).toEqual([
      'locals: opened eu/a eu/b eu/c us/d us/e us/f',
      'remotes: opened asia/g',
    ]);
    expect(about(groupEvents([...events, of('asia', 'g'), of('asia', 'h')], all))).toEqual([
      'storm: opened eu/a eu/b eu/c us/d us/e us/f asia/g asia/h',
    ]);
  });

  it('separates causes if requests still pass', () => {
    const degraded = (cluster: string, alias: string, cause: string) =>
      event({
        id: `${cluster} ${alias}`,
        summary: summary({ cluster, alias, cause, status: 'degraded' }),
      });
    const events = [
      degraded('eu', 'a', 'x'),
      degraded('us', 'a', 'x'),
      degraded('asia', 'a', 'y'),
      degraded('eu', 'b', 'x'),
    ];
    expect(about(groupEvents(events, census({ eu: 'a b', us: 'a', asia: 'a' })))).toEqual([
      'remote 0 3: opened eu/a us/a',
      'remote 0 3: opened asia/a',
      'remotes: opened eu/b',
    ]);
  });

  it('groups a remote that several regained, and a local cluster that regained all', () => {
    const shared = [over('eu', 'a'), over('us', 'a', 'half-open')];
    expect(about(groupEvents(shared, census({ eu: 'a b', us: 'a', asia: 'a!' })))).toEqual([
      'remote 1 3: resolved eu/a us/a',
    ]);
    const own = ['a', 'b', 'c'].map((alias) => over('eu', alias));
    expect(about(groupEvents(own, census({ eu: 'a b c d' })))).toEqual([
      'local 0 4: resolved eu/a eu/b eu/c',
    ]);
    expect(about(groupEvents(own, census({ eu: 'a b c d!' })))).toEqual([
      'remotes: resolved eu/a eu/b eu/c',
    ]);
  });

  it('reports the checker first and separately', () => {
    expect(
      about(groupEvents([of('eu', 'a'), of('eu', CANARY_ALIAS), of('us', CANARY_ALIAS)])),
    ).toEqual([`checker: opened eu/${CANARY_ALIAS} us/${CANARY_ALIAS}`, 'remotes: opened eu/a']);
  });

  it('counts a local cluster with one lost remote as a suspect if others lost theirs for the same cause', () => {
    const all = census({ eu: 'a! b! c!', us: 'd! e! f!', asia: 'g! h! i!' });
    const events = [of('eu', 'a'), of('eu', 'b'), of('us', 'd'), of('asia', 'g', {}, 'http-port')];
    expect(about(groupEvents(events, all))).toEqual([
      'locals: opened eu/a eu/b us/d',
      'remotes: opened asia/g',
    ]);
  });

  it('detects a local cluster that lost remotes with earlier problems', () => {
    const changed = (alias: string, previousCause: string) =>
      of('eu', alias, { kind: 'changed', previousCause });
    const events = [changed('a', 'api-key-expired'), changed('b', 'version-incompatible')];
    expect(about(groupEvents(events, census({ eu: 'a! b! c!' })))).toEqual([
      'local 3 3: changed eu/a eu/b',
    ]);
  });

  it('groups remotes that three local clusters lost for the same cause, or regained', () => {
    const all = census({ eu: 'a b c d e!', us: 'f g h i', asia: 'k l m n', africa: 'o p q r' });
    const lost = [of('eu', 'a'), of('us', 'f'), of('asia', 'k'), of('africa', 'o', {}, 'no-route')];
    expect(about(groupEvents(lost, all))).toEqual([
      'storm: opened eu/a us/f asia/k',
      'remotes: opened africa/o',
    ]);
    expect(about(groupEvents(lost.slice(1), all))).toEqual([
      'remotes: opened us/f',
      'remotes: opened asia/k',
      'remotes: opened africa/o',
    ]);
    const back = [
      over('eu', 'a'),
      over('us', 'f'),
      over('asia', 'k'),
      over('africa', 'o', 'no-route'),
    ];
    expect(about(groupEvents(back, all))).toEqual([
      'storm: resolved eu/a us/f asia/k',
      'remotes: resolved africa/o',
    ]);
  });

  it('merges too many messages into one', () => {
    const some = Array.from({ length: MESSAGES_AT_MOST + 1 }, (_, index) =>
      of(`local-${index}`, `remote-${index}`, {}, `cause-${index}`),
    );
    expect(groupEvents(some.slice(1)).map((group) => group.about.kind)).toEqual(
      Array(MESSAGES_AT_MOST).fill('remotes'),
    );
    expect(
      about(groupEvents([...some, of('eu', CANARY_ALIAS)])).map((text) => text.slice(0, 25)),
    ).toEqual(['checker: opened eu/@canar', 'storm: opened local-0/rem']);
  });

  it('splits a large message into parts, each with the total', () => {
    const many = Array.from({ length: 2 * EVENTS_AT_MOST + 1 }, (_, index) =>
      of('eu', `remote-${index}`),
    );
    const groups = groupEvents(many);
    expect(groups.map(({ events }) => events.length)).toEqual([EVENTS_AT_MOST, EVENTS_AT_MOST, 1]);
    expect(groups.map(({ part }) => part)).toEqual(
      [1, 2, 3].map((number) => ({ number, of: 3, events: 2001, clusters: 1 })),
    );
    expect(new Set(groups.map(({ id }) => id)).size).toBe(3);
  });
});
