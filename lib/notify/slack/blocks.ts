/** Alerts as Slack messages. Pure; whatever the names are, all blocks together stay below 13,000 characters. */
import type { IncidentEvent } from '../../incident/incident.ts';
import { moment, remotePath } from '../../report/page/words.ts';
import type { AlertMessage } from '../alertTopic.ts';
import { context, header, type SlackBlock, type SlackMessage, section } from './kit.ts';
import { code, codeBlock, link, prose, sizeOf } from './mrkdwn.ts';
import { affected, aliasOf, causeLine, lossLine, remoteName, sinceLine, stateOf } from './phrases.ts';

export interface SlackMessageOptions {
  /** http or https; others are not linked. */
  readonly statusPageUrl?: string;
}

/** In characters of JSON. A section takes 3,000; `name` stands twice in the header, which takes 150. */
const LENGTHS = { name: 50, text: 500, meaning: 700, evidence: 1500, fix: 2500, list: 2500, url: 800, vantage: 150 } as const;

/** What is told, and the event that stands as the example where there are several. */
interface Alert extends AlertMessage {
  readonly first: IncidentEvent;
  readonly count: number;
  /** How many local clusters. */
  readonly clusters: number;
}

/** Throws where the message has no events, which its schema does not allow. */
export function slackMessage(message: AlertMessage, options: SlackMessageOptions = {}): SlackMessage {
  const { id, kind, events, eventsLeftOut } = message;
  const [first] = events;
  if (first === undefined) throw new Error(`Alert ${id} has no events`);
  const clusters = new Set(events.map(({ summary }) => summary.cluster)).size;
  const alert = { ...message, first, count: events.length + eventsLeftOut, clusters };
  const { sign, word } = stateOf(message);
  const what = `${word}: ${subjectOf(alert)}`;
  const remedy = kind === 'resolved' ? [] : labelled(`*How to fix*${example(alert)}`, first.summary.fix, LENGTHS.fix);
  return {
    text: prose(`${what}. ${first.summary.title}`, LENGTHS.text),
    blocks: [header(`${sign} ${what}`), ...happened(alert), ...remedy, smallPrint(alert, options)],
  };
}

/** `remote orders of eu` or `30 remotes of eu`. */
function subjectOf({ first, count, clusters }: Alert): string {
  const where = clusters === 1 ? short(first.summary.cluster) : `${clusters} local clusters`;
  return count === 1 ? `remote ${short(first.summary.alias)} of ${where}` : `${count} remotes of ${where}`;
}

function short(name: string): string {
  const characters = Array.from(name);
  return characters.length > LENGTHS.name ? `${characters.slice(0, LENGTHS.name).join('')}…` : name;
}

function happened(alert: Alert): SlackBlock[] {
  const { kind, first, count } = alert;
  const openedAt = new Date(Math.min(...alert.events.map((event) => Date.parse(event.openedAt)))).toISOString();
  const meaning = kind === 'resolved' ? [] : [prose(first.summary.meaning, LENGTHS.meaning)];
  return [
    section(
      causeLine(first),
      sinceLine(kind, { openedAt, at: first.at }),
      ...(count > 1 ? [] : [affectedLine(first), ...lossLine(first.summary)]),
      ...meaning,
    ),
    ...(count > 1 ? [section(...listOf(alert))] : []),
    ...labelled(`*Evidence*${example(alert)}`, first.summary.evidence, LENGTHS.evidence),
  ];
}

function affectedLine({ kind, summary }: IncidentEvent): string {
  return kind === 'resolved' ? `*Remote* ${remoteName(summary)}` : `*Affected* ${remoteName(summary)}: ${affected(summary)}`;
}

/** Remotes by who is affected, as many as fit, and how many there are besides. */
function listOf({ kind, events, clusters, count }: Alert): string[] {
  let left: number = LENGTHS.list;
  let listed = 0;
  const lines = [...Map.groupBy(events, ({ summary }) => (kind === 'resolved' ? '' : `${affected(summary)}: `))].flatMap(
    ([whom, those]) => {
      left -= sizeOf(whom) + 4;
      const names = those.map(({ summary }) => (clusters === 1 ? aliasOf(summary) : remoteName(summary)));
      const fitting = names.filter((name) => {
        left -= sizeOf(name) + 2;
        return left >= 0;
      });
      listed += fitting.length;
      return fitting.length === 0 ? [] : `• ${whom}${fitting.join(', ')}`;
    },
  );
  return listed === count ? lines : [...lines, `• and ${count - listed} more`];
}

function example({ first, count }: Alert): string {
  return count === 1 ? '' : `, ${remoteName(first.summary)} as the example`;
}

/** Nothing where there is no text. */
function labelled(label: string, text: string, length: number): SlackBlock[] {
  return text === '' ? [] : [section(label, codeBlock(text, length))];
}

function smallPrint({ kind, first, count }: Alert, { statusPageUrl }: SlackMessageOptions): SlackBlock {
  const { summary, incidentId } = first;
  const links = [
    ...(statusPageUrl === undefined ? [] : link('Status page', pageOf(statusPageUrl, count === 1 ? remotePath(summary) : ''), LENGTHS.url)),
    ...(kind === 'resolved' ? [] : link('Documentation', summary.documentation, LENGTHS.url)),
  ];
  const seen = `Seen from ${code(summary.vantage, LENGTHS.vantage)} at ${moment(summary.checkedAt)}`;
  return context([...links, seen, ...(count === 1 ? [`incident ${code(incidentId, LENGTHS.name)}`] : [])].join(' · '));
}

function pageOf(statusPageUrl: string, path: string): string {
  return `${statusPageUrl.replace(/\/+$/, '')}/${path}`;
}
