/** What is told together. Pure: events and the state of all remotes in, messages out. */
import type { About, Part } from './about.ts';
import { type Census, NO_CENSUS } from './census.ts';
import { hash } from './hash.ts';
import { CANARY_ALIAS, type EventKind, type IncidentEvent } from './incident.ts';

/** One message. */
export interface EventGroup {
  /** The same whenever the same events are grouped. */
  readonly id: string;
  readonly kind: EventKind;
  readonly about: About;
  /** At least one, each of another remote. */
  readonly events: readonly IncidentEvent[];
  readonly part?: Part;
}

interface Draft {
  readonly about: About;
  readonly events: readonly IncidentEvent[];
}

/**
 * So many messages of one kind are told at once; what would be more is a storm, and one message.
 */
export const MESSAGES_AT_MOST = 10;
/** In one message: their names and ids have to fit. */
export const EVENTS_AT_MOST = 1000;

/**
 * First what befell the checker itself; then local clusters that lost their remotes; then remotes
 * that several local clusters lost; then what befell remotes of many local clusters, or several of
 * one, in the same way. Events of one remote, which have to come oldest first, stand in groups that
 * follow each other in that order, so that nothing is told as resolved before it was told as
 * opened.
 */
export function groupEvents(
  events: readonly IncidentEvent[],
  census: Census = NO_CENSUS,
): EventGroup[] {
  return inTurns(events).flatMap((turn) =>
    [...Map.groupBy(turn, ({ kind }) => kind)].flatMap(([kind, those]) =>
      groupsOf(kind, those, census),
    ),
  );
}

/** First the oldest event of each remote, then the second of each, and so on. */
function inTurns(events: readonly IncidentEvent[]): IncidentEvent[][] {
  const seen = new Map<string, number>();
  const turns = Map.groupBy(events, ({ summary: { cluster, alias } }) => {
    const remote = hash(cluster, alias);
    const turn = seen.get(remote) ?? 0;
    seen.set(remote, turn + 1);
    return turn;
  });
  return [...turns].sort(([a], [b]) => a - b).map(([, turn]) => turn);
}

function groupsOf(kind: EventKind, events: readonly IncidentEvent[], census: Census): EventGroup[] {
  const { own = [], others = [] } = Object.groupBy(events, ({ summary }) =>
    summary.alias === CANARY_ALIAS ? 'own' : 'others',
  );
  const drafts = draftsOf(kind, others, census);
  const told =
    drafts.length > MESSAGES_AT_MOST
      ? [{ about: { kind: 'storm' } as const, events: others }]
      : drafts;
  const checker = own.length > 0 ? [{ about: { kind: 'checker' } as const, events: own }] : [];
  return [...checker, ...told].flatMap((draft) => partsOf(kind, draft));
}

function draftsOf(kind: EventKind, events: readonly IncidentEvent[], census: Census): Draft[] {
  const [lost, rest] = byLocal(kind, events, census);
  const [shared, others] = byRemote(rest, census);
  const [spread, left] = acrossLocals(others);
  return [...lost, ...shared, ...spread, ...byCause(left)];
}

type Split = [drafts: Draft[], rest: readonly IncidentEvent[]];

/** Fewer remotes do not make the local cluster a suspect. */
const SUSPECT_FROM = 3;
const SUSPECT_SHARE = 0.75;

function byLocal(kind: EventKind, events: readonly IncidentEvent[], census: Census): Split {
  const told = Map.groupBy(events.filter(isAboutReach), ({ summary }) => summary.cluster);
  const suspects = [...told].filter(([cluster, those]) =>
    isWhole(kind, those.length, census.ofLocal(cluster)),
  );
  const certain = suspects.filter(([, those]) => hasOneReason(kind, those));
  const causes = new Set(certain.flatMap(([, those]) => those.map(({ summary }) => summary.cause)));
  const whole = suspects.filter(
    (suspect) =>
      certain.includes(suspect) || suspect[1].every(({ summary }) => causes.has(summary.cause)),
  );
  const [first, ...more] = whole;
  if (first === undefined) return [[], events];
  const taken = new Set(whole.flatMap(([, those]) => those));
  const about: About =
    more.length > 0 ? { kind: 'locals' } : { kind: 'local', ...census.ofLocal(first[0]) };
  return [[{ about, events: [...taken] }], events.filter((event) => !taken.has(event))];
}

/**
 * Whether a local cluster has lost, or has back, so much that it is about the local cluster rather
 * than about its remotes.
 */
function isWhole(
  kind: EventKind,
  told: number,
  { bad, of }: { readonly bad: number; readonly of: number },
): boolean {
  if (of < SUSPECT_FROM) return false;
  return kind === 'resolved' ? bad === 0 && told >= of * SUSPECT_SHARE : bad >= of * SUSPECT_SHARE;
}

/**
 * Remotes that fail for a reason of each do not make the local cluster a suspect, nor does one that
 * joins them, unless others are suspect for that cause.
 */
function hasOneReason(kind: EventKind, events: readonly IncidentEvent[]): boolean {
  const counts = [...Map.groupBy(events, ({ summary }) => summary.cause).values()].map(
    ({ length }) => length,
  );
  return kind === 'resolved' || (events.length > 1 && Math.max(...counts) * 2 >= events.length);
}

/** Where requests fail, or failed until now, several causes may be one trouble. */
function isAboutReach({ kind, summary: { status } }: IncidentEvent): boolean {
  return kind === 'resolved' || (status === 'failing' && kind !== 'flapping');
}

function byRemote(events: readonly IncidentEvent[], census: Census): Split {
  const groups = Map.groupBy(events, (event) => {
    const identity = census.identityOf(event.summary);
    return JSON.stringify(
      isAboutReach(event) ? [identity] : [identity, event.previousCause, event.summary.cause],
    );
  });
  const drafts = [...groups].flatMap(([key, those]) =>
    sharedBy(those, census.ofRemote((JSON.parse(key) as [string])[0])),
  );
  const taken = new Set(drafts.flatMap((draft) => draft.events));
  return [drafts, events.filter((event) => !taken.has(event))];
}

/** One that others have registered too is told with how they are doing. */
function sharedBy(
  events: readonly IncidentEvent[],
  { bad, of }: { readonly bad: number; readonly of: number },
): Draft[] {
  const clusters = new Set(events.map(({ summary }) => summary.cluster));
  return clusters.size > 1 || (events.length === 1 && of > 1)
    ? [{ about: { kind: 'remote', bad, of }, events }]
    : [];
}

/** In so many local clusters the same cause at the same time is one trouble. */
const SPREAD_FROM = 3;

function acrossLocals(events: readonly IncidentEvent[]): Split {
  const groups = Map.groupBy(events.filter(isAboutReach), causeOf);
  const spread = [...groups.values()].filter(
    (those) => new Set(those.map(({ summary }) => summary.cluster)).size >= SPREAD_FROM,
  );
  const taken = new Set(spread.flat());
  return [
    spread.map((those) => ({ about: { kind: 'storm' }, events: those })),
    events.filter((event) => !taken.has(event)),
  ];
}

/** What is over is known by the cause that it had. */
function causeOf({ kind, previousCause, summary }: IncidentEvent): string {
  return JSON.stringify([previousCause, kind === 'resolved' ? '' : summary.cause]);
}

function byCause(events: readonly IncidentEvent[]): Draft[] {
  const groups = Map.groupBy(events, (event) =>
    JSON.stringify([event.summary.cluster, causeOf(event)]),
  );
  return [...groups.values()].map((those) => ({ about: { kind: 'remotes' }, events: those }));
}

function partsOf(kind: EventKind, { about, events }: Draft): EventGroup[] {
  const count = Math.ceil(events.length / EVENTS_AT_MOST);
  const clusters = new Set(events.map(({ summary }) => summary.cluster)).size;
  const ordered = mostFrequentFirst(events);
  return Array.from({ length: count }, (_, index) => {
    const those = ordered.slice(index * EVENTS_AT_MOST, (index + 1) * EVENTS_AT_MOST);
    const group = { id: groupId(those), kind, about, events: those };
    return count === 1
      ? group
      : { ...group, part: { number: index + 1, of: count, events: events.length, clusters } };
  });
}

/** The first event stands as the example for all. */
function mostFrequentFirst(events: readonly IncidentEvent[]): IncidentEvent[] {
  const byCause = Map.groupBy(events, ({ summary }) => summary.cause);
  return [...byCause.values()].sort((a, b) => b.length - a.length).flat();
}

/** The same for the same events, in whatever order. */
export function groupId(events: readonly IncidentEvent[]): string {
  return hash(...events.map(({ id }) => id).toSorted());
}
