/** The one line that says what happened. */
import type { EventKind, IncidentEvent } from '../../incident/incident.ts';
import type { Status } from '../../result/result.ts';
import type { Alert } from './alert.ts';

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
  return { sign: kind === 'flapping' ? '🟡' : sign, text: `${FRAMES[kind](word, changeOf(alert))}: ${subjectOf(alert)}` };
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
  return kind === 'resolved' ? 'the checker has its own network back' : 'the checker lost its own network';
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
