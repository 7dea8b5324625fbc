/** The page of one remote cluster. */
import { html } from 'hono/html';
import { EXPIRY_STEPS_DAYS } from '../../diagnosis/expirySteps.ts';
import { byInstant, type Instant } from '../../instant.ts';
import type { Rollup } from '../../state/uptime/rollups.ts';
import type { HistoryEntry } from '../../store/history.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { calendarOfStored } from '../expiries.ts';
import { printable } from '../printable.ts';
import { columnTable } from './htmlTable.ts';
import { acceptForm, type FormTokens } from './incidentForms.ts';
import { badge, type Html, layout, navigation, reloading } from './layout.ts';
import { pathFigure } from './path/figure.ts';
import { causeCard, particulars } from './resultSections.ts';
import { uptime } from './uptime.ts';
import { elapsed, timeOf } from './words.ts';

export interface RemotePageOptions {
  /** Entries of the last hours, including the current streak. */
  readonly history: readonly HistoryEntry[];
  /** Length of the history in hours. */
  readonly hours: number;
  /** Finished rollups. The remote contains the current ones. */
  readonly rollups: { readonly hour: readonly Rollup[]; readonly day: readonly Rollup[] };
  readonly now: Date;
  /** Days before the expiration at which the warning starts. Defaults to the first step. */
  readonly warningDays?: number;
  readonly isReloading?: boolean;
  /** Address of the HTTP API, for requests to it. */
  readonly url?: string;
  /** For forms; without them the page has none. */
  readonly tokens?: FormTokens | undefined;
}

export function remotePage(
  remote: StoredRemote,
  {
    history,
    hours,
    rollups,
    now,
    warningDays = EXPIRY_STEPS_DAYS[0],
    isReloading = true,
    url,
    tokens,
  }: RemotePageOptions,
): Html {
  const { cluster, alias, result } = remote;
  const name = `${printable(alias)} from ${printable(cluster)}`;
  const fared = (period: 'hour' | 'day') =>
    uptime([...rollups[period], ...open(remote, period)], { period, now });
  return layout(
    `${result.status}: ${name}`,
    html`${navigation('../../')}
<header>
<h1>${name}</h1>
${stateLine(remote, now)}
</header>
<main id="content">
${pathFigure(result)}
${causeCard(result, url)}
${acceptForm(remote, tokens)}
<section class="card">
<h2>History</h2>
${fared('hour')}
${fared('day')}
<h3>Incidents</h3>
${incidentTable(remote, now)}
<h3>Checks of the last ${hours} hours</h3>
${historyTable(history)}
</section>
${particulars(result, { level: 2, calendar: calendarOfStored([remote], { now, warningDays }), isPage: true })}
</main>
<footer>${reloading({ now, isReloading, query: '' })}</footer>`,
    { root: '../../', status: result.status, isReloading },
  );
}

function open({ rollups }: StoredRemote, period: 'hour' | 'day'): Rollup[] {
  return rollups === undefined ? [] : [rollups[period]];
}

/** Details that did not change are not stored again at each check. */
function evidenceAge({ evidenceAt, result: { checkedAt } }: StoredRemote): Html[] {
  if (evidenceAt === undefined || evidenceAt === checkedAt) return [];
  return [
    html`details as stored at ${timeOf(evidenceAt)}, unchanged since but for times and counts`,
  ];
}

function stateLine(remote: StoredRemote, now: Date): Html {
  const { state, updatedAt, result } = remote;
  const { status, since, incident } = state;
  const parts = [
    html`checked ${elapsed(updatedAt, now)} ago`,
    ...evidenceAge(remote),
    ...(since === undefined
      ? []
      : [html`${status} for ${elapsed(since, now)}, since ${timeOf(since)}`]),
    ...(incident === undefined
      ? []
      : [
          html`<a href="../../incidents#i-${incident.id}">incident ${incident.id}</a> (${printable(incident.cause)}) open since ${timeOf(incident.openedAt)}`,
        ]),
  ];
  return html`<p>${badge(result.status)} <span class="quiet">${parts.map((part, index) => html`${index === 0 ? '' : '; '}${part}`)}.</span></p>`;
}

/**
 * The history of one remote as changes: consecutive checks with the same outcome share one line.
 */

/** Consecutive checks with the same outcome. */
export interface Period {
  readonly first: HistoryEntry;
  readonly last: HistoryEntry;
  readonly checks: number;
}

/** Latest first. */
export function periods(history: readonly HistoryEntry[]): Period[] {
  return history
    .toSorted((a, b) => byInstant(a.at, b.at))
    .reduce<readonly Period[]>(extend, [])
    .toReversed();
}

function extend(before: readonly Period[], entry: HistoryEntry): readonly Period[] {
  const latest = before.at(-1);
  if (
    latest === undefined ||
    latest.last.status !== entry.status ||
    latest.last.cause !== entry.cause
  )
    return [...before, { first: entry, last: entry, checks: entry.checks }];
  return [...before.slice(0, -1), { ...latest, last: entry, checks: latest.checks + entry.checks }];
}

const MAX_LINES = 100;

export function historyTable(history: readonly HistoryEntry[]): Html {
  const all = periods(history);
  if (all.length === 0) return html`<p class="quiet">No check in this time.</p>`;
  const left = all.length - MAX_LINES;
  return html`<table class="values"><tbody>
${all.slice(0, MAX_LINES).map(historyRow)}</tbody></table>${left > 0 ? html`<p class="quiet">${left} earlier changes are left out.</p>` : ''}`;
}

function historyRow({ first, last, checks }: Period): Html {
  const when = checks === 1 ? timeOf(first.at) : html`${timeOf(first.at)} to ${timeOf(last.until)}`;
  const count = checks === 1 ? '1 check' : `${checks} checks`;
  return html`<tr><td>${badge(first.status)}</td><td>${printable(first.cause)}</td><td>${when}</td><td>${count}</td></tr>\n`;
}

/** The incidents of one remote: the open one and the resolved ones. */

export function incidentTable(
  { state: { incident }, pastIncidents = [] }: StoredRemote,
  now: Date,
): Html {
  if (incident === undefined && pastIncidents.length === 0)
    return html`<p class="quiet">None in the last 30 days.</p>`;
  const open =
    incident === undefined ? [] : [incidentRow(incident, { ended: 'still open', until: now })];
  const past = pastIncidents.map((one) =>
    incidentRow(one, { ended: timeOf(one.resolvedAt), until: new Date(one.resolvedAt) }),
  );
  return columnTable({
    caption: 'Incidents',
    heads: ['Opened', 'Resolved', 'Lasted', 'Cause', 'Severity', 'Incident'],
    rows: [...open, ...past],
  });
}

interface Shown {
  readonly id: string;
  readonly openedAt: Instant;
  readonly cause: string;
  readonly severity: string;
}

function incidentRow(
  { id, openedAt, cause, severity }: Shown,
  { ended, until }: { readonly ended: string | Html; readonly until: Date },
): (string | Html)[] {
  return [timeOf(openedAt), ended, elapsed(openedAt, until), cause, severity, id];
}
