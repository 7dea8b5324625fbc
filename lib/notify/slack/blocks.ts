/** Alerts as Slack messages. Pure; whatever the names are, all blocks together stay below 13,000 characters. */
import type { IncidentEvent } from '../../incident/incident.ts';
import { moment, remotePath } from '../../report/page/words.ts';
import type { AlertMessage } from '../alertTopic.ts';
import { type Alert, alertOf } from './alert.ts';
import { headlineOf } from './headline.ts';
import { context, header, type SlackBlock, type SlackMessage, section } from './kit.ts';
import { listOf } from './lists.ts';
import { code, codeBlock, link, prose } from './mrkdwn.ts';
import { affected, causeLine, causesLine, expiryLine, historyLines, lossLine, remoteName, sinceLine } from './phrases.ts';
import { suspectLines } from './suspects.ts';

export interface SlackMessageOptions {
  /** http or https; others are not linked. */
  readonly statusPageUrl?: string;
}

/** In characters of JSON. A section takes 3,000. */
const LENGTHS = { text: 500, meaning: 700, evidence: 1500, fix: 2500, url: 800, vantage: 150, id: 50 } as const;

/** Throws where the message has no events, which its schema does not allow. */
export function slackMessage(message: AlertMessage, options: SlackMessageOptions = {}): SlackMessage {
  const alert = alertOf(message);
  const { sign, text } = headlineOf(alert);
  return {
    text: prose(isOneCause(alert) ? `${text}. ${alert.first.summary.title}` : text, LENGTHS.text),
    blocks: [header(`${sign} ${text}`), ...happened(alert), ...remedy(alert), smallPrint(alert, options)],
  };
}

/** What is over has no cause any more; what the checker has lost is said already. */
function isOneCause({ kind, about, count, causes }: Alert): boolean {
  return about.kind !== 'checker' && (count === 1 || (causes.length === 1 && kind !== 'resolved'));
}

function happened(alert: Alert): SlackBlock[] {
  const { kind, first, count, events, causes } = alert;
  const openedAt = new Date(Math.min(...events.map((event) => Date.parse(event.openedAt)))).toISOString();
  const list = listOf(alert);
  return [
    section(
      causes.length > 1 ? causesLine(kind, causes) : causeLine(first, events),
      sinceLine(kind, { openedAt, at: first.at }),
      ...(list.length > 0 ? [] : [affectedLine(first), ...lossLine(first.summary), ...expiryLine(first.summary)]),
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

function remedy(alert: Alert): SlackBlock[] {
  return meaningOf(alert).length === 0 ? [] : labelled(`*How to fix*${example(alert)}`, alert.first.summary.fix, LENGTHS.fix);
}

function example({ about, first, count }: Alert): string {
  return count === 1 || about.kind === 'checker' ? '' : `, ${remoteName(first.summary)} as the example`;
}

/** Nothing where there is no text. */
function labelled(label: string, text: string, length: number): SlackBlock[] {
  return text === '' ? [] : [section(label, codeBlock(text, length))];
}

function smallPrint({ kind, about, first, count }: Alert, { statusPageUrl }: SlackMessageOptions): SlackBlock {
  const { summary, incidentId } = first;
  const page = count === 1 && about.kind !== 'checker' ? remotePath(summary) : '';
  const links = [
    ...(statusPageUrl === undefined ? [] : link('Status page', pageOf(statusPageUrl, page), LENGTHS.url)),
    ...(kind === 'resolved' ? [] : link('Documentation', summary.documentation, LENGTHS.url)),
  ];
  const seen = `Seen${summary.vantage === '' ? '' : ` from ${code(summary.vantage, LENGTHS.vantage)}`} at ${moment(summary.checkedAt)}`;
  return context([...links, seen, ...(count === 1 ? [`incident ${code(incidentId, LENGTHS.id)}`] : [])].join(' · '));
}

function pageOf(statusPageUrl: string, path: string): string {
  return `${statusPageUrl.replace(/\/+$/, '')}/${path}`;
}
