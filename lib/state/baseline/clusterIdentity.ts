/**
 * Identity of the remote at the first check: the cluster's uuid, and the issuers of the
 * certificates at its addresses.
 */
import * as z from 'zod';
import { instantSchema } from '../../instant.ts';
import type { AddressProbe } from '../../result/network.ts';
import type { CheckResult } from '../../result/result.ts';

export const identityMemorySchema = z.object({
  clusterUuid: z.object({ uuid: z.string(), since: instantSchema }).optional(),
  /** Issuers of leaf certificates. There may be several, because nodes need not share a CA. */
  issuers: z.object({ names: z.array(z.string()), since: instantSchema }).optional(),
  /** Time and reason of the last acceptance by a user. */
  accepted: z.object({ at: instantSchema, reason: z.string() }).optional(),
});
export type IdentityMemory = z.infer<typeof identityMemorySchema>;

/** Far more than a real cluster has. Limits the memory that a hostile cluster can use. */
const MAX_ISSUERS = 10;
const MAX_LENGTH = 300;

/** Sorted and unique. */
export function issuersSeen(network: readonly AddressProbe[]): string[] {
  const leaves = network.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain.slice(0, 1) ?? []),
    ),
  );
  const names = leaves.map(({ issuer }) => issuer.slice(0, MAX_LENGTH));
  return [...new Set(names)].sort().slice(0, MAX_ISSUERS);
}

type Seen = Pick<CheckResult, 'remoteClusterUuid' | 'witnesses' | 'checkedAt'>;

/** Keeps the first known identity, so that a change is reported until a user accepts it. */
export function nextIdentity(before: IdentityMemory | undefined, seen: Seen): IdentityMemory {
  const now = firstSight(seen);
  return {
    ...before,
    clusterUuid: before?.clusterUuid ?? now.clusterUuid,
    issuers: before?.issuers ?? now.issuers,
  };
}

/**
 * Replaces the remembered identity with the current one. Keeps remembered parts that this check did
 * not see.
 */
export function acceptedIdentity(
  before: IdentityMemory | undefined,
  seen: Seen,
  accepted: NonNullable<IdentityMemory['accepted']>,
): IdentityMemory {
  const now = firstSight(seen);
  return {
    clusterUuid: now.clusterUuid ?? before?.clusterUuid,
    issuers: now.issuers ?? before?.issuers,
    accepted,
  };
}

function firstSight({ remoteClusterUuid, witnesses, checkedAt: since }: Seen): IdentityMemory {
  const names = issuersSeen(witnesses.network);
  return {
    clusterUuid: remoteClusterUuid === undefined ? undefined : { uuid: remoteClusterUuid, since },
    issuers: names.length === 0 ? undefined : { names, since },
  };
}
