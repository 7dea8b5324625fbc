/** Everything about one remote cluster. */
import { html } from 'hono/html';
import { EXPIRY_STEPS_DAYS } from '../../diagnosis/expirySteps.ts';
import type { Rollup } from '../../memory/rollups.ts';
import type { HistoryEntry, StoredRemote } from '../../store/types.ts';
import { calendarOfStored } from '../expiry/expiries.ts';
import { printable } from '../printable.ts';
import { historyTable } from './historyTable.ts';
import { incidentTable } from './incidents.ts';
import { type Html, layout } from './layout.ts';
import { reloading } from './reloading.ts';
import { causeLines, firstAid, particulars } from './resultSections.ts';
import { uptime } from './uptime/uptime.ts';
import { elapsed, moment } from './words.ts';

export interface RemotePageOptions {
  /** Of the last hours, with what is not over yet. */
  readonly history: readonly HistoryEntry[];
  /** How far back they go. */
  readonly hours: number;
  /** Those that are over; the remote has the others. */
  readonly rollups: { readonly hour: readonly Rollup[]; readonly day: readonly Rollup[] };
  readonly now: Date;
  /** Days before expiry from which it is a warning; the first step by default. */
  readonly warningDays?: number;
  readonly isReloading?: boolean;
  /** Of the HTTP interface, for requests to it. */
  readonly url?: string;
}

export function remotePage(
  remote: StoredRemote,
  { history, hours, rollups, now, warningDays = EXPIRY_STEPS_DAYS[0], isReloading = true, url }: RemotePageOptions,
): Html {
  const { cluster, alias, result } = remote;
  const name = `${printable(alias)} from ${printable(cluster)}`;
  const fared = (period: 'hour' | 'day') => uptime([...rollups[period], ...open(remote, period)], { period, now });
  return layout(
    `${result.status}: ${name}`,
    html`<header>
<nav><a href="../../">All remote clusters</a></nav>
<h1>${name}</h1>
${causeLines(result)}
${stateLine(remote, now)}
</header>
<main>
${firstAid(result, 2, url)}
<h2>How it fared</h2>
${fared('hour')}
${fared('day')}
<h3>Incidents</h3>
${incidentTable(remote, now)}
<h3>Checks of the last ${hours} hours</h3>
${historyTable(history)}
${particulars(result, { level: 2, calendar: calendarOfStored([remote], { now, warningDays }) })}
</main>
<footer>${reloading({ now, isReloading, query: '' })}</footer>`,
  );
}

function open({ rollups }: StoredRemote, period: 'hour' | 'day'): Rollup[] {
  return rollups === undefined ? [] : [rollups[period]];
}

function stateLine({ state, updatedAt }: StoredRemote, now: Date): Html {
  const { status, since, incident } = state;
  const told = [
    `Checked ${elapsed(updatedAt, now)} ago`,
    ...(since === undefined ? [] : [`${status} for ${elapsed(since, now)}, since ${moment(since)}`]),
    ...(incident === undefined ? [] : [`incident ${incident.id} (${incident.cause}) open since ${moment(incident.openedAt)}`]),
  ];
  return html`<p class="quiet">${printable(told.join('; '))}.</p>`;
}
