/** All that expires, of all remote clusters, the soonest first. */
import { html } from 'hono/html';
import type { Calendar, Expiry } from '../../../result/expiry.ts';
import type { Status } from '../../../result/result.ts';
import { EXPIRY_STATUS } from '../../expiry/words.ts';
import { badge, type Html, layout } from '../layout.ts';
import { reloading } from '../reloading.ts';
import { expiryTimeLine } from './timeLine.ts';

const MOST_ROWS = 500;

/** In the order of urgency. */
const COUNTED: readonly (readonly [Status, string])[] = [
  ['failing', 'expired, or within the last two days'],
  ['degraded', 'soon'],
  ['healthy', 'later'],
];

export function expiryPage(calendar: Calendar, { isReloading = true }: { readonly isReloading?: boolean } = {}): Html {
  const counts = COUNTED.map(([status, words]) => ({ status, words, count: countOf(calendar.expiries, status) })).filter(
    ({ count }) => count > 0,
  );
  const said = counts.map(({ count, words }) => `${count} ${words}`);
  return layout(
    `${said.join(', ') || 'Nothing'} – What expires`,
    html`<header>
<nav><a href="./">All remote clusters</a></nav>
<h1>What expires</h1>
<p><span class="counts">${counts.map(({ status, count, words }) => badge(status, `${count} ${words}`))}</span></p>
<p class="quiet">Certificates, API keys and licences, as each was last seen. <a href="expiry.ics">Calendar to subscribe to</a></p>
</header>
<main>
${expiryTimeLine(calendar, { mostRows: MOST_ROWS, showsRemotes: true })}
</main>
<footer>${reloading({ now: new Date(calendar.at), isReloading, query: '' })}</footer>`,
  );
}

function countOf(expiries: readonly Expiry[], wanted: Status): number {
  return expiries.filter(({ severity }) => EXPIRY_STATUS[severity] === wanted).length;
}
