/** Who is affected, and what becomes of their searches and followers. */
import type { IncidentEvent, Summary } from '../../state/incident/incident.ts';
import { type Alert, isOver } from './alert.ts';
import type { Phrase } from './phrase.ts';

/** What an alert about several remotes, or the checker, is about. A channel shows what fits. */
export interface Affected {
  /** What `total` counts, and what a channel counts if it shows fewer. */
  readonly unit: 'remotes' | 'local clusters';
  /** How many there are. Those that the message does not hold count too. */
  readonly total: number;
  readonly groups: readonly AffectedGroup[];
}

export interface AffectedGroup {
  /** A consequence, or a local cluster; empty if there is nothing to say. */
  readonly label: Phrase;
  /** Remotes. */
  readonly names: readonly string[];
}

/** `eu → orders` */
export function remoteName({ cluster, alias }: Summary): string {
  return `${cluster} → ${alias}`;
}

/** Undefined for one remote. */
export function affectedOf(alert: Alert): Affected | undefined {
  const { about, count } = alert;
  if (about.kind === 'checker') return byCluster(alert);
  if (count === 1) return undefined;
  return about.kind === 'locals' || about.kind === 'storm'
    ? byCluster(alert)
    : byConsequence(alert);
}

function byConsequence({ kind, events, clusters, count }: Alert): Affected {
  const groups = Map.groupBy(events, ({ summary }) => (isOver(kind) ? '' : consequenceOf(summary)));
  const nameOf = ({ summary }: IncidentEvent) =>
    clusters === 1 ? summary.alias : remoteName(summary);
  return {
    unit: 'remotes',
    total: count,
    groups: [...groups].map(([consequence, those]) => ({
      label: consequence === '' ? [] : [consequence],
      names: those.map(nameOf),
    })),
  };
}

function byCluster({ about, events, clusters }: Alert): Affected {
  const groups = Map.groupBy(events, ({ summary }) => summary.cluster);
  const isChecker = about.kind === 'checker';
  return {
    unit: 'local clusters',
    total: clusters,
    groups: [...groups].map(([name, those]) => ({
      label: isChecker ? ['checks of ', { name }] : [{ name }],
      names: isChecker ? [] : those.map(({ summary }) => summary.alias),
    })),
  };
}

/** Which local nodes cannot reach the remote, and what that does to searches and followers. */
export function consequenceOf(summary: Summary): string {
  const { status, localNodes, skipUnavailable, replicationStopped } = summary;
  if (status === 'unknown') return 'unknown at the moment';
  const replication = replicationStopped ? '; replication has stopped' : '';
  if (localNodes === undefined || localNodes.asked === 0)
    return `${ofSearches(skipUnavailable)}${replication}`;
  if (localNodes.affected > 0)
    return `${whichNodes(localNodes)}; ${ofSearches(skipUnavailable)}${replication}`;
  const reached = whichReach(localNodes);
  return replicationStopped ? `${reached}${replication}` : `no impact yet (${reached})`;
}

type LocalNodes = NonNullable<Summary['localNodes']>;

function whichNodes({ affected, asked, configured }: LocalNodes): string {
  if (affected === configured)
    return configured === 1 ? 'the only local node configured' : `${all(configured)} local nodes`;
  const some = affected === asked ? all(asked) : `${affected} of ${asked}`;
  const nodes = asked === 1 ? 'the one local node' : `${some} local nodes`;
  return `${nodes} asked${asked < configured ? ` (${configured} configured)` : ''}`;
}

function whichReach({ asked, configured }: LocalNodes): string {
  if (configured === 1) return 'the only local node still reaches it';
  if (asked === configured) return `${all(configured)} local nodes still reach it`;
  const verbs = asked === 1 ? 'was asked still reaches' : 'were asked still reach';
  return `the ${asked} of ${configured} local nodes that ${verbs} it`;
}

function all(nodes: number): string {
  return nodes === 2 ? 'both' : `all ${nodes}`;
}

function ofSearches(skipUnavailable: boolean | undefined): string {
  if (skipUnavailable === undefined) return 'skip_unavailable is unknown';
  return skipUnavailable
    ? 'searches return HTTP 200 without its data (skip_unavailable: true)'
    : 'searches fail (skip_unavailable: false)';
}
