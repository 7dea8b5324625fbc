/** What is not healthy, a line each; cause and fix are one click away. */
import { html } from 'hono/html';
import type { StoredRemote } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../severity.ts';
import { otherFindings, remedy } from './finding.ts';
import { badge, type Html } from './layout.ts';
import { isOld } from './old.ts';
import { elapsed, moment, remotePath } from './words.ts';

export interface TroubleOptions {
  readonly now: Date;
  /** Of the HTTP interface, for requests to it. */
  readonly url?: string | undefined;
}

const MAX_ITEMS = 100;

/** The worst first, then the latest, since that is what somebody was called for. */
export function troubleList(remotes: readonly StoredRemote[], { now, url }: TroubleOptions): Html {
  const trouble = remotes.filter(({ result }) => result.status !== 'healthy').toSorted(byTrouble);
  if (trouble.length === 0) return html``;
  const left = trouble.length - MAX_ITEMS;
  return html`<h2 id="trouble">Trouble</h2>
${trouble.slice(0, MAX_ITEMS).map((remote) => item(remote, { now, url }))}${left > 0 ? html`<p class="quiet">${left} more are left out here: filter them, or follow the table above.</p>` : ''}`;
}

function byTrouble(one: StoredRemote, other: StoredRemote): number {
  const rank = ({ result }: StoredRemote) => STATUSES_WORST_FIRST.indexOf(result.status);
  const since = ({ state }: StoredRemote) => state.since ?? '';
  return rank(one) - rank(other) || since(other).localeCompare(since(one)) || one.alias.localeCompare(other.alias);
}

function item(remote: StoredRemote, { now, url }: TroubleOptions): Html {
  const { cause, findings } = remote.result;
  return html`<details class="remote">
<summary>${summaryLine(remote, now)}</summary>
<div class="inside">
${remedy(cause, 3, url)}
${otherFindings(findings, 3, url)}
<p class="quiet">Checked ${elapsed(remote.updatedAt, now)} ago${incidentWords(remote)}. <a href="${remotePath(remote)}">Path, evidence and history of ${printable(remote.alias)}</a></p>
</div>
</details>
`;
}

function summaryLine(remote: StoredRemote, now: Date): Html {
  const { alias, cluster, result, state, updatedAt } = remote;
  const { status, cause } = result;
  const old = isOld(remote, now);
  const age = old ? html`<strong>checked ${elapsed(updatedAt, now)} ago</strong>` : sinceWhen(state.since, now);
  return html`${badge(status, old ? `was ${status}` : status)}
<span class="words"><strong>${printable(alias)}</strong> <span class="quiet">from ${printable(cluster)}</span> ${printable(cause.title)}</span>
<span class="age quiet">${age}</span>
<span class="evidence quiet words">${printable(cause.evidence)}</span>`;
}

function sinceWhen(since: string | undefined, now: Date): Html {
  return since === undefined ? html`` : html`for ${elapsed(since, now)}`;
}

function incidentWords({ state: { incident } }: StoredRemote): string {
  return incident === undefined ? '' : `; incident ${incident.id} since ${moment(incident.openedAt)}`;
}
