/** All remote clusters on one page, the trouble first. */
import { html } from 'hono/html';
import type { StoredRemote } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { countBadges, countResults, inWords } from './counts.ts';
import { type Filter, filterForm, isFiltering, passes, queryOf } from './filter.ts';
import { type Html, layout } from './layout.ts';
import { matrixTable } from './matrixTable.ts';
import { isOld, OLD_MINUTES } from './old.ts';
import type { ClusterOverview } from './overview.ts';
import { reloading } from './reloading.ts';
import { troubleList } from './trouble.ts';

export interface StatusPageOptions {
  readonly now: Date;
  readonly filter?: Filter;
  readonly isReloading?: boolean;
}

export function statusPage(clusters: readonly ClusterOverview[], { now, filter = {}, isReloading = true }: StatusPageOptions): Html {
  const remotes = clusters.flatMap((cluster) => cluster.remotes);
  const counts = countResults(remotes.map(({ result }) => result));
  return layout(
    `${inWords(counts)} – Remote clusters`,
    html`<header>
<nav><a href="expiry">What expires</a></nav>
<h1>Remote clusters</h1>
<p>${countBadges(counts)}${jump(remotes.filter((remote) => passes(filter, remote)))}</p>
${oldNotice(remotes, now)}</header>
<main>
${filterForm({ filter, isReloading, clusters: clusters.map(({ name }) => name), remotes })}
${shown(remotes, { filter, now })}
${nothingYet(clusters)}</main>
<footer>${reloading({ now, isReloading, query: queryOf(filter) })}</footer>`,
  );
}

function shown(remotes: readonly StoredRemote[], { filter, now }: { readonly filter: Filter; readonly now: Date }): Html {
  const passing = remotes.filter((remote) => passes(filter, remote));
  const count = isFiltering(filter) ? html`<p>${passing.length} of ${remotes.length} remote clusters pass the filter.</p>\n` : '';
  if (passing.length === 0) return html`${count}`;
  return html`${count}${matrixTable(passing, now)}
${troubleList(passing, now)}`;
}

/** Past the table, which may be long. */
function jump(remotes: readonly StoredRemote[]): Html {
  const isWell = remotes.every(({ result }) => result.status === 'healthy');
  return isWell ? html`` : html` <a class="jump" href="#trouble">Causes and fixes</a>`;
}

function oldNotice(remotes: readonly StoredRemote[], now: Date): Html {
  const old = remotes.filter((remote) => isOld(remote, now)).length;
  if (old === 0) return html``;
  return html`<p class="old">${old} of ${remotes.length} results are older than ${OLD_MINUTES} minutes: they tell what was, not what is.</p>\n`;
}

function nothingYet(clusters: readonly ClusterOverview[]): Html {
  const empty = clusters.filter(({ remotes }) => remotes.length === 0).map(({ name }) => printable(name));
  if (empty.length === 0) return html``;
  return html`<p class="quiet">No result yet of ${empty.join(', ')}: no remote cluster is registered there, or none has been checked.</p>\n`;
}
