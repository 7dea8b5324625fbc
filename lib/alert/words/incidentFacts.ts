/** What is the matter, since when, and what the incident went through, each as one fact. */
import { isCauseCode } from '../../diagnosis/codes.ts';
import { explanationOf } from '../../report/explain.ts';
import { elapsed, moment } from '../../report/page/words.ts';
import { failuresOf, type RecentSearches, timeOf } from '../../result/searches.ts';
import { countOf } from '../../result/witness.ts';
import type { Acknowledgement, IncidentEvent, Summary } from '../../state/incident/incident.ts';
import { type Alert, isOver } from './alert.ts';
import { counted, type Fact, firstNames, type Phrase, separated } from './phrase.ts';

const CAUSES_AT_MOST = 5;

/** The title of the one cause with its code, or the codes of all causes. */
export function causeFact({ kind, first, events, causes }: Alert): Fact {
  if (causes.length > 1)
    return {
      label: kind === 'resolved' ? 'Causes that ended' : 'Causes',
      value: causeList(causes),
    };
  if (kind === 'resolved' && first.removed !== true) return endedFact(causes[0]?.[0] ?? '');
  const { summary, change, previousSeverity } = first;
  const isWorse = change === 'severity' && events.length === 1;
  const severity = `, ${summary.severity}${isWorse ? `, ${previousSeverity} before` : ''}`;
  const now: Phrase = isOver(kind) ? [] : [{ name: summary.cause }, severity];
  const before = causesBefore(events);
  const was: Phrase = before.length === 0 ? [] : ['was ', ...firstNames(before, CAUSES_AT_MOST)];
  const both: Phrase = now.length > 0 && was.length > 0 ? [...now, '; ', ...was] : [...now, ...was];
  return { label: summary.title, value: both.length === 0 ? [] : ['(', ...both, ')'] };
}

/** What was wrong; what the check found when it was over helps nobody. */
function endedFact(code: string): Fact {
  const label = 'Was';
  if (code === '') return { label, value: ['unknown'] };
  const title = isCauseCode(code) ? `${explanationOf(code).title} ` : '';
  return { label, value: [title, '(', { name: code }, ')'] };
}

function causeList(causes: Alert['causes']): Phrase {
  const named = causes
    .slice(0, CAUSES_AT_MOST)
    .map(([name, count]): Phrase => [{ name }, ` (${count})`]);
  const more = causes.length - CAUSES_AT_MOST;
  return separated([...named, ...(more > 0 ? [[`${more} more`]] : [])]);
}

function causesBefore(events: readonly IncidentEvent[]): string[] {
  const before = events.flatMap(({ previousCause, summary }) =>
    previousCause === undefined || previousCause === summary.cause ? [] : [previousCause],
  );
  return [...new Set(before)];
}

export function sinceFact({ kind, openedAt, first: { at } }: Alert): Fact {
  const duration = elapsed(openedAt, new Date(at));
  return kind === 'resolved'
    ? { label: 'Lasted', value: [`${duration}, from ${moment(openedAt)} to ${moment(at)}`] }
    : { label: 'Since', value: [`${moment(openedAt)}, for ${duration}`] };
}

/** What else there is to say. Most of it is said of one remote only. */
export function otherFacts(alert: Alert): Fact[] {
  const { count, events, first } = alert;
  if (count > 1) return [...lossesOf(events), ...elsewhere(alert), ...flappingFact(alert)];
  return [
    ...lossOf(first.summary),
    ...expiryOf(first.summary),
    ...elsewhere(alert),
    ...flappingFact(alert),
    ...maintenanceOf(first),
    ...acknowledgedOf(first),
  ];
}

/** Searches that lacked data recently, or that failed because the remote was unavailable. */
function lossOf({ searches, skipUnavailable }: Summary): Fact[] {
  if (searches === undefined) return [];
  const { skipped, answered, atLeast, failed } = searches;
  if (skipped > 0) {
    const some = `${atLeast ? 'at least ' : ''}${skipped} of ${answered + skipped}`;
    return [searchesFact(`${some} returned partial results ${timeOf(searches)}`)];
  }
  const failures =
    skipUnavailable !== true && countOf(failed, 'remotes_unavailable') > 0
      ? failuresOf(searches)
      : undefined;
  return failures === undefined ? [] : [searchesFact(failures)];
}

/** A search of two remotes counts for both of them, so the sum is no exact number. */
function lossesOf(events: readonly IncidentEvent[]): Fact[] {
  const known = events.flatMap(({ summary: { searches } }) =>
    searches !== undefined && searches.skipped > 0 ? [searches] : [],
  );
  const [longest] = known.toSorted((a, b) => b.minutes - a.minutes);
  if (longest === undefined) return [];
  const skipped = known.reduce((sum, searches) => sum + searches.skipped, 0);
  const some = isExact(known) ? `${skipped}` : `about ${skipped}`;
  return [searchesFact(`${some} returned partial results ${timeOf(longest)}`)];
}

function isExact(known: readonly RecentSearches[]): boolean {
  return known.length === 1 && !known.some(({ atLeast }) => atLeast);
}

function searchesFact(text: string): Fact {
  return { label: 'Searches', value: [text] };
}

/** What expires, if the message is about something else. */
function expiryOf({ expiring }: Summary): Fact[] {
  return expiring === undefined || expiring.isCause
    ? []
    : [{ label: 'Also', value: [expiring.evidence] }];
}

/** What works again from here may still fail from other local clusters. */
function elsewhere({ kind, about }: Alert): Fact[] {
  if (kind !== 'resolved' || about.kind !== 'remote' || about.bad === 0) return [];
  const clusters = `${about.bad} of ${counted(about.of, 'local cluster')}`;
  return [{ label: 'Elsewhere', value: [`still unreachable from ${clusters}`] }];
}

/** Of several, what is true of each. */
function flappingFact({ count, events }: Alert): Fact[] {
  const all = events.flatMap(({ flapping }) => flapping ?? []);
  const [first] = all.toSorted((a, b) => a.times - b.times);
  if (first === undefined) return [];
  const { times, withinMinutes, calmMinutes } = first;
  const often = counted(times, 'time');
  const within = `within ${counted(withinMinutes, 'minute')}`;
  const calm = `healthy, or failing, for ${counted(calmMinutes, 'minute')}`;
  const value: Phrase =
    count === 1
      ? [
          `failed and recovered ${often} ${within}. It works now. `,
          `No more messages until it stays ${calm}`,
        ]
      : [
          `each failed and recovered ${often} or more ${within}. All work now. `,
          `No more messages until they stay ${calm}`,
        ];
  return [{ label: 'Flapping', value }];
}

function maintenanceOf({ maintenance, summary: { status } }: IncidentEvent): Fact[] {
  return maintenance === undefined
    ? []
    : [{ label: 'Maintenance', value: [{ name: maintenance }, `: window ended; still ${status}`] }];
}

function acknowledgedOf(event: IncidentEvent): Fact[] {
  const { acknowledged } = event;
  if (acknowledged === undefined) return [];
  const { by, why, until } = acknowledged;
  const limit = ` until ${moment(until)}${stillCounts(event, acknowledged)}: `;
  return [{ label: 'Acknowledged', value: ['by ', by, limit, why] }];
}

function stillCounts({ kind, change, at }: IncidentEvent, { until }: Acknowledgement): string {
  if (kind === 'resolved') return '';
  if (change === 'severity') return ' (does not cover the higher severity)';
  return Date.parse(until) <= Date.parse(at) ? ' (expired)' : '';
}
