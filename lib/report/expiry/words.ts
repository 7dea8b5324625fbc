/** What expires, as table, feed and pages tell it. */
import { whenInWords } from '../../diagnosis/expirySteps.ts';
import type { Expiry } from '../../result/expiry.ts';
import type { Severity } from '../../result/finding.ts';
import type { Status } from '../../result/result.ts';

/** For colours and exit codes. */
export const EXPIRY_STATUS = {
  critical: 'failing',
  warning: 'degraded',
  note: 'healthy',
  unknown: 'healthy',
  ok: 'healthy',
} as const satisfies Record<Severity, Status>;

export const KIND_NAMES = {
  certificate: 'certificate',
  'signing-certificate': 'signing certificate',
  'api-key': 'API key',
  license: 'licence',
} as const satisfies Record<Expiry['kind'], string>;

/** Keys are told apart by their ids: one that takes the place of another often has its name. */
export function nameInWords({ kind, id, name }: Expiry): string {
  return kind === 'api-key' ? `${name} (${id})` : name;
}

/** `expired 2 days ago`, `in 3 days`. */
export function leftInWords({ daysLeft }: Expiry): string {
  return daysLeft < 0 ? `expired ${whenInWords(daysLeft)}` : whenInWords(daysLeft);
}

/** Checks come every minute; what was not seen for an hour is not seen now. */
const CURRENT_MS = 3_600_000;

/** `, last seen 2026-11-19 00:00 UTC`; nothing where it is seen now. */
export function lastSeenInWords({ lastSeenAt }: Expiry, at: string): string {
  if (Date.parse(at) - Date.parse(lastSeenAt) < CURRENT_MS) return '';
  return `, last seen ${lastSeenAt.slice(0, 10)} ${lastSeenAt.slice(11, 16)} UTC`;
}

const MOST_PLACES = 3;

/** Where it was seen, each place once. */
export function placesInWords({ seen }: Expiry): string {
  const places = [...new Set(seen.map(({ where }) => where))];
  return places.length > MOST_PLACES
    ? `${places.slice(0, MOST_PLACES).join(', ')} and ${places.length - MOST_PLACES} more`
    : places.join(', ');
}

/** The remotes that it is about: `cluster/alias`. */
export function remotesInWords({ seen }: Expiry): string {
  const remotes = [...new Set(seen.map(({ cluster, alias }) => `${cluster}/${alias}`))];
  return remotes.length > MOST_PLACES
    ? `${remotes.slice(0, MOST_PLACES).join(', ')} and ${remotes.length - MOST_PLACES} more`
    : remotes.join(', ');
}
