/**
 * Who the remote was when it was first seen: the cluster's uuid, and who issued the certificates at
 * its addresses.
 */
import * as z from 'zod';
import type { AddressProbe } from '../../result/network.ts';
import type { CheckResult } from '../../result/result.ts';

export const identityMemorySchema = z.object({
  clusterUuid: z.object({ uuid: z.string(), since: z.iso.datetime() }).optional(),
  /** The issuers of leaf certificates; there may be several, as nodes need not share a CA. */
  issuers: z.object({ names: z.array(z.string()), since: z.iso.datetime() }).optional(),
  /** When somebody last said that what was seen then is right, and why. */
  accepted: z.object({ at: z.iso.datetime(), reason: z.string() }).optional(),
});
export type IdentityMemory = z.infer<typeof identityMemorySchema>;

/** Far more than a cluster has; a hostile one has no say in how much is remembered. */
const MAX_ISSUERS = 10;
const MAX_LENGTH = 300;

/** Sorted, each once. */
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

/**
 * What was seen first stays, whatever is seen later: a change is to be told until somebody accepts
 * it.
 */
export function nextIdentity(before: IdentityMemory | undefined, seen: Seen): IdentityMemory {
  const now = firstSight(seen);
  return {
    ...before,
    clusterUuid: before?.clusterUuid ?? now.clusterUuid,
    issuers: before?.issuers ?? now.issuers,
  };
}

/**
 * What is seen now takes the place of what was remembered; what is not seen now stays as it was.
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
