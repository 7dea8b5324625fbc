/**
 * The words of an alert, as data: what happened, to whom, since when, with what consequence, and
 * what to do. Pure, and without markup or limits: each channel brings its own. Names and texts come
 * from clusters and people, so a channel has to escape all of them.
 */

import type { Instant } from '../../instant.ts';
import { withOwnUrl } from '../../report/ownUrl.ts';
import { queryOf } from '../../report/page/filter.ts';
import { remotePath } from '../../report/page/words.ts';
import { type Block, blocksOf, textOf } from '../../result/instructions.ts';
import { isWorse } from '../../state/incident/census.ts';
import type { EventKind, IncidentSeverity, Summary } from '../../state/incident/incident.ts';
import type { AlertMessage } from '../topic.ts';
import { type Affected, affectedOf, consequenceOf, remoteName } from './affected.ts';
import { type Alert, alertOf, isOver } from './alert.ts';
import { type Headline, headlineOf } from './headline.ts';
import { causeFact, otherFacts, sinceFact } from './incidentFacts.ts';
import type { Fact, Phrase } from './phrase.ts';
import { suspectOf } from './suspect.ts';

export interface AlertWords {
  /** The same for each delivery of the message. */
  readonly id: string;
  readonly kind: EventKind;
  /** The worst of all events; `ok` if all is well. */
  readonly severity: IncidentSeverity;
  readonly headline: Headline;
  readonly cause: Fact;
  readonly since: Fact;
  /** `eu → orders`, if the alert is about one remote. */
  readonly remote: string | undefined;
  /** What it does to users now, if that is the same for all and the remote does not work. */
  readonly consequence: string | undefined;
  /** Undefined for one remote. */
  readonly affected: Affected | undefined;
  /** Where the fault most likely is. */
  readonly suspect: Phrase | undefined;
  /** Searches, expirations, maintenance, acknowledgement. */
  readonly facts: readonly Fact[];
  /** What the cause means, if there is one cause. */
  readonly meaning: string | undefined;
  /** The remote that evidence and fix are taken from, if there are several. */
  readonly example: string | undefined;
  /** Lines; empty if there are none. */
  readonly evidence: string;
  /** Lines: what failed and stands in no evidence; empty if there are none, or if all is well. */
  readonly unexplained: string;
  readonly fix: readonly Block[];
  /** The first step of the fix; empty if there is none. */
  readonly firstStep: string;
  readonly links: readonly Link[];
  /** Where the checker runs, empty if unknown; and the time of the check. */
  readonly seen: { readonly from: string; readonly at: Instant };
  /** Of all events, those that the message does not hold too. */
  readonly incidentIds: readonly string[];
}

export interface Link {
  readonly label: 'Status page' | 'Documentation';
  readonly url: string;
}

export interface WordsOptions {
  /** Address of the status page, which is also that of the HTTP interface. */
  readonly statusPageUrl?: string | undefined;
}

/** Throws if the message has no events, which its schema does not allow. */
export function wordsOf(message: AlertMessage, options: WordsOptions = {}): AlertWords {
  const alert = alertOf(message);
  const { id, kind, incidentIds, first } = alert;
  const { summary } = first;
  const isOne = isOneRemote(alert);
  const isHelp = explainsAll(alert);
  return {
    id,
    kind,
    severity: worstOf(alert),
    headline: headlineOf(alert),
    cause: causeFact(alert),
    since: sinceFact(alert),
    remote: isOne ? remoteName(summary) : undefined,
    consequence: commonConsequence(alert),
    affected: affectedOf(alert),
    suspect: suspectOf(alert),
    facts: otherFacts(alert),
    meaning: isHelp ? summary.meaning : undefined,
    example: isOne || alert.about.kind === 'checker' ? undefined : remoteName(summary),
    evidence: summary.evidence,
    unexplained: isOver(kind) ? '' : (summary.unexplained ?? ''),
    fix: isHelp ? fixSteps(summary, options) : [],
    firstStep: isHelp ? firstStepOf(withOwnUrl(textOf(summary.fix), options.statusPageUrl)) : '',
    links: linksOf(alert, options),
    seen: { from: summary.vantage, at: summary.checkedAt },
    incidentIds,
  };
}

function isOneRemote({ about, count }: Alert): boolean {
  return about.kind !== 'checker' && count === 1;
}

/** What one cause means does not help if there are several, or if the fault is elsewhere. */
function explainsAll({ kind, about, causes }: Alert): boolean {
  const isElsewhere = about.kind === 'local' || about.kind === 'locals' || about.kind === 'storm';
  return !isOver(kind) && !isElsewhere && causes.length === 1;
}

function worstOf({ events, first }: Alert): IncidentSeverity {
  return events
    .map(({ summary }) => summary.severity)
    .reduce((worst, each) => (isWorse(each, worst) ? each : worst), first.summary.severity);
}

function commonConsequence({ kind, about, events }: Alert): string | undefined {
  if (isOver(kind) || about.kind === 'checker') return undefined;
  const all = new Set(events.map(({ summary }) => consequenceOf(summary)));
  return all.size === 1 ? [...all][0] : undefined;
}

/** What is typed stays apart from prose, so that a channel can show it as code to copy. */
function fixSteps({ fix }: Summary, { statusPageUrl }: WordsOptions): Block[] {
  return blocksOf(fix).map(({ kind, text }) => ({
    kind,
    text: kind === 'typed' ? withOwnUrl(text, statusPageUrl) : text,
  }));
}

/**
 * The first sentence; if it says where to type what follows, the first line of that too. A sentence
 * ends before a capital letter, so `10.0.0.1` and `elasticsearch.yml of` end none.
 */
export function firstStepOf(fix: string): string {
  const [paragraph = '', typed] = fix.split('\n').filter((line) => line.trim() !== '');
  const [sentence = ''] = paragraph.split(/(?<=\.)\s+(?=[A-Z])/);
  return sentence.endsWith(':') && typed !== undefined && sentence === paragraph
    ? `${sentence}\n${typed}`
    : sentence;
}

function linksOf(alert: Alert, { statusPageUrl }: WordsOptions): Link[] {
  const { kind, first } = alert;
  const path = isOneRemote(alert) ? remotePath(first.summary) : filterPath(alert);
  const documentation: Link = { label: 'Documentation', url: first.summary.documentation };
  return [
    ...(statusPageUrl
      ? [{ label: 'Status page' as const, url: `${statusPageUrl.replace(/\/+$/, '')}/${path}` }]
      : []),
    ...(kind === 'resolved' ? [] : [documentation]),
  ];
}

/** The overview, with what the alert is about and as little else as a filter allows. */
function filterPath({ kind, about, causes, clusters, first: { summary } }: Alert): string {
  if (about.kind === 'checker') return '';
  const [[code] = [''], ...others] = causes;
  const query = queryOf({
    cluster: clusters === 1 ? summary.cluster : undefined,
    alias: about.kind === 'remote' ? summary.alias : undefined,
    cause: isOver(kind) || others.length > 0 ? undefined : code,
  });
  return query === '' ? '' : `?${query}`;
}
