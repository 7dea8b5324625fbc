import { describe, expect, it } from 'vitest';
import { type Screen, watchScreen } from '../../../lib/report/watch/screen.ts';
import { follow, type Track } from '../../../lib/report/watch/tracks.ts';
import type { CheckResult } from '../../../lib/result/result.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../../support/results.ts';

const SCREEN: Screen = {
  columns: 140,
  rows: 30,
  unicode: true,
  paint: (status, text) => `<${status}>${text}</>`,
  mark: (text) => `*${text}*`,
};
const PLAIN: Screen = { ...SCREEN, paint: (_status, text) => text, mark: (text) => text };
const NOW = new Date('2026-11-24T00:05:30Z');

function tracksOf(...checks: (readonly CheckResult[])[]): Track[] {
  return checks.reduce<Track[]>((tracks, results) => follow(tracks, report(results)), []);
}

function shown(tracks: readonly Track[], screen: Partial<Screen> = {}): string {
  return watchScreen(
    { tracks, vantage: 'bastion-1', doing: 'next check in 12 s', now: NOW },
    { ...PLAIN, ...screen },
  ).join('\n');
}

const found = [healthyResult, failingResult, degradedResult, unknownResult];
const moved = { ...healthyResult, alias: 'orders', checkedAt: '2026-11-24T00:05:00.000Z' };

describe('watchScreen', () => {
  it('shows the worst first, with what happened before on the right', () => {
    expect(
      shown(tracksOf(found, [...found.filter(({ alias }) => alias !== 'orders'), moved], found)),
    ).toMatchInlineSnapshot(`
      "Remote clusters from bastion-1  1 failing  1 degraded  1 unknown  1 healthy  next check in 12 s

      CLUSTER  ALIAS    STATUS      CAUSE                     FOR    GATEWAYS  MS  HISTORY
      eu       orders   failing ↓   connection-refused        5 min  ?         42  █▁█
        The remote refuses connections: 10.0.0.1:9300: connect refused
      us       logs     degraded    certificate-expires-soon  5 min  1/2       42  ▅▅▅
        A certificate expires in 7 days: Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      eu       metrics  unknown     checker-not-authorized    5 min  1/3       42  ???
        The checker lacks privileges: Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user
      eu       archive  healthy     healthy                   5 min  1/3       42  ▁▁▁
      q ends, space checks now"
    `);
  });

  it('marks what changed, and paints status and history', () => {
    expect(
      shown(tracksOf([failingResult], [moved]), { ...SCREEN, columns: 100 }),
    ).toMatchInlineSnapshot(`
      "Remote clusters from bastion-1<healthy>  1 healthy</>  next check in 12 s

      CLUSTER  ALIAS   STATUS     CAUSE    FOR   GATEWAYS  MS  HISTORY
      *eu       **orders  **<healthy>healthy ↑  </>**healthy  **30 s  **1/3       **42  *<failing>█</><healthy>▁</>
      q ends, space checks now"
    `);
  });

  it('shows ASCII where the terminal has nothing else', () => {
    const text = shown(tracksOf(found, found, [...found.slice(0, 1), moved]), { unicode: false });
    expect(text).toContain('#');
    expect([...text].filter((character) => character > '~')).toEqual([]);
  });

  it('marks another cause of the same status', () => {
    const otherwise = { ...failingResult, cause: { ...failingResult.cause, code: 'half-open' } };
    expect(shown(tracksOf([failingResult], [otherwise]))).toMatch(/failing ~ +half-open/);
  });

  it('is never wider nor higher than the screen', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...failingResult,
      alias: `orders-${index}`,
    }));
    for (const [columns, rows] of [
      [30, 8],
      [80, 24],
      [200, 100],
    ] as const) {
      const lines = shown(tracksOf(many), { columns, rows }).split('\n');
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    }
    expect(shown(tracksOf(many), { rows: 10 })).toMatchInlineSnapshot(`
      "Remote clusters from bastion-1  40 failing  next check in 12 s

      CLUSTER  ALIAS      STATUS     CAUSE               FOR    GATEWAYS  MS  HISTORY
      eu       orders-0   failing    connection-refused  5 min  ?         42  █
      eu       orders-1   failing    connection-refused  5 min  ?         42  █
      eu       orders-2   failing    connection-refused  5 min  ?         42  █
      eu       orders-3   failing    connection-refused  5 min  ?         42  █
      eu       orders-4   failing    connection-refused  5 min  ?         42  █
      and 35 more
      q ends, space checks now"
    `);
  });

  it('keeps the latest of a history that is longer than the line', () => {
    const checks = Array.from({ length: 60 }, (_, index) => [
      index < 50 ? { ...moved, alias: 'orders' } : failingResult,
    ]);
    expect(shown(tracksOf(...checks), { columns: 90 })).toMatch(/▁██████████$/m);
  });

  it('leaves out columns from the right before history on a narrow screen', () => {
    const heads = [100, 78, 70, 20].map(
      (columns) => shown(tracksOf(found), { columns }).split('\n')[2],
    );
    expect(heads).toMatchInlineSnapshot(`
      [
        "CLUSTER  ALIAS    STATUS      CAUSE                     FOR    GATEWAYS  MS  HISTORY",
        "CLUSTER  ALIAS    STATUS      CAUSE                     FOR    HISTORY",
        "CLUSTER  ALIAS    STATUS      CAUSE                     HISTORY",
        "CLUSTER  ALIAS    ST",
      ]
    `);
  });

  it('shows that nothing is known yet', () => {
    expect(shown([])).toMatchInlineSnapshot(`
      "Remote clusters from bastion-1  next check in 12 s

      CLUSTER  ALIAS  STATUS  CAUSE  FOR  GATEWAYS  MS  HISTORY
      q ends, space checks now"
    `);
  });

  it('lets no control characters of a cluster reach the terminal', () => {
    const text = shown(tracksOf([hostileResult]));
    expect(text).toContain('alert(1)');
    expect(text.split('\n').join('')).not.toMatch(/\p{Cc}|\u202e/u);
  });
});
