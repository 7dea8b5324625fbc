/** Open and past incidents of all remote clusters, and what people did about them. */
import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import { isWorse } from '../../state/incident/census.ts';
import {
  CANARY_ALIAS,
  type IncidentAction,
  type IncidentSeverity,
} from '../../state/incident/incident.ts';
import type { PastIncident } from '../../store/entry.ts';
import type { StoredIncident } from '../../store/incidents.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { natural } from '../naturalOrder.ts';
import { printable } from '../printable.ts';
import { columnTable } from './htmlTable.ts';
import { type FormTokens, incidentForm } from './incidentForms.ts';
import { badge, type Html, icon, layout, navigation, reloading } from './layout.ts';
import { elapsed, remotePath, timeOf } from './words.ts';

export interface IncidentPageOptions {
  readonly open: readonly StoredIncident[];
  /** All remotes, for past incidents and maintenance. */
  readonly remotes: readonly StoredRemote[];
  readonly now: Date;
  readonly tokens: FormTokens;
  readonly isReloading: boolean;
}

export function incidentPage({
  open,
  remotes,
  now,
  tokens,
  isReloading,
}: IncidentPageOptions): Html {
  const sorted = open.toSorted(worstThenOldest);
  const title = open.length === 0 ? 'No open incident' : counted(open.length, 'open incident');
  const status = sorted[0] === undefined ? 'healthy' : statusOf(sorted[0].incident.severity);
  const titles = new Map(remotes.map((remote) => [nameOf(remote), remote.result.cause]));
  return layout(
    `${title} – Remote clusters`,
    html`${navigation('./', 'Incidents')}
<header>
<div class="state">${icon(status)}<div><h1>${title}</h1>
<p class="quiet">${standing(open, now)}</p></div></div>
</header>
<main id="content">
${sorted.map((one) => openIncident(one, { now, tokens, cause: titles.get(nameOf(one)) }))}
${maintenance(remotes)}
<h2>Past incidents</h2>
${pastTable(remotes)}
</main>
<footer>${reloading({ now, isReloading, query: '' })}</footer>`,
    { root: './', status, isReloading },
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function nameOf({ cluster, alias }: Pick<StoredRemote, 'cluster' | 'alias'>): string {
  return JSON.stringify([cluster, alias]);
}

function worstThenOldest({ incident: a }: StoredIncident, { incident: b }: StoredIncident): number {
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return a.openedAt.localeCompare(b.openedAt);
}

function standing(open: readonly StoredIncident[], now: Date): string {
  const acknowledged = open.filter((one) => isAcknowledged(one, now)).length;
  const flapping = open.filter(({ incident }) => incident.flappingSince !== undefined).length;
  return `${acknowledged} acknowledged, ${flapping} flapping. An acknowledged incident sends no reminders.`;
}

function isAcknowledged({ incident: { acknowledged } }: StoredIncident, now: Date): boolean {
  return acknowledged !== undefined && Date.parse(acknowledged.until) > now.getTime();
}

/** The severities of an incident by the shape and color that stand for them. */
function statusOf(severity: IncidentSeverity): Status {
  if (severity === 'critical' || severity === 'error') return 'failing';
  return severity === 'warning' ? 'degraded' : 'unknown';
}

interface OpenOptions {
  readonly now: Date;
  readonly tokens: FormTokens;
  readonly cause: StoredRemote['result']['cause'] | undefined;
}

function openIncident(one: StoredIncident, { now, tokens, cause }: OpenOptions): Html {
  const { cluster, alias, incident, state } = one;
  const { id, severity, openedAt, flappingSince, acknowledged, actions } = incident;
  const title = cause?.code === incident.cause ? cause.title : incident.cause;
  const isQuiet = isAcknowledged(one, now);
  return html`<section class="card" id="i-${id}">
<h2>${icon(statusOf(severity))} ${subject({ cluster, alias })}: ${printable(title)}</h2>
<p><span class="tag ${severity === 'critical' ? 'critical' : ''}">${severity}</span>${isQuiet ? html` <span class="tag">acknowledged</span>` : ''}${flappingSince === undefined ? '' : html` <span class="tag">flapping</span>`}${state.mutedBy === undefined ? '' : html` <span class="tag">maintenance: ${printable(state.mutedBy)}</span>`}
<span class="quiet">open for ${elapsed(openedAt, now)}, since ${timeOf(openedAt)}; now ${state.status}; incident ${id}</span></p>
${cause?.code === incident.cause ? html`<p class="words">${printable(cause.evidence)}</p>` : ''}
${flappingSince === undefined ? '' : html`<p class="quiet">It fails and recovers again and again, since ${timeOf(flappingSince)}.</p>`}
${actionList(actions ?? [])}
<div class="to-act">${incidentForm(id, { tokens, acknowledged: isQuiet ? acknowledged : undefined })}</div>
</section>
`;
}

function subject({ cluster, alias }: Pick<StoredRemote, 'cluster' | 'alias'>): Html {
  if (alias === CANARY_ALIAS) return html`The checker itself (${printable(cluster)})`;
  return html`<a href="${remotePath({ cluster, alias })}">${printable(alias)} from ${printable(cluster)}</a>`;
}

const DONE = {
  acknowledged: 'acknowledged it',
  unacknowledged: 'took the acknowledgement back',
  'accepted-identity': 'accepted the identity',
} as const satisfies Record<IncidentAction['what'], string>;

/** Who did what and when, oldest first. */
function actionList(actions: readonly IncidentAction[]): Html {
  if (actions.length === 0) return html``;
  return html`<ul class="done">${actions.map(
    ({ at, what, by = 'Somebody', why, until }) =>
      html`<li><strong>${printable(by)}</strong> ${DONE[what]} at ${timeOf(at)}${until === undefined ? '' : html`, until ${timeOf(until)}`}${why === undefined ? '' : html`: <span class="words">${printable(why)}</span>`}</li>`,
  )}</ul>`;
}

/** Remotes whose trouble opens no incident at the moment. */
function maintenance(remotes: readonly StoredRemote[]): Html {
  const muted = remotes.filter(
    ({ state: { mutedBy, incident } }) => mutedBy !== undefined && incident === undefined,
  );
  if (muted.length === 0) return html``;
  return html`<h2>In maintenance</h2>
${columnTable({
  caption: 'Remote clusters whose trouble opens no incident during maintenance',
  heads: ['Remote cluster', 'Now', 'Cause', 'Maintenance window'],
  rows: muted.map((remote) => [
    subject(remote),
    badge(remote.result.status),
    remote.result.cause.title,
    remote.state.mutedBy ?? '',
  ]),
})}`;
}

const MOST_PAST = 200;

interface Past {
  readonly remote: StoredRemote;
  readonly incident: PastIncident;
}

/** Latest first. */
function pastTable(remotes: readonly StoredRemote[]): Html {
  const all = remotes
    .flatMap((remote) =>
      (remote.pastIncidents ?? []).map((incident): Past => ({ remote, incident })),
    )
    .toSorted(
      (one, other) =>
        other.incident.resolvedAt.localeCompare(one.incident.resolvedAt) ||
        natural(one.remote.alias, other.remote.alias),
    );
  if (all.length === 0) return html`<p class="quiet">None in the last 30 days.</p>`;
  const left = all.length - MOST_PAST;
  return html`${columnTable({
    caption: 'Incidents of the last 30 days that are over',
    heads: ['Resolved', 'Remote cluster', 'Lasted', 'Cause', 'Severity', 'Incident'],
    rows: all.slice(0, MOST_PAST).map(pastRow),
  })}${left > 0 ? html`<p class="quiet">${left} earlier ones are not shown here. The page of each remote cluster has its own.</p>` : ''}`;
}

function pastRow({ remote, incident }: Past): (string | Html)[] {
  const { id, openedAt, resolvedAt, cause, severity, actions = [] } = incident;
  return [
    timeOf(resolvedAt),
    subject(remote),
    elapsed(openedAt, new Date(resolvedAt)),
    html`${printable(cause)}${actionList(actions)}`,
    severity,
    id,
  ];
}
