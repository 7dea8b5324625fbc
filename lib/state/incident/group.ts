/** Groups events into messages. Pure: events and the state of all remotes in, messages out. */
import type { About, Part } from './about.ts';
import { type Census, NO_CENSUS } from './census.ts';
import { hash } from './hash.ts';
import { CANARY_ALIAS, type EventKind, type IncidentEvent } from './incident.ts';

/** One message. */
export interface EventGroup {
  /** The same for the same events. */
  readonly id: string;
  readonly kind: EventKind;
  readonly about: About;
  /** At least one event. Each belongs to another remote. */
  readonly events: readonly IncidentEvent[];
  readonly part?: Part;
}

export interface Draft {
  readonly about: About;
  readonly events: readonly IncidentEvent[];
}

/**
 * Maximum number of messages of one kind at a time. More would be a storm, which becomes one
 * message.
 */
export const MESSAGES_AT_MOST = 10;
/** Maximum for one message: the names and ids of the events must fit. */
export const EVENTS_AT_MOST = 1000;

/**
 * Groups events in this order: the checker itself, local clusters that lost their remotes, and
 * remotes that several local clusters lost. Then the same cause on many local clusters, or on
 * several remotes of one local cluster. Events of one remote must arrive oldest first. Their groups
 * keep that order, so that no message says resolved before opened.
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

/** First the oldest event of each remote, then the second of each remote, and so on. */
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

export function draftsOf(
  kind: EventKind,
  events: readonly IncidentEvent[],
  census: Census,
): Draft[] {
  const [lost, rest] = byLocal(kind, events, census);
  const [shared, others] = byRemote(rest, census);
  const [spread, left] = acrossLocals(others);
  const [wide, single] = withStragglers([...lost, ...spread], left);
  return [...wide, ...shared, ...byCause(single)];
}

/**
 * An outage of several local clusters also takes a remote here and there. With the same cause at
 * the same time, they are part of the same story.
 */
function withStragglers(wide: readonly Draft[], events: readonly IncidentEvent[]): Split {
  const [story, ...more] = wide.filter(
    ({ about }) => about.kind === 'locals' || about.kind === 'storm',
  );
  if (story === undefined || more.length > 0) return [[...wide], events];
  const causes = new Set(story.events.map(causeOf));
  const belongs = (event: IncidentEvent) => isAboutReach(event) && causes.has(causeOf(event));
  const stragglers = events.filter(belongs);
  if (stragglers.length === 0) return [[...wide], events];
  const all: Draft = { about: { kind: 'storm' }, events: [...story.events, ...stragglers] };
  return [
    wide.map((draft) => (draft === story ? all : draft)),
    events.filter((event) => !belongs(event)),
  ];
}

type Split = [drafts: Draft[], rest: readonly IncidentEvent[]];

/** With fewer remotes, the local cluster is not a suspect. */
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
 * True if a local cluster lost, or regained, so many remotes that the local cluster itself is the
 * likely cause.
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
 * Remotes that fail for different causes do not make the local cluster a suspect. Neither does one
 * more failing remote, unless others with the same cause do.
 */
function hasOneReason(kind: EventKind, events: readonly IncidentEvent[]): boolean {
  const counts = [...Map.groupBy(events, ({ summary }) => summary.cause).values()].map(
    ({ length }) => length,
  );
  return kind === 'resolved' || (events.length > 1 && Math.max(...counts) * 2 >= events.length);
}

/** If requests fail, or failed until now, several causes may belong to one problem. */
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

/**
 * If other clusters have registered the remote too, the message includes the number that cannot
 * reach it.
 */
function sharedBy(
  events: readonly IncidentEvent[],
  { bad, of }: { readonly bad: number; readonly of: number },
): Draft[] {
  const clusters = new Set(events.map(({ summary }) => summary.cluster));
  return clusters.size > 1 || (events.length === 1 && of > 1)
    ? [{ about: { kind: 'remote', bad, of }, events }]
    : [];
}

/** The same cause at the same time on this many local clusters is one problem. */
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

/** A resolved event belongs to its previous cause. */
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

/** The first event serves as the example for all. */
function mostFrequentFirst(events: readonly IncidentEvent[]): IncidentEvent[] {
  const byCause = Map.groupBy(events, ({ summary }) => summary.cause);
  return [...byCause.values()].sort((a, b) => b.length - a.length).flat();
}

/** The same for the same events in any order. */
export function groupId(events: readonly IncidentEvent[]): string {
  return hash(...events.map(({ id }) => id).toSorted());
}
