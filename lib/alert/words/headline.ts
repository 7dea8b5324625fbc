/** The one line that says what happened, and to whom. */
import { elapsed } from '../../report/page/words.ts';
import type { Status } from '../../result/result.ts';
import type { EventKind, IncidentEvent } from '../../state/incident/incident.ts';
import type { Alert } from './alert.ts';
import { counted } from './phrase.ts';

export interface Headline {
  /** What a channel chooses a color or a sign by. */
  readonly tone: Status | 'flapping';
  /** `ESCALATED: FAILING` */
  readonly state: string;
  /** `remote orders of eu`; long names are cut. */
  readonly who: string;
  /** Title of the cause, if there is one cause and `who` does not say it. */
  readonly cause: string | undefined;
}

export function headlineOf(alert: Alert): Headline {
  const { kind, events } = alert;
  const has = (status: Status) => events.some(({ summary }) => summary.status === status);
  const worst = (['failing', 'degraded', 'unknown'] as const).find(has) ?? 'healthy';
  const status = kind === 'resolved' ? 'healthy' : worst;
  return {
    tone: kind === 'flapping' ? 'flapping' : status,
    state: STATES[kind](WORDS[status], mostUrgent(alert)),
    who: whoOf(alert),
    cause: causeOf(alert),
  };
}

const WORDS = {
  failing: 'FAILING',
  degraded: 'DEGRADED',
  unknown: 'OPEN, STATE UNKNOWN',
  healthy: 'RESOLVED',
} as const satisfies Record<Status, string>;

const STATES = {
  opened: (word) => word,
  changed: (word, event) => CHANGES[event.change ?? 'cause'](word, event),
  flapping: () => 'FLAPPING',
  reminder: (word) => `STILL ${word}`,
  resolved: () => 'RESOLVED',
} as const satisfies Record<EventKind, (word: string, event: IncidentEvent) => string>;

const CHANGES = {
  cause: (word) => `${word}, NEW CAUSE`,
  severity: (word) => `ESCALATED: ${word}`,
  expiry: (word, event) => `${word}, EXPIRES SOONER${timeLeft(event)}`,
  steady: (word) => `NO LONGER FLAPPING: ${word}`,
} as const satisfies Record<
  NonNullable<IncidentEvent['change']>,
  (word: string, event: IncidentEvent) => string
>;

/** The event of the change that asks for attention most. */
function mostUrgent({ events, first }: Alert): IncidentEvent {
  return events.find(({ change }) => change === 'severity') ?? first;
}

/** The step of days is an upper limit of the days that are left. */
function timeLeft({ summary: { expiring } }: IncidentEvent): string {
  if (expiring === undefined) return '';
  const { stepDays } = expiring;
  if (stepDays < 0) return ' (EXPIRED)';
  return stepDays === 0
    ? ' (LESS THAN 1 DAY)'
    : ` (${counted(stepDays, 'day').toUpperCase()} OR LESS)`;
}

function causeOf(alert: Alert): string | undefined {
  const { kind, first, openedAt } = alert;
  if (kind === 'resolved' && first.removed !== true)
    return `It lasted ${elapsed(openedAt, new Date(first.at))}`;
  return hasOneCause(alert) ? first.summary.title : undefined;
}

/** Several remotes that work again have no cause in common. */
function hasOneCause({ kind, about, count, causes }: Alert): boolean {
  return about.kind !== 'checker' && (count === 1 || (causes.length === 1 && kind !== 'resolved'));
}

function whoOf(alert: Alert): string {
  const { about, count, clusters, first } = alert;
  if (about.kind === 'checker') return whoseNetwork(alert);
  if (count === 1) return `remote ${short(first.summary.alias)} of ${short(first.summary.cluster)}`;
  if (about.kind === 'remote') return whichRemote(alert, about);
  if (about.kind === 'local') return whichLocal(alert, about);
  if (about.kind === 'locals') return whichLocals(alert);
  const whose = clusters === 1 ? short(first.summary.cluster) : `${clusters} local clusters`;
  return `${count} remotes of ${whose}`;
}

function whoseNetwork({ kind }: Alert): string {
  return kind === 'resolved'
    ? 'the checker has its own network back'
    : 'the checker lost its own network';
}

interface Share {
  readonly bad: number;
  readonly of: number;
}

function whichRemote({ kind, clusters, first }: Alert, { bad, of }: Share): string {
  const { alias, status } = first.summary;
  const seenFrom = (count: number) => `${of < count ? count : `${count} of ${of}`} local clusters`;
  if (kind === 'resolved') return `${short(alias)} works again from ${seenFrom(clusters)}`;
  if (status === 'failing')
    return `${short(alias)} is unreachable from ${seenFrom(Math.max(bad, clusters))}`;
  const state = kind === 'flapping' ? 'flapping' : STATE_IN_WORDS[status];
  return `${short(alias)}, seen from ${seenFrom(clusters)}, is ${state}`;
}

const STATE_IN_WORDS = {
  degraded: 'degraded',
  unknown: 'in an unknown state',
  healthy: 'healthy',
} as const satisfies Record<Exclude<Status, 'failing'>, string>;

function whichLocal({ kind, first }: Alert, { bad, of }: Share): string {
  const name = short(first.summary.cluster);
  if (kind === 'resolved') return `all ${of} remotes of ${name} work again`;
  return `${name} lost ${bad === of ? `all its ${of}` : `${bad} of its ${of}`} remotes`;
}

function whichLocals({ kind, clusters, count }: Alert): string {
  const verb = kind === 'resolved' ? 'have their remotes back' : 'lost their remotes';
  return `${clusters} local clusters ${verb}, ${count} in all`;
}

const NAME_LENGTH = 50;

function short(name: string): string {
  const characters = Array.from(name);
  return characters.length > NAME_LENGTH ? `${characters.slice(0, NAME_LENGTH).join('')}…` : name;
}
