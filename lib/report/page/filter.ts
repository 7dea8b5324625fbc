/** The filter of the overview, as the query string of the page. */
import { html } from 'hono/html';
import { isCauseCode } from '../../diagnosis/codes.ts';
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { explanationOf } from '../explain.ts';
import { natural } from '../naturalOrder.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';
import type { Html } from './layout.ts';

/** If a key is absent, all values match. */
export interface Filter {
  readonly status?: Status | undefined;
  /** Name of a local cluster. */
  readonly cluster?: string | undefined;
  /** Part of an alias. Case does not matter. */
  readonly alias?: string | undefined;
  /** A code of the cause catalogue. */
  readonly cause?: string | undefined;
}

/**
 * Accepts any query string. Ignores unknown values, so that an old bookmark still shows something.
 */
export function filterOf(query: Readonly<Record<string, string | undefined>>): Filter {
  return {
    status: STATUSES_WORST_FIRST.find((status) => status === query['status']),
    cluster: query['cluster'] || undefined,
    alias: query['alias']?.trim() || undefined,
    cause: query['cause'] || undefined,
  };
}

export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

export function passes({ status, cluster, alias, cause }: Filter, remote: StoredRemote): boolean {
  const { result } = remote;
  return (
    (status === undefined || result.status === status) &&
    (cluster === undefined || remote.cluster === cluster) &&
    (alias === undefined || remote.alias.toLowerCase().includes(alias.toLowerCase())) &&
    (cause === undefined || result.cause.code === cause)
  );
}

/** The encoded query string. */
export function queryOf(filter: Filter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

export interface FormOptions {
  readonly filter: Filter;
  readonly isReloading: boolean;
  /** Names of the local clusters. */
  readonly clusters: readonly string[];
  readonly remotes: readonly StoredRemote[];
}

export function filterForm({ filter, isReloading, clusters, remotes }: FormOptions): Html {
  const causes = new Map(remotes.map(({ result: { cause } }) => [cause.code, generalTitle(cause)]));
  const statuses = STATUSES_WORST_FIRST.map((status): [string, string] => [status, status]);
  return html`<details class="filter"${isFiltering(filter) ? html` open` : ''}><summary>Filter</summary><form method="get">
${select('status', 'Status', statuses, filter.status)}
${select('cluster', 'Local cluster', sorted(new Map(clusters.map((name) => [name, name]))), filter.cluster)}
${select('cause', 'Cause', sorted(causes), filter.cause)}
<label>Alias contains <input type="search" name="alias" value="${printable(filter.alias ?? '')}"></label>
${isReloading ? '' : html`<input type="hidden" name="reload" value="off">\n`}<button type="submit">Show</button>
${isFiltering(filter) ? html`<a href="?${isReloading ? '' : 'reload=off'}">Show all</a>` : ''}
</form></details>`;
}

function sorted(texts: ReadonlyMap<string, string>): [string, string][] {
  return [...texts].toSorted(([, one], [, other]) => natural(one, other));
}

/** Shows an unknown value as an option, because the filter uses it. */
function select(
  name: string,
  label: string,
  known: readonly [string, string][],
  chosen: string | undefined,
): Html {
  const options =
    chosen === undefined || known.some(([value]) => value === chosen)
      ? known
      : [...known, [chosen, chosen] as const];
  return html`<label>${label} <select name="${name}"><option value="">all</option>
${options.map(([value, text]) => html`<option value="${printable(value)}"${value === chosen ? html` selected` : ''}>${printable(text)}</option>\n`)}</select></label>`;
}

/** A title may carry days or names of one remote, which do not fit the others. */
function generalTitle({ code, title }: StoredRemote['result']['cause']): string {
  return isCauseCode(code) ? explanationOf(code).title : title;
}
