/** Everything that expires, once each, even if several remotes or addresses show it. */
import { daysLeft, EXPIRY_STEPS_DAYS, severityOf, whenInWords } from '../diagnosis/expirySteps.ts';
import { byInstant, type Instant, instantOf } from '../instant.ts';
import { type Calendar, type Dated, EXPIRY_SCHEMA_VERSION, type Expiry } from '../result/expiry.ts';
import type { Severity } from '../result/finding.ts';
import type { CheckResult, Status } from '../result/result.ts';
import { type ExpiryMemory, nextExpiries } from '../state/baseline/expirations.ts';
import type { StoredRemote } from '../store/remotes.ts';

/** The memory of one remote. */
export interface RemoteExpiries {
  readonly cluster: string;
  readonly alias: string;
  readonly expiries: ExpiryMemory;
}

export interface CalendarOptions {
  readonly now: Date;
  /** Days before the expiration at which the warning starts. Defaults to the first step. */
  readonly warningDays?: number;
}

interface Sighting extends Omit<RemoteExpiries, 'expiries'> {
  readonly dated: Dated;
  readonly where: string;
  readonly lastSeenAt: Instant;
}

/** Calendar from results without a memory. */
export function calendarOfResults(
  results: readonly CheckResult[],
  options: CalendarOptions,
): Calendar {
  const remotes = results.map((result) => ({
    cluster: result.cluster,
    alias: result.alias,
    expiries: nextExpiries(undefined, result),
  }));
  return calendarOf(remotes, options);
}

/**
 * Calendar from stored results and their memory. Items from older versions of the checker have no
 * memory.
 */
export function calendarOfStored(
  remotes: readonly StoredRemote[],
  options: CalendarOptions,
): Calendar {
  return calendarOf(
    remotes.map(({ cluster, alias, result, expiries = nextExpiries(undefined, result) }) => ({
      cluster,
      alias,
      expiries,
    })),
    options,
  );
}

/** Earliest expiration first. */
export function calendarOf(
  remotes: readonly RemoteExpiries[],
  { now, warningDays = EXPIRY_STEPS_DAYS[0] }: CalendarOptions,
): Calendar {
  const sightings = remotes.flatMap(({ cluster, alias, expiries }) =>
    Object.entries(expiries).flatMap(([source, { at, found }]) =>
      found.map((dated): Sighting => {
        return {
          cluster,
          alias,
          dated,
          where: dated.place === undefined ? source : `${source}: ${dated.place}`,
          lastSeenAt: at,
        };
      }),
    ),
  );
  const byThing = Map.groupBy(
    sightings,
    ({ dated: { kind, id } }) => `${kind === 'signing-certificate' ? 'certificate' : kind} ${id}`,
  );
  const expiries = [...byThing.values()].map((seen) =>
    expiryOf(seen as [Sighting, ...Sighting[]], { now, warningDays }),
  );
  return {
    schemaVersion: EXPIRY_SCHEMA_VERSION,
    at: instantOf(now),
    expiries: expiries.toSorted(
      (a, b) => byInstant(a.expiresAt, b.expiresAt) || a.id.localeCompare(b.id),
    ),
  };
}

/**
 * If a source was seen several times, the latest observation counts. If any observation shows that
 * the item signs requests, it does.
 */
function expiryOf(
  seen: readonly [Sighting, ...Sighting[]],
  { now, warningDays }: Required<CalendarOptions>,
): Expiry {
  const latest = seen.reduce((best, one) => (one.lastSeenAt > best.lastSeenAt ? one : best));
  const { kind, id, name, expiresAt, isTrial } = latest.dated;
  const days = daysLeft(expiresAt, now);
  return {
    kind: seen.some(({ dated }) => dated.kind === 'signing-certificate')
      ? 'signing-certificate'
      : kind,
    id,
    name,
    expiresAt,
    daysLeft: days,
    severity: severityIn(days, { isTrial: isTrial === true, warningDays }),
    lastSeenAt: latest.lastSeenAt,
    seen: seen.map(({ cluster, alias, where, lastSeenAt }) => ({
      cluster,
      alias,
      where,
      lastSeenAt,
    })),
  };
}

/** The same severities as for findings, but a trial license is supposed to end. */
function severityIn(
  days: number,
  { isTrial, warningDays }: { readonly isTrial: boolean; readonly warningDays: number },
): Severity {
  const severity = severityOf(days, { warningDays, isVital: true });
  if (severity === undefined) return 'ok';
  return isTrial ? 'note' : severity;
}

/** Expirations in words, for the table, the feed, and the pages. */

/** Status for colors and exit codes. */
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
  license: 'license',
} as const satisfies Record<Expiry['kind'], string>;

/** Shows the id of a key, because a replacement often has the same name. */
export function nameInWords({ kind, id, name }: Expiry): string {
  return kind === 'api-key' ? `${name} (${id})` : name;
}

/** `expired 2 days ago`, `in 3 days`. */
export function leftInWords({ daysLeft }: Expiry): string {
  return daysLeft < 0 ? `expired ${whenInWords(daysLeft)}` : whenInWords(daysLeft);
}

/** Checks run every minute. After an hour, an observation is no longer current. */
const CURRENT_MS = 3_600_000;

/** `, last seen 2026-11-19 00:00 UTC`. Empty if the observation is current. */
export function lastSeenInWords({ lastSeenAt }: Expiry, at: Instant): string {
  if (Date.parse(at) - Date.parse(lastSeenAt) < CURRENT_MS) return '';
  return `, last seen ${lastSeenAt.slice(0, 10)} ${lastSeenAt.slice(11, 16)} UTC`;
}

const MOST_PLACES = 3;

/** Each place where it was seen, once. */
export function placesInWords({ seen }: Expiry): string {
  const places = [...new Set(seen.map(({ where }) => where))];
  return places.length > MOST_PLACES
    ? `${places.slice(0, MOST_PLACES).join(', ')} and ${places.length - MOST_PLACES} more`
    : places.join(', ');
}

/** The remotes that it affects: `cluster/alias`. */
export function remotesInWords({ seen }: Expiry): string {
  const remotes = [...new Set(seen.map(({ cluster, alias }) => `${cluster}/${alias}`))];
  return remotes.length > MOST_PLACES
    ? `${remotes.slice(0, MOST_PLACES).join(', ')} and ${remotes.length - MOST_PLACES} more`
    : remotes.join(', ');
}
