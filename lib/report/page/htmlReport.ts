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

export interface HtmlReportOptions {
  /** Time from which the remaining days count. */
  readonly now: Date;
  /** All details of each remote, however large the file becomes. */
  readonly all?: boolean;
}

/** A report of so few remotes has all details of each. */
const FEW_REMOTES = 20;
/** Of more, only those with problems, and not more than these, so that a browser opens it at once. */
const MOST_IN_FULL = 40;

export function htmlReport(
  { results, vantage, startedAt, durationMs }: CheckReport,
  { now, all = false }: HtmlReportOptions,
): string {
  const sorted = byTrouble(results);
  const counts = countResults(results);
  const inFull = all || sorted.length <= FEW_REMOTES ? sorted : worst(sorted);
  const page = layout(
    `${inWords(counts)} – Remote clusters`,
    html`<header>
<h1>Remote clusters</h1>
<p>${countBadges(counts)}</p>
<p class="quiet">Checked from ${printable(vantage)} at ${moment(startedAt)}, in ${(durationMs / 1000).toFixed(1)} s.</p>
${shortened(sorted, inFull.length)}</header>
<main id="content">
${results.length === 0 ? html`<p>No remote cluster is registered.</p>` : contents(sorted, inFull.length)}
${inFull.map((result, index) => section(result, { index, now }))}</main>`,
  );
  return String(page);
}

function worst(sorted: readonly CheckResult[]): readonly CheckResult[] {
  return sorted.filter(({ status }) => status !== 'healthy').slice(0, MOST_IN_FULL);
}

/** What was left out is said. */
function shortened(sorted: readonly CheckResult[], inFull: number): Html {
  if (inFull === sorted.length) return html``;
  const problems = sorted.filter(({ status }) => status !== 'healthy').length;
  const which =
    inFull === problems
      ? `the ${inFull} that are not healthy`
      : `the first ${inFull} of the ${problems} that are not healthy`;
  return html`<p class="quiet">Of ${sorted.length} remote clusters, this file has all details of ${which}. With <code>--all</code> it has those of each, with <code>--remote</code> those of one.</p>\n`;
}

function contents(results: readonly CheckResult[], inFull: number): Html {
  return columnTable({
    caption: 'Remote clusters, the trouble first',
    heads: ['Remote cluster', 'From', 'Status', 'Cause'],
    rows: results.map(({ alias, cluster, status, cause }, index) => [
      index < inFull
        ? html`<a href="#remote-${index + 1}">${printable(alias)}</a>`
        : html`${printable(alias)}`,
      cluster,
      badge(status),
      index < inFull || status === 'healthy' ? cause.title : `${cause.title}: ${cause.evidence}`,
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
