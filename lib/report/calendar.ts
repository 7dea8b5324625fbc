/**
 * The expiration calendar as an iCalendar feed (RFC 5545): an all-day event for each item, with
 * alarms before it.
 */
import { createHash } from 'node:crypto';
import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator';
import { EXPIRY_STEPS_DAYS } from '../diagnosis/expirySteps.ts';
import type { Calendar, Expiry } from '../result/expiry.ts';
import { KIND_NAMES, nameInWords, placesInWords, remotesInWords } from './expiries.ts';
import { printable } from './printable.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/**
 * An item keeps its UID in every feed, whichever source shows it. A certificate keeps its UID even
 * if it is also found to sign requests.
 */
export function expiryFeed({ at, expiries }: Calendar): string {
  const feed = ical({
    name: 'Remote clusters: what expires',
    prodId: { company: 'remote-cluster-checker', product: 'expiry' },
    ttl: HOUR_SECONDS,
  });
  for (const expiry of expiries) {
    const event = feed.createEvent({
      id: `${createHash('sha256').update(expiry.id).digest('hex').slice(0, 32)}@remote-cluster-checker`,
      start: new Date(expiry.expiresAt),
      allDay: true,
      stamp: new Date(at),
      summary: `${KIND_NAMES[expiry.kind]} ${printable(nameInWords(expiry))} expires`,
      description: descriptionOf(expiry),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
    for (const days of EXPIRY_STEPS_DAYS)
      event.createAlarm({
        type: ICalAlarmType.display,
        trigger: days * DAY_SECONDS,
        description: event.summary(),
      });
  }
  return `${feed.toString()}\r\n`;
}

function descriptionOf(expiry: Expiry): string {
  const lines = [
    `At ${expiry.expiresAt}`,
    `Remote clusters: ${remotesInWords(expiry)}`,
    `Seen at: ${placesInWords(expiry)}, last ${expiry.lastSeenAt}`,
  ];
  return lines.map(printable).join('\n');
}
