/** What happened, to whom and since when, in words. */

import { elapsed, moment } from '../../report/page/words.ts';
import { failuresOf, recentLoss } from '../../result/searches.ts';
import { countOf } from '../../result/witness.ts';
import type {
  Acknowledgement,
  EventKind,
  IncidentEvent,
  Summary,
} from '../../state/incident/incident.ts';
import { code, prose } from './mrkdwn.ts';

const NAME_LENGTH = 120;
const CODE_LENGTH = 80;
const CAUSES_AT_MOST = 5;

export function aliasOf({ alias }: Summary): string {
  return code(alias, NAME_LENGTH);
}

export function clusterOf({ cluster }: Summary): string {
  return code(cluster, NAME_LENGTH);
}

export function remoteName({ cluster, alias }: Summary): string {
  return code(`${cluster} → ${alias}`, NAME_LENGTH);
}

/** Of events with the same cause, the first of which stands for all. */
export function causeLine(first: IncidentEvent, events: readonly IncidentEvent[]): string {
  const { kind, previousSeverity, change, summary } = first;
  const { title, cause, severity } = summary;
  const isOver = kind === 'resolved' || kind === 'flapping';
  const worse = change === 'severity' && events.length === 1 ? `, ${previousSeverity} before` : '';
  const previous = new Set(
    events.flatMap(({ previousCause }) => previousCause ?? []).filter((other) => other !== cause),
  );
  const before =
    previous.size === 0
      ? ''
      : `. It was ${[...previous]
          .slice(0, CAUSES_AT_MOST)
          .map((each) => code(each, CODE_LENGTH))
          .join(', ')}`;
  return `*${prose(title, 200)}*${isOver ? '' : ` (${code(cause, CODE_LENGTH)}, ${severity}${worse})`}${before}`;
}

/** In place of the cause where there are several. */
export function causesLine(
  kind: EventKind,
  causes: readonly (readonly [code: string, count: number])[],
): string {
  const named = causes
    .slice(0, CAUSES_AT_MOST)
    .map(([cause, count]) => `${code(cause, CODE_LENGTH)} (${count})`);
  const more = causes.length > CAUSES_AT_MOST ? [`${causes.length - CAUSES_AT_MOST} more`] : [];
  return `*${kind === 'resolved' ? 'It was' : 'Causes'}* ${[...named, ...more].join(', ')}`;
}

/** `openedAt` of the longest of several incidents. */
export function sinceLine(
  kind: EventKind,
  { openedAt, at }: Pick<IncidentEvent, 'openedAt' | 'at'>,
): string {
  const duration = elapsed(openedAt, new Date(at));
  return kind === 'resolved'
    ? `*Lasted* ${duration}, from ${moment(openedAt)} to ${moment(at)}`
    : `*Since* ${moment(openedAt)}, for ${duration}`;
}

/** Who cannot reach the remote, and what becomes of searches. */
export function affected({
  status,
  localNodes,
  skipUnavailable,
  replicationStopped,
}: Summary): string {
  if (status === 'unknown') return 'not known at the moment';
  const replication = replicationStopped ? '; replication has stopped' : '';
  if (localNodes === undefined || localNodes.asked === 0)
    return `${consequence(skipUnavailable)}${replication}`;
  if (localNodes.affected === 0) return `no local node so far, requests still pass${replication}`;
  return `${whichNodes(localNodes)}; ${consequence(skipUnavailable)}${replication}`;
}

/**
 * What searches lacked of late, or how many failed for want of a remote; nothing where it is
 * neither, or nobody counted.
 */
export function lossLine({ searches, skipUnavailable }: Summary): string[] {
  if (searches === undefined) return [];
  if (searches.skipped > 0) return [`*Searches* ${recentLoss(searches)}`];
  const failures =
    skipUnavailable !== true && countOf(searches.failed, 'remotes_unavailable') > 0
      ? failuresOf(searches)
      : undefined;
  return failures === undefined ? [] : [`*Searches* ${prose(failures, 300)}`];
}

/**
 * The same of several remotes, or of one as several local clusters see it; a search of two of them
 * counts twice.
 */
export function lossesLine(summaries: readonly Summary[]): string[] {
  const known = summaries.flatMap(({ searches }) =>
    searches !== undefined && searches.skipped > 0 ? [searches] : [],
  );
  if (known.length === 0) return [];
  const skipped = known.reduce((sum, searches) => sum + searches.skipped, 0);
  const minutes = Math.max(...known.map((searches) => searches.minutes));
  return [
    `*Searches* ${skipped} times in the last ${minutes} minutes a search went on without one of them`,
  ];
}

/** What expires, where the message is about something else. */
export function expiryLine({ expiring }: Summary): string[] {
  return expiring === undefined || expiring.isCause
    ? []
    : [`*Expires too* ${prose(expiring.evidence, 300)}`];
}

function whichNodes({ affected, asked, configured }: NonNullable<Summary['localNodes']>): string {
  if (affected === configured)
    return configured === 1 ? 'the only local node configured' : `all ${configured} local nodes`;
  return `${affected} of ${asked} local nodes asked${asked < configured ? ` (${configured} configured)` : ''}`;
}

function consequence(skipUnavailable: boolean | undefined): string {
  if (skipUnavailable === undefined) return 'skip_unavailable is not known';
  return skipUnavailable
    ? 'searches silently lack its data (skip_unavailable true)'
    : 'searches fail (skip_unavailable false)';
}

/** What the incident's own history adds: it came and went, it was kept quiet. */
export function historyLines({
  kind,
  change,
  flapping,
  maintenance,
  acknowledged,
  at,
}: IncidentEvent): string[] {
  return [
    ...(flapping === undefined ? [] : [flappingLine(flapping)]),
    ...(maintenance === undefined
      ? []
      : [`*Maintenance* ${code(maintenance, NAME_LENGTH)} has ended, and it is still broken`]),
    ...(acknowledged === undefined
      ? []
      : [acknowledgedLine(acknowledged, stillCounts({ kind, change, at }, acknowledged))]),
  ];
}

function flappingLine({
  times,
  withinMinutes,
  calmMinutes,
}: NonNullable<IncidentEvent['flapping']>): string {
  return `It broke and came back ${times} times within ${withinMinutes} minutes, and works right now. Nothing more is told until it has stayed well, or broken, for ${calmMinutes} minutes`;
}

function acknowledgedLine({ by, why, until }: Acknowledgement, counts: string): string {
  return `*Acknowledged* by ${prose(by, 100)} until ${moment(until)}${counts}: ${prose(why, 300)}`;
}

function stillCounts(
  { kind, change, at }: Pick<IncidentEvent, 'kind' | 'change' | 'at'>,
  { until }: Acknowledgement,
): string {
  if (kind === 'resolved') return '';
  if (change === 'severity') return ', which does not hold for what is worse';
  return Date.parse(until) <= Date.parse(at) ? ', which is over' : '';
}
