/** A complete report as one self-contained file, to attach to a ticket or to read offline. */
import { html } from 'hono/html';
import type { CheckReport, CheckResult } from '../../result/result.ts';
import { calendarOfResults } from '../expiries.ts';
import { printable } from '../printable.ts';
import { byTrouble } from '../statusOrder.ts';
import { columnTable } from './htmlTable.ts';
import { badge, type Html, heading, layout } from './layout.ts';
import { countBadges, countResults, inWords } from './overview.ts';
import { causeLines, firstAid, particulars } from './resultSections.ts';
import { moment } from './words.ts';

/** `now`: time from which the remaining days count. */
export function htmlReport(
  { results, vantage, startedAt, durationMs }: CheckReport,
  now: Date,
): string {
  const sorted = byTrouble(results);
  const counts = countResults(results);
  const page = layout(
    `${inWords(counts)} – Remote clusters`,
    html`<header>
<h1>Remote clusters</h1>
<p>${countBadges(counts)}</p>
<p class="quiet">Checked from ${printable(vantage)} at ${moment(startedAt)}, in ${(durationMs / 1000).toFixed(1)} s.</p>
</header>
<main id="content">
${results.length === 0 ? html`<p>No remote cluster is registered.</p>` : contents(sorted)}
${sorted.map((result, index) => section(result, { index, now }))}</main>`,
  );
  return String(page);
}

function contents(results: readonly CheckResult[]): Html {
  return columnTable({
    caption: 'Remote clusters, the trouble first',
    heads: ['Remote cluster', 'From', 'Status', 'Cause'],
    rows: results.map(({ alias, cluster, status, cause }, index) => [
      html`<a href="#remote-${index + 1}">${printable(alias)}</a>`,
      cluster,
      badge(status),
      cause.title,
    ]),
  });
}

function section(
  result: CheckResult,
  { index, now }: { readonly index: number; readonly now: Date },
): Html {
  return html`<section class="one" id="remote-${index + 1}">
${heading(2, `${printable(result.alias)} from ${printable(result.cluster)}`)}
${causeLines(result)}
${firstAid(result, 3)}
${particulars(result, { level: 3, calendar: calendarOfResults([result], { now }) })}
<p class="quiet">Checked at ${moment(result.checkedAt)}, in ${Math.round(result.durationMs)} ms.</p>
</section>
`;
}
