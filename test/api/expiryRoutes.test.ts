import { describe, expect, it } from 'vitest';
import { calendarSchema } from '../../lib/result/expiry.ts';
import { stored } from '../report/page/stored.ts';
import { degradedResult, healthyResult } from '../support/results.ts';
import { BEARER, caller } from './app.ts';

const known = {
  'archive:9443': {
    at: '2026-11-20T00:00:00.000Z',
    found: [{ kind: 'api-key', id: 'k', name: 'old', expiresAt: '2026-11-25T00:00:00.000Z' }],
  },
} as const;
const remotes = [
  stored(healthyResult, {
    expiries: {
      'archive:9443': { ...known['archive:9443'], found: [...known['archive:9443'].found] },
    },
  }),
  stored(degradedResult),
];
const call = caller({
  readCluster: async (name) => remotes.filter(({ cluster }) => cluster === name),
});

describe('GET /expiry', () => {
  it('tells what was last seen, of items of older versions what their result shows', async () => {
    const answer = await call('/expiry');
    expect(answer.status).toBe(200);
    const { expiries } = calendarSchema.parse(await answer.json());
    expect(
      expiries.map(({ name, daysLeft, severity }) => `${name} ${daysLeft} ${severity}`),
    ).toEqual(['old 1 critical', 'CN=archive-1 7 warning', 'eu-search 16 warning']);
    expect(expiries[0]?.lastSeenAt).toBe('2026-11-20T00:00:00.000Z');
  });
});

describe('GET /expiry for a browser', () => {
  const BROWSER = {
    ...BEARER,
    Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  };

  it('is a page that updates itself, unless that was stopped', async () => {
    const answer = await call('/expiry', { headers: BROWSER });
    const { headers } = answer;
    expect([answer.status, headers.get('Content-Type'), headers.get('Vary')]).toEqual([
      200,
      'text/html; charset=UTF-8',
      'Accept, Accept-Encoding',
    ]);
    const text = await answer.text();
    expect(text).toContain('<h1>What expires</h1>');
    expect(text).toContain('<body data-reload="60">');
    const still = await call('/expiry?reload=off', { headers: BROWSER });
    expect(await still.text()).toContain('<body>');
  });

  it.each([undefined, '*/*', 'application/json', 'image/png'])(
    'is JSON for who accepts %s',
    async (Accept) => {
      const { headers } = await call('/expiry', {
        headers: { ...BEARER, ...(Accept === undefined ? {} : { Accept }) },
      });
      expect([headers.get('Content-Type'), headers.get('Vary')]).toEqual([
        'application/json',
        'Accept, Accept-Encoding',
      ]);
    },
  );
});

describe('GET /expiry.ics', () => {
  it('is a feed', async () => {
    const answer = await call('/expiry.ics');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
    ]);
    expect((await answer.text()).match(/^BEGIN:VEVENT/gm)).toHaveLength(3);
  });
});

it.each(['/expiry', '/expiry.ics'])('%s is not for those without a token', async (path) => {
  expect((await call(path, { headers: {} })).status).toBe(401);
});
