/** What happened, to whom and since when, in words. */
import type { EventKind, IncidentEvent, Summary } from '../../incident/incident.ts';
import { elapsed, moment } from '../../report/page/words.ts';
import type { Status } from '../../result/result.ts';
import { recentLoss } from '../../result/searchesInWords.ts';
import type { AlertMessage } from '../alertTopic.ts';
import { code, prose } from './mrkdwn.ts';

/** The sign is decoration: the word tells. */
const STATES = {
  failing: { sign: '🔴', word: 'FAILING' },
  degraded: { sign: '🟠', word: 'DEGRADED' },
  unknown: { sign: '⚪', word: 'OPEN, STATE UNKNOWN' },
  healthy: { sign: '🟢', word: 'RESOLVED' },
} as const satisfies Record<Status, { readonly sign: string; readonly word: string }>;

const FRAMES = {
  opened: (word) => word,
  changed: (word) => `STILL ${word}, OTHER CAUSE`,
  flapping: () => 'FLAPPING',
  reminder: (word) => `STILL ${word}`,
  resolved: (word) => word,
} as const satisfies Record<EventKind, (word: string) => string>;

/** The state of the worst of the remotes. */
export function stateOf({ kind, events }: AlertMessage): { readonly sign: string; readonly word: string } {
  const has = (status: Status) => events.some(({ summary }) => summary.status === status);
  const { sign, word } = STATES[(['failing', 'degraded', 'unknown'] as const).find(has) ?? 'healthy'];
  return { sign, word: FRAMES[kind](word) };
}

const NAME_LENGTH = 120;

export function aliasOf({ alias }: Summary): string {
  return code(alias, NAME_LENGTH);
}

export function remoteName({ cluster, alias }: Summary): string {
  return code(`${cluster} → ${alias}`, NAME_LENGTH);
}

export function causeLine({ kind, previousCause, summary }: IncidentEvent): string {
  const { title, cause, severity } = summary;
  const before = previousCause === undefined ? '' : `. It was ${code(previousCause, 80)}`;
  return `*${prose(title, 200)}*${kind === 'resolved' ? '' : ` (${code(cause, 80)}, ${severity})`}${before}`;
}

/** `openedAt` of the longest of several incidents. */
export function sinceLine(kind: EventKind, { openedAt, at }: Pick<IncidentEvent, 'openedAt' | 'at'>): string {
  const duration = elapsed(openedAt, new Date(at));
  return kind === 'resolved'
    ? `*Lasted* ${duration}, from ${moment(openedAt)} to ${moment(at)}`
    : `*Since* ${moment(openedAt)}, for ${duration}`;
}

/** Who cannot reach the remote, and what becomes of searches. */
export function affected({ status, localNodes, skipUnavailable }: Summary): string {
  if (status === 'unknown') return 'not known at the moment';
  if (localNodes === undefined || localNodes.asked === 0) return consequence(skipUnavailable);
  if (localNodes.affected === 0) return 'no local node so far, requests still pass';
  return `${whichNodes(localNodes)}; ${consequence(skipUnavailable)}`;
}

/** What searches lacked of late; nothing where none lacked anything, or nobody counted. */
export function lossLine({ searches }: Summary): string[] {
  return searches === undefined || searches.skipped === 0 ? [] : [`*Searches* ${recentLoss(searches)}`];
}

function whichNodes({ affected, asked, configured }: NonNullable<Summary['localNodes']>): string {
  if (affected === configured) return configured === 1 ? 'the only local node configured' : `all ${configured} local nodes`;
  return `${affected} of ${asked} local nodes asked${asked < configured ? ` (${configured} configured)` : ''}`;
}

function consequence(skipUnavailable: boolean | undefined): string {
  if (skipUnavailable === undefined) return 'skip_unavailable is not known';
  return skipUnavailable ? 'searches silently lack its data (skip_unavailable true)' : 'searches fail (skip_unavailable false)';
}
