import { expect, it } from 'vitest';
import { calendarOfStored } from '../../../lib/report/expiries.ts';
import { expiryPage } from '../../../lib/report/page/expiryPage.ts';
import { NOW } from '../../support/facts.ts';
import { degradedResult, healthyResult, hostileResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { stored } from './stored.ts';

const options = { now: NOW };

it('expiryPage tells what expires of all remotes, the soonest first', () => {
  const at = '2026-11-20T00:00:00.000Z' as const;
  const expiresAt = '2026-11-23T12:00:00.000Z' as const;
  const expiries = {
    'API keys of the remote': {
      at,
      found: [{ kind: 'api-key', id: 'k', name: 'old', expiresAt } as const],
    },
  };
  const calendar = calendarOfStored(
    [stored(degradedResult), stored(healthyResult, { expiries })],
    options,
  );
  expect(plain(expiryPage(calendar))).toMatchInlineSnapshot(
    `"1 expired, or within the last two days, 2 soon – What expires Skip to the content Remote clusters Overview Incidents Expirations Local clusters API What expires 1 expired, or within the last two days 2 soon Certificates, API keys and licenses, as each was last seen. Calendar to subscribe to Certificates, keys and licenses by the time that they have left What Expires Remotes Seen at API key old (k) expired less than a day ago 2026-11-23 archive from eu API keys of the remote, last seen 2026-11-20 00:00 UTC certificate CN=archive-1 in 7 days 2026-12-01 logs from us 10.0.0.1:9300 API key eu-search (VuaCfGcBCdbkQm-e5aOx) in 16 days 2026-12-10 logs from us API keys of the remote As of 2026-11-24 00:00:00 UTC. With JavaScript this page updates itself every minute. Stop that"`,
  );
  expect(plain(expiryPage(calendar, { isReloading: false }))).toContain(
    'This page does not update itself',
  );
});

it('expiryPage says so where nothing expires', () => {
  const page = plain(expiryPage(calendarOfStored([], options)));
  expect(page).toMatch(
    /^Nothing – What expires .* No certificate, key or license with an end was seen\./,
  );
});

it('expiryPage escapes what strangers call themselves', () => {
  const page = String(expiryPage(calendarOfStored([stored(hostileResult)], options)));
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
  expect(page).not.toMatch(/<img|onerror=(?!&)/);
});
