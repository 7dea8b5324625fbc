/** All remote clusters on one page, the trouble first. */
import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../severity.ts';
import { otherFindings, remedy } from './finding.ts';
import { badge, type Html, layout } from './layout.ts';
import { type ClusterOverview, countStatuses, worstFirst } from './overview.ts';
import { elapsed, moment, remotePath } from './words.ts';

/** A result that was stored longer ago is not current: the checks have most likely stopped. */
const OLD_MINUTES = 15;

export function statusPage(clusters: readonly ClusterOverview[], now: Date): Html {
  const remotes = clusters.flatMap((cluster) => cluster.remotes);
  const counts = countStatuses(remotes);
  return layout(
    `${inWords(counts)} – Remote clusters`,
    html`<header>
<h1>Remote clusters</h1>
<p>${badges(counts)}</p>
<p class="quiet">As of ${moment(now.toISOString())}. This page reloads itself every minute.</p>
${oldNotice(remotes, now)}</header>
<main>
${worstFirst(clusters).map((cluster) => section(cluster, now))}</main>`,
  );
}

function inWords(counts: Readonly<Record<Status, number>>): string {
  const told = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  return told.join(', ') || 'Nothing checked yet';
}

function badges(counts: Readonly<Record<Status, number>>): Html {
  const shown = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0);
  return html`<span class="counts">${shown.map((status) => badge(status, `${counts[status]} ${status}`))}</span>`;
}

function isOld({ updatedAt }: StoredRemote, now: Date): boolean {
  return now.getTime() - Date.parse(updatedAt) > OLD_MINUTES * 60_000;
}

function oldNotice(remotes: readonly StoredRemote[], now: Date): Html {
  const old = remotes.filter((remote) => isOld(remote, now)).length;
  if (old === 0) return html``;
  return html`<p class="old">${old} of ${remotes.length} results are older than ${OLD_MINUTES} minutes: they tell what was, not what is.</p>\n`;
}

function section({ name, counts, remotes }: ClusterOverview, now: Date): Html {
  const nothing = html`<p class="quiet">No result yet: no remote cluster is registered there, or none has been checked.</p>\n`;
  return html`<section>
<h2>${printable(name)} ${badges(counts)}</h2>
${remotes.length === 0 ? nothing : remotes.map((remote) => item(remote, now))}</section>
`;
}

function item(remote: StoredRemote, now: Date): Html {
  const { result, updatedAt } = remote;
  const { cause, findings, status } = result;
  return html`<details class="remote">
<summary>${summaryLine(remote, now)}</summary>
<div class="inside">
${status === 'healthy' ? html`<p class="words">${printable(cause.evidence)}</p>` : remedy(cause)}
${otherFindings(findings)}
<p class="quiet">Checked ${elapsed(updatedAt, now)} ago${incidentWords(remote)}. <a href="${remotePath(remote)}">All evidence and history</a></p>
</div>
</details>
`;
}

function summaryLine(remote: StoredRemote, now: Date): Html {
  const { alias, result, state, updatedAt } = remote;
  const { status, cause } = result;
  const old = isOld(remote, now);
  const age = old ? html`<strong>checked ${elapsed(updatedAt, now)} ago</strong>` : sinceWhen(state.since, now);
  return html`${badge(status, old ? `was ${status}` : status)}
<span class="words"><strong>${printable(alias)}</strong> ${printable(cause.title)}</span>
<span class="age quiet">${age}</span>
${status === 'healthy' ? '' : html`<span class="evidence quiet words">${printable(cause.evidence)}</span>`}`;
}

function sinceWhen(since: string | undefined, now: Date): Html {
  return since === undefined ? html`` : html`for ${elapsed(since, now)}`;
}

function incidentWords({ state: { incident } }: StoredRemote): string {
  return incident === undefined ? '' : `; incident ${incident.id} since ${moment(incident.openedAt)}`;
}
