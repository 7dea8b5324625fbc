import { describe, expect, it } from 'vitest';
import { expiryFeed } from '../../lib/report/calendar.ts';
import { ecs } from '../../lib/report/ecs.ts';
import { calendarOfResults } from '../../lib/report/expiries.ts';
import { expiryTable } from '../../lib/report/expiryTable.ts';
import { fixScript } from '../../lib/report/fixScript.ts';
import { nagios } from '../../lib/report/nagios.ts';
import { nodesTable } from '../../lib/report/nodesTable.ts';
import { expiryPage } from '../../lib/report/page/expiryPage.ts';
import { htmlReport } from '../../lib/report/page/htmlReport.ts';
import { localClusterPage } from '../../lib/report/page/localClusterPage.ts';
import { clusterOverview } from '../../lib/report/page/overview.ts';
import { remotePage } from '../../lib/report/page/remotePage.ts';
import { statusPage } from '../../lib/report/page/statusPage.ts';
import { printable, printableJson, printableLines } from '../../lib/report/printable.ts';
import { prometheus } from '../../lib/report/prometheus.ts';
import { table } from '../../lib/report/reportTable.ts';
import { checklist } from '../../lib/report/terminal/checklist.ts';
import { PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';
import { changeLines, watchScreen } from '../../lib/report/watch/screen.ts';
import { follow } from '../../lib/report/watch/tracks.ts';
import { NOW } from '../support/facts.ts';
import { POISON, poisoned, unseenIn } from '../support/poison.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  report,
  unknownResult,
} from '../support/results.ts';
import { outcome, stored } from './page/stored.ts';

describe('printable', () => {
  it('replaces what would move a cursor, break a line or turn the text around', () => {
    expect(printable('a\u001b[31mb\nc\u009bd\u202ee\u2028f\tg')).toBe('a�[31mb�c�d�e�f�g');
  });

  it('replaces what cannot be seen, so that no two names look alike', () => {
    expect(printable(POISON)).toBe('���2J����');
    expect(printable('a\u00adb\u200dc\ufeffd\u061ce\ud800f')).toBe('a�b�c�d�e�f');
  });

  it('leaves letters of every script as they are', () => {
    expect(printable('Zürich-東京 \u{1f600} ok')).toBe('Zürich-東京 \u{1f600} ok');
  });

  it('printableLines keeps the ends of lines', () => {
    expect(printableLines('a\nb\r\u0000')).toBe('a\nb��');
  });

  it('printableJson is the same value, without a character that a terminal would obey', () => {
    const value = { [`key${POISON}`]: [`text${POISON}\n`, 'ä'] };
    const text = printableJson(value, 2);
    expect(unseenIn(text)).toEqual([]);
    expect(text).toContain('ä');
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('no output shows an unprintable character of a cluster', () => {
  const results = [healthyResult, failingResult, degradedResult, unknownResult].map((one) =>
    poisoned(one),
  );
  const checked = { ...report(results), vantage: `v${POISON}` };
  const tracks = follow([], checked);
  const remotes = results.map((one) => stored(one));
  const overview = clusterOverview(`eu${POISON}`, remotes);
  const calendar = calendarOfResults(results, { now: NOW });
  const screen = { ...PLAIN_PAPER, width: 400, rows: 100, mark: (text: string) => text };
  const first = remotes[1] as (typeof remotes)[number];
  const past = { hour: [], day: [] };

  it.each<[string, () => string]>([
    ['table', () => table(checked, { verbose: true, all: false, paper: PLAIN_PAPER })],
    ['checklist', () => checklist(checked, { all: false, paper: PLAIN_PAPER })],
    ['script', () => fixScript(results[0] as (typeof results)[number])],
    ['nagios', () => nagios(checked)],
    ['prometheus', () => prometheus(checked)],
    ['ecs', () => ecs(checked)],
    ['nodes', () => nodesTable(checked, PLAIN_PAPER)],
    [
      'watch on a screen',
      () =>
        watchScreen({ tracks, vantage: checked.vantage, doing: '', now: NOW }, screen).join('\n'),
    ],
    ['watch in lines', () => changeLines(tracks)],
    ['expiry', () => expiryTable(calendar, PLAIN_PAPER)],
    ['feed', () => expiryFeed(calendar).replaceAll('\r\n', '\n')],
    ['report as a page', () => htmlReport(checked, { now: NOW })],
    ['status page', () => String(statusPage([overview], { now: NOW, filter: { alias: POISON } }))],
    ['page of local nodes', () => String(localClusterPage(overview, NOW))],
    [
      'page of a remote',
      () =>
        String(
          remotePage(first, { history: [poisoned(outcome(1))], hours: 1, rollups: past, now: NOW }),
        ),
    ],
    ['page of what expires', () => String(expiryPage(calendar, { isReloading: true }))],
  ])('%s', (_name, write) => {
    const text = write();
    expect(text).toContain('�');
    expect(unseenIn(text)).toEqual([]);
  });
});
