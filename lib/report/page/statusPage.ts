/** All remote clusters on one page: the state in one sentence, what needs attention, the rest. */
import { html } from 'hono/html';
import type { StoredRemote } from '../../store/remotes.ts';
import { natural } from '../naturalOrder.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST, worstStatus } from '../statusOrder.ts';
import { attentionList } from './attentionList.ts';
import { type Filter, filterForm, isFiltering, passes, queryOf } from './filter.ts';
import { type HoursOf, historyTable } from './historyBars.ts';
import { type Html, icon, isOld, layout, navigation, OLD_MINUTES, reloading } from './layout.ts';
import { matrixTable } from './matrix.ts';
import { type ClusterOverview, type Counts, countBadges, inWords, sum } from './overview.ts';
import { elapsed } from './words.ts';

export interface StatusPageOptions {
  readonly now: Date;
  readonly filter?: Filter;
  readonly isReloading?: boolean;
  /** Address of the HTTP API, for requests to it. */
  readonly url?: string;
  /** Where the checker runs, if the registry says so. */
  readonly vantage?: string | undefined;
  readonly hoursOf?: HoursOf;
  /** What is wrong with the checker itself, each in several lines if need be. */
  readonly problems?: readonly { readonly detail: string }[] | undefined;
}

export function statusPage(
  clusters: readonly ClusterOverview[],
  {
    now,
    filter = {},
    isReloading = true,
    url,
    vantage,
    hoursOf = () => [],
    problems = [],
  }: StatusPageOptions,
): Html {
  const remotes = clusters.flatMap((cluster) => cluster.remotes);
  const counts = sum(clusters.map((cluster) => cluster.counts));
  const status = worstStatus({ results: remotes.map(({ result }) => result) });
  return layout(
    `${inWords(counts)} – Remote clusters`,
    html`${navigation('./', 'Overview')}
<header>
<div class="state">${icon(status)}<div><h1>${sentence(counts)}</h1>
<p class="quiet">${checked(remotes, { now, vantage })} ${countBadges(counts)}</p></div></div>
${checkerNotice(problems)}${oldNotice(remotes, now)}</header>
<main id="content" class="overview">
${filterForm({ filter, isReloading, clusters: clusters.map(({ name }) => name), remotes })}
${shown(remotes, { filter, now, url, hoursOf })}
${nothingYet(clusters)}</main>
<footer>${reloading({ now, isReloading, query: queryOf(filter) })}</footer>`,
    { root: './', status, isReloading },
  );
}

/** `10 of 17 remote clusters need attention.` */
export function sentence(counts: Counts): string {
  const total = STATUSES_WORST_FIRST.reduce((all, status) => all + counts[status], 0);
  const bad = total - counts.healthy;
  if (total === 0) return 'No remote cluster was checked yet.';
  const clusters = total === 1 ? 'remote cluster' : 'remote clusters';
  if (bad === 0)
    return total === 1 ? 'The remote cluster is healthy.' : `All ${total} ${clusters} are healthy.`;
  return `${bad} of ${total} ${clusters} ${bad === 1 ? 'needs' : 'need'} attention.`;
}

interface Checked {
  readonly now: Date;
  readonly vantage: string | undefined;
}

function checked(remotes: readonly StoredRemote[], { now, vantage }: Checked): string {
  const latest = remotes
    .map(({ updatedAt }) => updatedAt)
    .toSorted()
    .at(-1);
  if (latest === undefined) return '';
  const from = vantage === undefined ? '' : ` from ${printable(vantage)}`;
  return `Checked ${elapsed(latest, now)} ago${from}.`;
}

type ShownOptions = Required<Pick<StatusPageOptions, 'now' | 'filter' | 'hoursOf'>> & {
  readonly url: string | undefined;
};

function shown(
  remotes: readonly StoredRemote[],
  { filter, now, url, hoursOf }: ShownOptions,
): Html {
  const passing = remotes.filter((remote) => passes(filter, remote));
  const count = isFiltering(filter)
    ? html`<p>${passing.length} of ${remotes.length} remote clusters pass the filter.</p>\n`
    : '';
  if (passing.length === 0) return html`${count}`;
  return html`${count}${attentionList(passing, { now, url })}
${historyTable(inHistory(passing), { hoursOf, now })}
<h2>By local cluster</h2>
${matrixTable(passing, now)}`;
}

/** In the order of the table of histories: worst first, then by name. */
export function inHistory(remotes: readonly StoredRemote[]): StoredRemote[] {
  const rank = ({ result }: StoredRemote) => STATUSES_WORST_FIRST.indexOf(result.status);
  return remotes.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      natural(one.alias, other.alias) ||
      natural(one.cluster, other.cluster),
  );
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
  return html`<p class="old">${old} of ${remotes.length} results are older than ${OLD_MINUTES} minutes: they show what was, not what is.</p>\n`;
}

function nothingYet(clusters: readonly ClusterOverview[]): Html {
  const empty = clusters
    .filter(({ remotes }) => remotes.length === 0)
    .map(({ name }) => printable(name));
  if (empty.length === 0) return html``;
  return html`<p class="quiet">No result yet of ${empty.join(', ')}: no remote cluster is registered there, or none has been checked.</p>\n`;
}
