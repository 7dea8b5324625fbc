/** The expiration calendar for a terminal. */
import type { Calendar, Expiry } from '../result/expiry.ts';
import type { Status } from '../result/result.ts';
import {
  EXPIRY_STATUS,
  KIND_NAMES,
  lastSeenInWords,
  leftInWords,
  nameInWords,
  placesInWords,
  remotesInWords,
} from './expiries.ts';
import { printable } from './printable.ts';
import { columns } from './reportTable.ts';

/**
 * Failing if an item has expired or expires very soon, degraded if the date is near, otherwise
 * healthy.
 */
export function calendarStatus({ expiries }: Calendar): Status {
  const found = expiries.map(({ severity }) => EXPIRY_STATUS[severity]);
  return (['failing', 'degraded'] as const).find((status) => found.includes(status)) ?? 'healthy';
}

/** The complete text, with a final newline. */
export function expiryTable(
  { at, expiries }: Calendar,
  paint: (status: Status, text: string) => string,
): string {
  if (expiries.length === 0) return 'Nothing that expires was seen\n';
  const [head = '', ...rows] = columns([
    ['EXPIRES', 'WHEN', 'WHAT', 'NAME', 'REMOTES', 'SEEN AT'],
    ...expiries.map((one) => rowOf(one, at)),
  ]);
  const lines = rows.map((row, index) =>
    paint(EXPIRY_STATUS[(expiries[index] as Expiry).severity], row),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

function rowOf(expiry: Expiry, at: string): string[] {
  const { kind, expiresAt } = expiry;
  const where = `${placesInWords(expiry)}${lastSeenInWords(expiry, at)}`;
  return [
    expiresAt.slice(0, 10),
    leftInWords(expiry),
    KIND_NAMES[kind],
    nameInWords(expiry),
    remotesInWords(expiry),
    where,
  ].map(printable);
}
