/** All remote clusters on one page, problems first. */
import { html } from 'hono/html';
import type { Instant } from '../../instant.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';
import { type Filter, filterForm, isFiltering, passes, queryOf } from './filter.ts';
import { badge, type Html, isOld, layout, OLD_MINUTES, reloading } from './layout.ts';
import { matrixTable } from './matrix.ts';
import { type ClusterOverview, countBadges, inWords, sum } from './overview.ts';
import { otherFindings, remedy } from './remedy.ts';
import { elapsed, localPath, moment, remotePath } from './words.ts';

export interface StatusPageOptions {
  readonly now: Date;
  readonly filter?: Filter;
  readonly isReloading?: boolean;
  /** Address of the HTTP API, for requests to it. */
  readonly url?: string;
  /** What is wrong with the checker itself, each in several lines if need be. */
  readonly problems?: readonly { readonly detail: string }[] | undefined;
}

export function statusPage(
  clusters: readonly ClusterOverview[],
  { now, filter = {}, isReloading = true, url, problems = [] }: StatusPageOptions,
): Html {
  const remotes = clusters.flatMap((cluster) => cluster.remotes);
  const counts = sum(clusters.map((cluster) => cluster.counts));
  return layout(
    `${inWords(counts)} – Remote clusters`,
    html`<header>
<nav><a href="expiry">What expires</a></nav>
<h1>Remote clusters</h1>
<p>${countBadges(counts)}${jump(remotes.filter((remote) => passes(filter, remote)))}</p>
${checkerNotice(problems)}${oldNotice(remotes, now)}</header>
<main>
${filterForm({ filter, isReloading, clusters: clusters.map(({ name }) => name), remotes })}
${shown(remotes, { filter, now, url })}
${localNodeLinks(clusters)}${nothingYet(clusters)}</main>
<footer>${reloading({ now, isReloading, query: queryOf(filter) })}</footer>`,
  );
}

function shown(
  remotes: readonly StoredRemote[],
  { filter, now, url }: TroubleOptions & { readonly filter: Filter },
): Html {
  const passing = remotes.filter((remote) => passes(filter, remote));
  const count = isFiltering(filter)
    ? html`<p>${passing.length} of ${remotes.length} remote clusters pass the filter.</p>\n`
    : '';
  if (passing.length === 0) return html`${count}`;
  return html`${count}${matrixTable(passing, now)}
${troubleList(passing, { now, url })}`;
}

/** A link past the table, which may be long. */
function jump(remotes: readonly StoredRemote[]): Html {
  const isWell = remotes.every(({ result }) => result.status === 'healthy');
  return isWell ? html`` : html` <a class="jump" href="#trouble">Causes and fixes</a>`;
}

function checkerNotice(problems: readonly { readonly detail: string }[]): Html {
  if (problems.length === 0) return html``;
  const texts = problems.map(({ detail }) => html`<pre>${detail}</pre>\n`);
  return html`<section class="checker"><h2>The checker itself needs attention</h2>
${texts}</section>\n`;
}

function oldNotice(remotes: readonly StoredRemote[], now: Date): Html {
  const old = remotes.filter((remote) => isOld(remote, now)).length;
  if (old === 0) return html``;
  return html`<p class="old">${old} of ${remotes.length} results are older than ${OLD_MINUTES} minutes: they tell what was, not what is.</p>\n`;
}

function localNodeLinks(clusters: readonly ClusterOverview[]): Html {
  const told = clusters.filter(({ remotes }) =>
    remotes.some(({ result }) => (result.localNodes ?? []).length > 1),
  );
  if (told.length === 0) return html``;
  const links = told.map(
    ({ name }, index) =>
      html`${index === 0 ? '' : ', '}<a href="${localPath(name)}">${printable(name)}</a>`,
  );
  return html`<p class="quiet">Which local nodes can use which remote: ${links}.</p>\n`;
}

function nothingYet(clusters: readonly ClusterOverview[]): Html {
  const empty = clusters
    .filter(({ remotes }) => remotes.length === 0)
    .map(({ name }) => printable(name));
  if (empty.length === 0) return html``;
  return html`<p class="quiet">No result yet of ${empty.join(', ')}: no remote cluster is registered there, or none has been checked.</p>\n`;
}

/** Each remote that is not healthy on one line, with links to cause and fix. */

export interface TroubleOptions {
  readonly now: Date;
  /** Address of the HTTP API, for requests to it. */
  readonly url?: string | undefined;
}

const MAX_ITEMS = 100;

/** Worst first, then latest first, because the latest problem probably caused the call. */
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
  return (
    rank(one) - rank(other) ||
    since(other).localeCompare(since(one)) ||
    one.alias.localeCompare(other.alias)
  );
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
  const age = old
    ? html`<strong>checked ${elapsed(updatedAt, now)} ago</strong>`
    : sinceWhen(state.since, now);
  return html`${badge(status, old ? `was ${status}` : status)}
<span class="words"><strong>${printable(alias)}</strong> <span class="quiet">from ${printable(cluster)}</span> ${printable(cause.title)}</span>
<span class="age quiet">${age}</span>
<span class="evidence quiet words">${printable(cause.evidence)}</span>`;
}

function sinceWhen(since: Instant | undefined, now: Date): Html {
  return since === undefined ? html`` : html`for ${elapsed(since, now)}`;
}

function incidentWords({ state: { incident } }: StoredRemote): string {
  return incident === undefined
    ? ''
    : `; incident ${incident.id} since ${moment(incident.openedAt)}`;
}
