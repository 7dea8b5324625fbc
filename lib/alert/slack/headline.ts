/** The one line that says what happened. */

import type { Status } from '../../result/result.ts';
import type { About } from '../../state/incident/about.ts';
import type { EventKind, IncidentEvent } from '../../state/incident/incident.ts';
import type { Alert } from './blocks.ts';
import { aliasOf, clusterOf } from './phrases.ts';

/** The sign is decoration: the word tells. */
const STATES = {
  failing: { sign: '🔴', word: 'FAILING' },
  degraded: { sign: '🟠', word: 'DEGRADED' },
  unknown: { sign: '⚪', word: 'OPEN, STATE UNKNOWN' },
  healthy: { sign: '🟢', word: 'RESOLVED' },
} as const satisfies Record<Status, { readonly sign: string; readonly word: string }>;

const CHANGES = {
  cause: (word) => `STILL ${word}, OTHER CAUSE`,
  severity: (word) => `NOW ${word}, WORSE THAN BEFORE`,
  expiry: (word) => `STILL ${word}, AND LESS TIME LEFT`,
  steady: (word) => `NO LONGER FLAPPING, ${word}`,
} as const satisfies Record<NonNullable<IncidentEvent['change']>, (word: string) => string>;

const FRAMES = {
  opened: (word) => word,
  changed: (word, change = 'cause') => CHANGES[change](word),
  flapping: () => 'FLAPPING',
  reminder: (word) => `STILL ${word}`,
  resolved: () => 'RESOLVED',
} as const satisfies Record<EventKind, (word: string, change?: IncidentEvent['change']) => string>;

export interface Headline {
  readonly sign: string;
  readonly text: string;
}

export function headlineOf(alert: Alert): Headline {
  const { kind, events } = alert;
  const has = (status: Status) => events.some(({ summary }) => summary.status === status);
  const worst = (['failing', 'degraded', 'unknown'] as const).find(has) ?? 'healthy';
  const { sign, word } = STATES[kind === 'resolved' ? 'healthy' : worst];
  return {
    sign: kind === 'flapping' ? '🟡' : sign,
    text: `${FRAMES[kind](word, changeOf(alert))}: ${subjectOf(alert)}`,
  };
}

/** Of several, what asks for attention most. */
function changeOf({ events, first }: Alert): IncidentEvent['change'] {
  return events.some(({ change }) => change === 'severity') ? 'severity' : first.change;
}

function subjectOf(alert: Alert): string {
  const { about, count, clusters, first } = alert;
  if (about.kind === 'checker') return checkerOf(alert);
  if (count === 1) return `remote ${short(first.summary.alias)} of ${short(first.summary.cluster)}`;
  if (about.kind === 'remote') return remoteOf(alert, about);
  if (about.kind === 'local') return localOf(alert, about);
  if (about.kind === 'locals') return localsOf(alert);
  return `${count} remotes of ${clusters === 1 ? short(first.summary.cluster) : `${clusters} local clusters`}`;
}

function checkerOf({ kind }: Alert): string {
  return kind === 'resolved'
    ? 'the checker has its own network back'
    : 'the checker lost its own network';
}

interface Counted {
  readonly bad: number;
  readonly of: number;
}

function remoteOf({ kind, clusters, first }: Alert, { bad, of }: Counted): string {
  const { alias, status } = first.summary;
  const told = of < clusters ? `${clusters}` : `${clusters} of ${of}`;
  if (kind === 'resolved') return `${short(alias)} works again from ${told} local clusters`;
  if (status !== 'failing') return `${short(alias)} as seen from ${told} local clusters`;
  return `${short(alias)} is unreachable from ${bad > clusters ? `${bad} of ${of}` : told} local clusters`;
}

function localOf({ kind, first }: Alert, { bad, of }: Counted): string {
  const name = short(first.summary.cluster);
  if (kind === 'resolved') return `all ${of} remotes of ${name} work again`;
  return `${name} lost ${bad === of ? `all its ${of}` : `${bad} of its ${of}`} remotes: suspect ${name}`;
}

function localsOf({ kind, clusters, count }: Alert): string {
  const verb = kind === 'resolved' ? 'have their remotes back' : 'lost their remotes';
  return `${clusters} local clusters ${verb}, ${count} in all`;
}

const NAME_LENGTH = 50;

export function short(name: string): string {
  const characters = Array.from(name);
  return characters.length > NAME_LENGTH ? `${characters.slice(0, NAME_LENGTH).join('')}…` : name;
}

/** Where to look first, by what the events of an alert have in common. */

export function suspectLines(alert: Alert): string[] {
  const { about, kind, first } = alert;
  if (kind === 'resolved' || kind === 'flapping')
    return about.kind === 'remote' && kind === 'resolved' ? stillBad(about) : [];
  if (about.kind === 'remote' && first.summary.status === 'failing')
    return [aboutRemote(alert, about)];
  if (about.kind === 'local')
    return [
      `*Suspect* ${clusterOf(first.summary)} itself, before so many remotes at once: its network, DNS, certificates, nodes`,
    ];
  if (about.kind === 'locals' || about.kind === 'storm')
    return [
      '*Suspect* what all of them have in common: the network between, DNS, a CA that has expired, or the place where the checker runs',
    ];
  return [];
}

type AboutRemote = Extract<About, { kind: 'remote' }>;

function stillBad({ bad, of }: AboutRemote): string[] {
  return bad === 0
    ? []
    : [`*Elsewhere* it is still unreachable from ${bad} of ${of} local clusters`];
}

function aboutRemote({ count, first: { summary } }: Alert, { bad, of }: AboutRemote): string {
  if (bad >= of)
    return `*Suspect* ${aliasOf(summary)} itself: ${of === 2 ? 'neither of 2' : `none of ${of}`} local clusters that have it registered reaches it`;
  const others =
    of - bad === 1
      ? 'another local cluster reaches it'
      : `${of - bad} other local clusters reach it`;
  const where =
    count === 1 && bad <= 1
      ? `${clusterOf(summary)} and its way there`
      : 'what those that cannot have in common';
  return `*Suspect* ${where}: ${others}`;
}
