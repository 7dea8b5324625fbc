/**
 * Alerts as Slack messages. Pure; whatever the names are, all blocks together stay below 13,000
 * characters.
 */

import { withOwnUrl } from '../../report/ownUrl.ts';
import { moment, remotePath } from '../../report/page/words.ts';
import type { IncidentEvent } from '../../state/incident/incident.ts';
import type { AlertMessage } from '../topic.ts';
import { headlineOf, suspectLines } from './headline.ts';
import {
  code,
  codeBlock,
  context,
  header,
  link,
  prose,
  type SlackBlock,
  type SlackMessage,
  section,
  sizeOf,
} from './mrkdwn.ts';
import {
  affected,
  aliasOf,
  causeLine,
  causesLine,
  clusterOf,
  expiryLine,
  historyLines,
  lossesLine,
  lossLine,
  remoteName,
  sinceLine,
} from './phrases.ts';

export interface SlackMessageOptions {
  /** http or https; others are not linked. */
  readonly statusPageUrl?: string;
}

/** In characters of JSON. A section takes 3,000. */
const LENGTHS = {
  text: 500,
  meaning: 700,
  evidence: 1500,
  fix: 2500,
  url: 800,
  vantage: 150,
  id: 50,
} as const;

/** Throws where the message has no events, which its schema does not allow. */
export function slackMessage(
  message: AlertMessage,
  options: SlackMessageOptions = {},
): SlackMessage {
  const alert = alertOf(message);
  const { sign, text } = headlineOf(alert);
  return {
    text: prose(isOneCause(alert) ? `${text}. ${alert.first.summary.title}` : text, LENGTHS.text),
    blocks: [
      header(`${sign} ${text}`),
      ...happened(alert),
      ...remedy(alert, options),
      smallPrint(alert, options),
    ],
  };
}

/** What is over has no cause any more; what the checker has lost is said already. */
function isOneCause({ kind, about, count, causes }: Alert): boolean {
  return about.kind !== 'checker' && (count === 1 || (causes.length === 1 && kind !== 'resolved'));
}

function happened(alert: Alert): SlackBlock[] {
  const { kind, first, count, events, causes } = alert;
  const openedAt = new Date(
    Math.min(...events.map((event) => Date.parse(event.openedAt))),
  ).toISOString();
  const list = listOf(alert);
  return [
    section(
      causes.length > 1 ? causesLine(kind, causes) : causeLine(first, events),
      sinceLine(kind, { openedAt, at: first.at }),
      ...(list.length > 0
        ? lossesLine(events.map(({ summary }) => summary))
        : [affectedLine(first), ...lossLine(first.summary), ...expiryLine(first.summary)]),
      ...suspectLines(alert),
      ...(count > 1 ? [] : historyLines(first)),
      ...meaningOf(alert),
    ),
    ...(list.length > 0 ? [section(...list)] : []),
    ...labelled(`*Evidence*${example(alert)}`, first.summary.evidence, LENGTHS.evidence),
  ];
}

/** What one cause means is of no help where there are several, or where the suspect is another. */
function meaningOf({ kind, about, causes, first }: Alert): string[] {
  const isElsewhere = about.kind === 'local' || about.kind === 'locals' || about.kind === 'storm';
  return kind === 'resolved' || kind === 'flapping' || isElsewhere || causes.length > 1
    ? []
    : [prose(first.summary.meaning, LENGTHS.meaning)];
}

function affectedLine({ kind, summary }: IncidentEvent): string {
  return kind === 'resolved' || kind === 'flapping'
    ? `*Remote* ${remoteName(summary)}`
    : `*Affected* ${remoteName(summary)}: ${affected(summary)}`;
}

function remedy(alert: Alert, { statusPageUrl }: SlackMessageOptions): SlackBlock[] {
  const fix = withOwnUrl(alert.first.summary.fix, statusPageUrl);
  return meaningOf(alert).length === 0
    ? []
    : labelled(`*How to fix*${example(alert)}`, fix, LENGTHS.fix);
}

function example({ about, first, count }: Alert): string {
  return count === 1 || about.kind === 'checker'
    ? ''
    : `, ${remoteName(first.summary)} as the example`;
}

/** Nothing where there is no text. */
function labelled(label: string, text: string, length: number): SlackBlock[] {
  return text === '' ? [] : [section(label, codeBlock(text, length))];
}

function smallPrint(
  { kind, about, first, count }: Alert,
  { statusPageUrl }: SlackMessageOptions,
): SlackBlock {
  const { summary, incidentId } = first;
  const page = count === 1 && about.kind !== 'checker' ? remotePath(summary) : '';
  const links = [
    ...(statusPageUrl === undefined
      ? []
      : link('Status page', pageOf(statusPageUrl, page), LENGTHS.url)),
    ...(kind === 'resolved' ? [] : link('Documentation', summary.documentation, LENGTHS.url)),
  ];
  const seen = `Seen${summary.vantage === '' ? '' : ` from ${code(summary.vantage, LENGTHS.vantage)}`} at ${moment(summary.checkedAt)}`;
  return context(
    [...links, seen, ...(count === 1 ? [`incident ${code(incidentId, LENGTHS.id)}`] : [])].join(
      ' · ',
    ),
  );
}

function pageOf(statusPageUrl: string, path: string): string {
  return `${statusPageUrl.replace(/\/+$/, '')}/${path}`;
}

/** An alert as the texts look at it. */

export interface Alert extends AlertMessage {
  /** It stands as the example where there are several. */
  readonly first: IncidentEvent;
  /** How many events, those that were left out and those of other parts included. */
  readonly count: number;
  /** How many local clusters. */
  readonly clusters: number;
  /**
   * Codes of what is the matter, or was where it is over, the most frequent first, each with how
   * often it stands in the message.
   */
  readonly causes: readonly (readonly [code: string, count: number])[];
}

/** Throws where the message has no events, which its schema does not allow. */
export function alertOf(message: AlertMessage): Alert {
  const { id, events, eventsLeftOut, part } = message;
  const [first] = events;
  if (first === undefined) throw new Error(`Alert ${id} has no events`);
  const clusters = part?.clusters ?? new Set(events.map(({ summary }) => summary.cluster)).size;
  return {
    ...message,
    first,
    count: part?.events ?? events.length + eventsLeftOut,
    clusters,
    causes: causesOf(events),
  };
}

function causesOf(events: readonly IncidentEvent[]): [string, number][] {
  const codes = Map.groupBy(events, ({ kind, previousCause, summary }) =>
    kind === 'resolved' || kind === 'flapping' ? (previousCause ?? '') : summary.cause,
  );
  return [...codes]
    .map(([code, those]): [string, number] => [code, those.length])
    .sort(([, a], [, b]) => b - a);
}

/** Which remotes an alert is about, as many as fit. */

/** In characters of JSON. */
const LENGTH = 2500;
const ALIASES_AT_MOST = 5;
const CLUSTERS_AT_MOST = 10;

/** Lines of a list; nothing for one remote. */
export function listOf(alert: Alert): string[] {
  const { about, count } = alert;
  if (about.kind === 'checker') return byCluster(alert);
  if (count === 1) return [];
  return about.kind === 'locals' || about.kind === 'storm'
    ? byCluster(alert)
    : byConsequence(alert);
}

/** Remotes by who is affected, and how many there are besides. */
function byConsequence({ kind, events, clusters, count }: Alert): string[] {
  let left = LENGTH;
  let listed = 0;
  const lines = [
    ...Map.groupBy(events, ({ summary }) => (kind === 'resolved' ? '' : `${affected(summary)}: `)),
  ].flatMap(([whom, those]) => {
    left -= sizeOf(whom) + 4;
    const names = those.map(({ summary }) =>
      clusters === 1 ? aliasOf(summary) : remoteName(summary),
    );
    const fitting = names.filter((name) => {
      left -= sizeOf(name) + 2;
      return left >= 0;
    });
    listed += fitting.length;
    return fitting.length === 0 ? [] : `• ${whom}${fitting.join(', ')}`;
  });
  return listed === count ? lines : [...lines, `• and ${count - listed} more`];
}

/** A line for each local cluster, and how many there are besides. */
function byCluster({ about, events, clusters }: Alert): string[] {
  let left = LENGTH;
  const lines = [...Map.groupBy(events, ({ summary }) => clusterOf(summary))].map(
    ([cluster, those]) => {
      if (about.kind === 'checker') return `• checks of ${cluster}`;
      const aliases = those.slice(0, ALIASES_AT_MOST).map(({ summary }) => aliasOf(summary));
      const more = those.length > ALIASES_AT_MOST ? [`${those.length - ALIASES_AT_MOST} more`] : [];
      return `• ${cluster}: ${[...aliases, ...more].join(', ')}`;
    },
  );
  const fitting = lines.slice(0, CLUSTERS_AT_MOST).filter((line) => {
    left -= sizeOf(line) + 2;
    return left >= 0;
  });
  return fitting.length === clusters
    ? fitting
    : [...fitting, `• and ${clusters - fitting.length} more local clusters`];
}
