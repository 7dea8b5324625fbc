import { describe, expect, it } from 'vitest';
import { type Instant, instantOf } from '../../lib/instant.ts';
import { expiryFeed } from '../../lib/report/calendar.ts';
import { calendarOf, type RemoteExpiries } from '../../lib/report/expiries.ts';
import { calendarStatus, expiryTable } from '../../lib/report/expiryTable.ts';
import { PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';
import { calendarSchema, type Dated } from '../../lib/result/expiry.ts';
import { NOW } from '../support/facts.ts';
import { HOSTILE } from '../support/results.ts';

const DAY_MS = 86_400_000;

function inDays(days: number): Instant {
  return instantOf(new Date(NOW.getTime() + days * DAY_MS));
}

function dated(
  kind: Dated['kind'],
  name: string,
  days: number,
  overrides: Partial<Dated> = {},
): Dated {
  return { kind, id: `${name} id`, name, expiresAt: inDays(days), ...overrides };
}

function remote(
  alias: string,
  sources: Readonly<Record<string, readonly Dated[]>>,
  at = inDays(-0.001),
): RemoteExpiries {
  return {
    cluster: 'eu',
    alias,
    expiries: Object.fromEntries(
      Object.entries(sources).map(([source, found]) => [source, { at, found: [...found] }]),
    ),
  };
}

const OPTIONS = { now: NOW, warningDays: 30 };
const shared = dated('certificate', 'CN=archive', 7.5);

const calendar = calendarOf(
  [
    remote('archive', {
      'archive:9443': [shared],
      'API keys of the remote': [dated('api-key', 'eu-search', 0.5)],
      'license of the local cluster': [dated('license', 'trial', 12, { isTrial: true })],
    }),
    remote(
      'logs',
      { 'logs:9443': [dated('certificate', 'CN=logs', -3)], 'archive-2:9443': [shared] },
      inDays(-5),
    ),
    remote('far', {
      'files of local node es-1': [
        dated('certificate', 'CN=archive', 7.5, {
          id: shared.id,
          place: 'archive.crt',
          kind: 'signing-certificate',
        }),
        dated('certificate', 'CN=ca', 300, { place: 'ca.crt' }),
      ],
      'files of local node es-2': [
        dated('certificate', 'CN=archive', 7.5, { id: shared.id, place: 'archive.crt' }),
      ],
    }),
    remote('more', { 'archive:9443': [shared] }),
  ],
  OPTIONS,
);

describe('calendarOf', () => {
  it('names everything once, the soonest first, with all who show it', () => {
    expect(
      calendarSchema
        .parse(calendar)
        .expiries.map(
          ({ kind, name, daysLeft, severity }) => `${kind} ${name} ${daysLeft} ${severity}`,
        ),
    ).toEqual([
      'certificate CN=logs -3 critical',
      'api-key eu-search 0 critical',
      'signing-certificate CN=archive 7 warning',
      'license trial 12 note',
      'certificate CN=ca 300 ok',
    ]);
    expect(calendar.expiries[2]?.seen.map(({ alias, where }) => `${alias} ${where}`)).toEqual([
      'archive archive:9443',
      'logs archive-2:9443',
      'far files of local node es-1: archive.crt',
      'far files of local node es-2: archive.crt',
      'more archive:9443',
    ]);
  });

  it('knows when it was last seen, by whoever saw it last', () => {
    expect(calendar.expiries.map(({ lastSeenAt }) => lastSeenAt === inDays(-5))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    const [later] = calendarOf(
      [remote('a', { x: [shared] }, inDays(-2)), remote('b', { x: [shared] }, inDays(-1))],
      OPTIONS,
    ).expiries;
    expect(later?.lastSeenAt).toBe(inDays(-1));
  });

  it('sorts what expires at one time by its name', () => {
    const same = calendarOf(
      [remote('a', { x: [dated('api-key', 'b', 3), dated('api-key', 'a', 3)] })],
      OPTIONS,
    );
    expect(same.expiries.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('expiryTable', () => {
  it('shows the calendar', () => {
    expect(expiryTable(calendar, PLAIN_PAPER)).toMatchInlineSnapshot(`
      "EXPIRES     WHEN                WHAT                 NAME                      REMOTES                                 SEEN AT
      2026-11-21  expired 2 days ago  certificate          CN=logs                   eu/logs                                 logs:9443, last seen 2026-11-19 00:00 UTC
      2026-11-24  within a day        API key              eu-search (eu-search id)  eu/archive                              API keys of the remote
      2026-12-01  in 7 days           signing certificate  CN=archive                eu/archive, eu/logs, eu/far and 1 more  archive:9443, archive-2:9443, files of local node es-1: archive.crt and 1 more
      2026-12-06  in 12 days          license              trial                     eu/archive                              license of the local cluster
      2027-09-20  in 300 days         certificate          CN=ca                     eu/far                                  files of local node es-1: ca.crt
      "
    `);
    expect(expiryTable({ ...calendar, expiries: [] }, PLAIN_PAPER)).toBe(
      'Nothing that expires was seen\n',
    );
  });

  it('lets no name reach the terminal as more than a name', () => {
    const shown = expiryTable(
      calendarOf([remote(HOSTILE, { [HOSTILE]: [dated('certificate', HOSTILE, 3)] })], OPTIONS),
      PLAIN_PAPER,
    );
    for (const control of ['\u001b', '\u202e']) expect(shown).not.toContain(control);
    expect(shown.trimEnd().split('\n')).toHaveLength(2);
  });

  it('calendarStatus is that of the most pressing', () => {
    const of = (days: number, isTrial = false) =>
      calendarStatus(
        calendarOf(
          [remote('a', { x: [dated('license', 'l', days, isTrial ? { isTrial } : {})] })],
          OPTIONS,
        ),
      );
    expect([
      of(31),
      of(30),
      of(1),
      of(-1),
      of(1, true),
      calendarStatus({ ...calendar, expiries: [] }),
    ]).toEqual(['healthy', 'degraded', 'failing', 'failing', 'healthy', 'healthy']);
  });
});

describe('expiryFeed', () => {
  it('is a calendar of whole days with alarms, the same for the same thing', () => {
    const one = calendarOf([remote('archive', { 'archive:9443': [shared] })], OPTIONS);
    expect(expiryFeed(one).replaceAll('\r\n', '\n')).toMatchInlineSnapshot(`
      "BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//remote-cluster-checker//expiry//EN
      NAME:Remote clusters: what expires
      X-WR-CALNAME:Remote clusters: what expires
      REFRESH-INTERVAL;VALUE=DURATION:PT1H
      X-PUBLISHED-TTL:PT1H
      BEGIN:VEVENT
      UID:179987c2b6385de1d0da87b9f8f1b229@remote-cluster-checker
      SEQUENCE:0
      DTSTAMP:20261124T000000Z
      DTSTART;VALUE=DATE:20261201
      X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
      X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE
      SUMMARY:certificate CN=archive expires
      TRANSP:TRANSPARENT
      DESCRIPTION:At 2026-12-01T12:00:00.000Z\\nRemote clusters: eu/archive\\nSeen
        at: archive:9443\\, last 2026-11-23T23:58:33.600Z
      BEGIN:VALARM
      ACTION:DISPLAY
      TRIGGER:-P30D
      DESCRIPTION:certificate CN=archive expires
      END:VALARM
      BEGIN:VALARM
      ACTION:DISPLAY
      TRIGGER:-P14D
      DESCRIPTION:certificate CN=archive expires
      END:VALARM
      BEGIN:VALARM
      ACTION:DISPLAY
      TRIGGER:-P7D
      DESCRIPTION:certificate CN=archive expires
      END:VALARM
      BEGIN:VALARM
      ACTION:DISPLAY
      TRIGGER:-P1D
      DESCRIPTION:certificate CN=archive expires
      END:VALARM
      BEGIN:VALARM
      ACTION:DISPLAY
      TRIGGER:PT0S
      DESCRIPTION:certificate CN=archive expires
      END:VALARM
      END:VEVENT
      END:VCALENDAR
      "
    `);
    expect(expiryFeed(calendar).match(/^UID:.*/gm)).toHaveLength(5);
    expect(expiryFeed(calendar)).toContain(/^UID:.*/m.exec(expiryFeed(one))?.[0]);
  });

  it('escapes names', () => {
    const feed = expiryFeed(
      calendarOf(
        [remote(HOSTILE, { x: [dated('certificate', `${HOSTILE};,\\\r\nEND:VCALENDAR`, 3)] })],
        OPTIONS,
      ),
    );
    expect(feed.match(/^END:VCALENDAR/gm)).toHaveLength(1);
    for (const control of ['\u001b', '\u202e']) expect(feed).not.toContain(control);
    for (const line of feed.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });
});
