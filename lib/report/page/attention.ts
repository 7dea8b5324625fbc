/**
 * What needs attention, grouped by what the remotes have in common, as alerts group it. Pure: it
 * shows the judgement of the results and adds none.
 */
import type { Instant } from '../../instant.ts';
import type { CheckResult, Status } from '../../result/result.ts';
import type { About } from '../../state/incident/about.ts';
import { addressesOf } from '../../state/incident/acceptance.ts';
import { censusOf, isWorse } from '../../state/incident/census.ts';
import { draftsOf } from '../../state/incident/group.ts';
import type { IncidentEvent, IncidentSeverity } from '../../state/incident/incident.ts';
import { summaryOf } from '../../state/incident/summary.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { natural } from '../naturalOrder.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';

/** Remotes whose problem is probably one. */
export interface Attention {
  /** The same for the same problem, so that a page can be updated in place. */
  readonly id: string;
  readonly status: Status;
  readonly severity: IncidentSeverity;
  /** Title of the most frequent cause. */
  readonly title: string;
  /** Where to look first, if that is not the remote alone. */
  readonly suspect: string | undefined;
  /** Consequences, the worst first. */
  readonly consequences: readonly string[];
  /** ISO time of the first bad check. */
  readonly since: Instant | undefined;
  /** Worst first. The first one has the most frequent cause. */
  readonly remotes: readonly StoredRemote[];
  /** Names of the affected local clusters. */
  readonly clusters: readonly string[];
}

/** With more groups than this, groups with the same cause are joined. */
const GROUPS_AT_MOST = 10;

/** Worst first, then latest first, because the latest problem probably caused the visit. */
export function attentionOf(remotes: readonly StoredRemote[]): Attention[] {
  const census = censusOf(
    remotes.map(({ cluster, alias, result }) => {
      const { status, remoteClusterUuid } = result;
      return { cluster, alias, status, remoteClusterUuid, addresses: addressesOf(result) };
    }),
  );
  const bad = remotes.filter(({ result }) => result.status !== 'healthy');
  const byId = new Map(bad.map((remote) => [idOf(remote), remote]));
  const drafts = draftsOf('opened', bad.map(eventOf), census);
  const groups = drafts.map(({ about, events }): Group => {
    const those = events.flatMap(({ id }) => byId.get(id) ?? []);
    return { about, remotes: mostFrequentFirst(those), events };
  });
  const joined = groups.length > GROUPS_AT_MOST ? joinedByCause(groups) : groups;
  return joined.map(attention).toSorted(byUrgency);
}

interface Group {
  readonly about: About;
  readonly remotes: readonly StoredRemote[];
  readonly events: readonly IncidentEvent[];
}

function idOf({ cluster, alias }: Pick<StoredRemote, 'cluster' | 'alias'>): string {
  return `${cluster}/${alias}`;
}

function eventOf(remote: StoredRemote): IncidentEvent {
  const openedAt = sinceOf(remote) ?? remote.updatedAt;
  return {
    id: idOf(remote),
    kind: 'opened',
    incidentId: idOf(remote),
    at: remote.updatedAt,
    openedAt,
    summary: summaryOf(remote.result, ''),
  };
}

/** When the problem began, as far as it is known. */
export function sinceOf({ state: { incident, since } }: StoredRemote): Instant | undefined {
  return incident?.openedAt ?? since;
}

/** The first one serves as the example for all. */
function mostFrequentFirst(remotes: readonly StoredRemote[]): StoredRemote[] {
  const byCause = Map.groupBy(remotes, ({ result }) => result.cause.code);
  return [...byCause.values()]
    .map((those) => those.toSorted(byName))
    .toSorted((a, b) => b.length - a.length)
    .flat();
}

function byName(one: StoredRemote, other: StoredRemote): number {
  return natural(one.alias, other.alias) || natural(one.cluster, other.cluster);
}

/** Suspects of their own, such as a local cluster that lost its remotes, stay apart. */
function joinedByCause(groups: readonly Group[]): Group[] {
  const keyed = Map.groupBy(groups, ({ about, remotes: [first] }, index) =>
    about.kind === 'remote' || about.kind === 'remotes'
      ? JSON.stringify([first?.result.cause.code, first?.result.status])
      : `own ${index}`,
  );
  return [...keyed.values()].map((those) => {
    const [first] = those as [Group];
    if (those.length === 1) return first;
    const remotes = mostFrequentFirst(those.flatMap((group) => group.remotes));
    const events = those.flatMap((group) => group.events);
    return { about: { kind: 'remotes' }, remotes, events };
  });
}

function attention({ about, remotes, events }: Group): Attention {
  const [first] = remotes as [StoredRemote];
  const { code, title } = first.result.cause;
  const since = remotes.flatMap((remote) => sinceOf(remote) ?? []).toSorted()[0];
  const clusters = [...new Set(remotes.map(({ cluster }) => cluster))].toSorted(natural);
  const severities = events.map(({ summary }) => summary.severity);
  return {
    id: `${code}/${about.kind}/${idOf(first)}`,
    status: worst(remotes.map(({ result }) => result.status)),
    severity: severities.reduce((one, other) => (isWorse(other, one) ? other : one)),
    title,
    suspect: suspectOf(about, { first, clusters, count: remotes.length }),
    consequences: consequencesOf(remotes, events),
    since,
    remotes,
    clusters,
  };
}

function worst(statuses: readonly Status[]): Status {
  return STATUSES_WORST_FIRST.find((status) => statuses.includes(status)) ?? 'unknown';
}

interface Among {
  readonly first: StoredRemote;
  readonly clusters: readonly string[];
  readonly count: number;
}

/** What the remotes have in common, in words that stand after "Look first at". */
function suspectOf(about: About, { first, clusters, count }: Among): string | undefined {
  if (about.kind === 'local')
    return `${first.cluster}: ${about.bad} of its ${about.of} remote clusters fail`;
  if (about.kind === 'locals' || about.kind === 'storm')
    return 'what they share: the network, DNS, a CA, or where the checker runs';
  if (about.kind !== 'remote' || first.result.status !== 'failing') return undefined;
  if (about.bad >= about.of)
    return about.of > 1
      ? `${first.alias}: no local cluster that has registered it reaches it`
      : undefined;
  const others = about.of - about.bad;
  const whose = count === 1 ? first.cluster : clusters.join(', ');
  return `${whose}: ${others} other local ${others === 1 ? 'cluster reaches' : 'clusters reach'} ${first.alias}`;
}

const CONSEQUENCES = [
  'Followers stop',
  'Searches fail',
  'Data is silently missing',
  'Searches may fail',
  'Works for now',
  'Not known',
] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

function consequencesOf(
  remotes: readonly StoredRemote[],
  events: readonly IncidentEvent[],
): string[] {
  const stopped = events.some(({ summary }) => summary.replicationStopped);
  const seen = new Set<Consequence>(remotes.map(({ result }) => consequenceOf(result)));
  if (stopped) seen.add('Followers stop');
  return CONSEQUENCES.filter((one) => seen.has(one) && !(stopped && one === 'Works for now'));
}

/** What users of the remote notice now. */
export function consequenceOf({ status, skipUnavailable }: CheckResult): Consequence {
  if (status === 'unknown') return 'Not known';
  if (status !== 'failing') return 'Works for now';
  if (skipUnavailable === undefined) return 'Searches may fail';
  return skipUnavailable ? 'Data is silently missing' : 'Searches fail';
}

function byUrgency(one: Attention, other: Attention): number {
  const rank = ({ status }: Attention) => STATUSES_WORST_FIRST.indexOf(status);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  if (one.severity !== other.severity) return isWorse(one.severity, other.severity) ? -1 : 1;
  return (other.since ?? '').localeCompare(one.since ?? '') || natural(one.title, other.title);
}
