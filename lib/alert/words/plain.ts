/** The words of an alert as plain text, for channels that show labels and values. */

import { moment } from '../../report/page/words.ts';
import { printable, printableLines } from '../../report/printable.ts';
import { cut } from '../../state/incident/about.ts';
import type { Affected } from './affected.ts';
import type { AlertWords } from './alertWords.ts';
import type { Phrase } from './phrase.ts';

/** `FAILING: remote orders of eu. The remote refuses connections` */
export function titleOf({ headline: { state, who, cause } }: AlertWords, length: number): string {
  return cut(printable(`${state}: ${who}${cause === undefined ? '' : `. ${cause}`}`), length);
}

export interface PlainFact {
  readonly label: string;
  readonly value: string;
}

/** What happened, to whom, and what to do first. Each value is one line. */
export function plainFacts(words: AlertWords): PlainFact[] {
  const { cause, since, remote, consequence, suspect, facts, firstStep } = words;
  const named = (label: string, value: string | undefined): PlainFact[] =>
    value ? [{ label, value: printable(value) }] : [];
  return [
    ...named(printable(cause.label), plain(cause.value).replace(/^\((.*)\)$/, '$1') || '-'),
    ...named(since.label, plain(since.value)),
    ...named('Remote', remote),
    ...named('Consequence', consequence),
    ...named('Likely at fault', suspect && plain(suspect)),
    ...facts.flatMap(({ label, value }) => named(label, plain(value))),
    ...named('Do first', firstStep),
  ];
}

const NAMES_AT_MOST = 10;
const GROUPS_AT_MOST = 10;

/** A line for each group, and how many there are besides. */
export function affectedLines(affected: Affected | undefined): string[] {
  if (affected === undefined) return [];
  const { groups, total, unit } = affected;
  const shown = groups.slice(0, GROUPS_AT_MOST);
  const lines = shown.map(({ label, names }) => {
    const more = names.length - NAMES_AT_MOST;
    const all = [...names.slice(0, NAMES_AT_MOST), ...(more > 0 ? [`${more} more`] : [])];
    return printable([plain(label), all.join(', ')].filter((part) => part !== '').join(': '));
  });
  const counted =
    unit === 'remotes' ? shown.reduce((sum, { names }) => sum + names.length, 0) : shown.length;
  return counted < total ? [...lines, `and ${total - counted} more ${unit}`] : lines;
}

const IDS_AT_MOST = 5;

/** `incident-1, incident-2, 3 more` */
export function incidentList({ incidentIds }: AlertWords): string {
  const more = incidentIds.length - IDS_AT_MOST;
  return printable(
    [...incidentIds.slice(0, IDS_AT_MOST), ...(more > 0 ? [`${more} more`] : [])].join(', '),
  );
}

/** All of it as a text to read in an e-mail or a ticket. */
export function bodyOf(words: AlertWords): string {
  const { affected, evidence, unexplained, fix, links, seen } = words;
  const part = (title: string, text: string) => (text === '' ? [] : [`${title}:\n${text}`]);
  const from = seen.from === '' ? '' : ` from ${seen.from}`;
  return printableLines(
    [
      plainFacts(words)
        .map(({ label, value }) => `${label}: ${value}`)
        .join('\n'),
      ...part('Affected', affectedLines(affected).join('\n')),
      ...part('Evidence', evidence),
      ...part('Unexplained', unexplained),
      ...part('How to fix', fix.map(({ text }) => text).join('\n\n')),
      ...part('Links', links.map(({ label, url }) => `${label}: ${url}`).join('\n')),
      `Seen${from} at ${moment(seen.at)}. Incidents: ${incidentList(words)}`,
    ].join('\n\n'),
  );
}

export function plain(phrase: Phrase): string {
  return phrase.map((span) => (typeof span === 'string' ? span : span.name)).join('');
}

/** Links that a channel may show: those of the web, within a length. */
export function webLinks({ links }: AlertWords, length = 2000): AlertWords['links'] {
  return links.filter(({ url }) => {
    const parsed = URL.parse(url);
    return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.href.length <= length;
  });
}
