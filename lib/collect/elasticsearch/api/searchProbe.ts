/**
 * `GET /<alias>:<pattern>/_search?size=0`: a search in indices that nobody has. It connects like
 * any cross-cluster search, in every version, and where `skip_unavailable` is false it is the only
 * API that tells why a connection fails: as an error answer with the exception chain.
 */
import * as z from 'zod';
import type { Reason } from '../../../result/witness.ts';
import type { GetRequest } from '../ask.ts';
import { entriesOf, listOf, valuesOf } from '../entries.ts';
import { flattenExceptions } from '../failure.ts';

const PATTERN = 'connectivity-check-*';

export interface SearchProbe {
  /**
   * What became of the one remote; undefined where the answer mentions none: the node takes no part
   * in cross-cluster search or has no such alias.
   */
  readonly remote?: 'reached' | 'skipped' | 'failed';
  readonly reasons: readonly Reason[];
}

const failureSchema = z.object({ reason: z.unknown() });

const searchSchema = z
  .object({
    _clusters: z
      .object({
        successful: z.number(),
        skipped: z.number(),
        partial: z.number().default(0),
        failed: z.number().default(0),
        /** 8.10 and later. */
        details: entriesOf(z.object({ failures: listOf(failureSchema).default([]) })).prefault({}),
      })
      .optional(),
  })
  .transform(({ _clusters: clusters }): SearchProbe => {
    if (clusters === undefined) return { reasons: [] };
    const failures = valuesOf(clusters.details).flatMap(([, detail]) => detail.failures);
    const reasons = flattenExceptions(failures.map(({ reason }) => reason));
    // Partial: the remote answered, though not from all of its shards.
    if (clusters.successful + clusters.partial > 0) return { remote: 'reached', reasons };
    if (clusters.skipped > 0) return { remote: 'skipped', reasons };
    return clusters.failed > 0 ? { remote: 'failed', reasons } : { reasons };
  });

/** `alias` is a plain one, see `isPlainAlias`. */
export function searchRequest(alias: string, index: string = PATTERN): GetRequest<SearchProbe> {
  const querystring = { size: '0', allow_no_indices: 'true' };
  // An error answer has a chain of exceptions for each shard or node.
  return {
    path: `/${alias}:${index}/_search`,
    querystring,
    maxBytes: 1024 * 1024,
    schema: searchSchema,
  };
}
