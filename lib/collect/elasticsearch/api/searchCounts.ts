/**
 * `GET /_cluster/stats`, its part about cross-cluster searches (8.16 and later): each node counts
 * those that it coordinates, from its start on, and the answer has the sum of the nodes that
 * answered. Unlike with `include_remotes` no remote is asked, so nothing hangs.
 */
import * as z from 'zod';
import type { SearchCounts } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';
import { entriesOf, recordOf, valuesOf } from '../entries.ts';

/**
 * `total` of a remote counts the searches that it answered; those that left it out are only in
 * `skipped`.
 */
const remoteCountsSchema = z.object({ total: z.int(), skipped: z.int() });

const usageSchema = z.object({
  /**
   * Always there, so that an answer without a single search is told from one of a version that does
   * not count.
   */
  total: z.int(),
  failure_reasons: recordOf(z.int()).default({}),
  clusters: entriesOf(remoteCountsSchema).prefault({}),
});
type Usage = z.infer<typeof usageSchema>;

const nodesSchema = z.object({ successful: z.int(), failed: z.int() });

/** What is not understood is left out: it must not cost the rest of the answer. */
export const searchCountsShape = {
  _nodes: nodesSchema.optional().catch(undefined),
  ccs: {
    _search: usageSchema.optional().catch(undefined),
    /** ES|QL has its own counters, in releases that count it. */
    _esql: usageSchema.optional().catch(undefined),
  },
} as const;

const USAGE_FIELDS = ['total', 'failure_reasons', 'clusters.*.total', 'clusters.*.skipped'];

export const SEARCH_COUNT_FIELDS = [
  '_nodes.successful',
  '_nodes.failed',
  ...['_search', '_esql'].flatMap((kind) => USAGE_FIELDS.map((field) => `ccs.${kind}.${field}`)),
];

export interface ParsedCounts {
  readonly nodes: z.infer<typeof nodesSchema> | undefined;
  readonly search: Usage | undefined;
  readonly esql: Usage | undefined;
}

/** Undefined of a version that does not count. */
export function searchCountsOf({ nodes, search, esql }: ParsedCounts): SearchCounts | undefined {
  if (search === undefined || nodes === undefined) return undefined;
  const usages = esql === undefined ? [search] : [search, esql];
  return {
    nodes: { answered: nodes.successful, failed: nodes.failed },
    failed: summed(usages.flatMap(failuresOf)),
    answered: summed(
      usages.flatMap(({ clusters }) =>
        valuesOf(clusters).map(([alias, { total }]) => [alias, total] as const),
      ),
    ),
    skipped: summed(
      usages.flatMap(({ clusters }) =>
        valuesOf(clusters).map(([alias, { skipped }]) => [alias, skipped] as const),
      ),
    ),
  };
}

/** The names are Elasticsearch's own; what looks otherwise is none. */
function failuresOf({ failure_reasons }: Usage): [string, number][] {
  return Object.entries(failure_reasons).filter(([reason]) => /^[a-z_]{1,40}$/.test(reason));
}

function summed(entries: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of entries) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}

const schema = z
  .object({ _nodes: searchCountsShape._nodes, ccs: z.object(searchCountsShape.ccs).default({}) })
  .transform(({ _nodes, ccs }): SearchCounts | undefined =>
    searchCountsOf({ nodes: _nodes, search: ccs._search, esql: ccs._esql }),
  );

export const searchCountsRequest: GetRequest<SearchCounts | undefined> = {
  path: '/_cluster/stats',
  maxBytes: 2 * 1024 * 1024,
  querystring: { filter_path: SEARCH_COUNT_FIELDS.join(',') },
  schema,
};
