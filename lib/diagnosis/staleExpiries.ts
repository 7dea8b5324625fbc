/** What expires according to earlier checks, from sources that gave no answer now. */

import type { Instant } from '../instant.ts';
import type { Dated } from '../result/expiry.ts';
import {
  addressOfSource,
  filesSource,
  KEYS_SOURCE,
  licenseSource,
} from '../state/baseline/expirations.ts';
import type { View } from './view.ts';

export interface StaleExpiry {
  /** Who showed it: an address, a node's files, who was asked. */
  readonly source: string;
  /** ISO time. */
  readonly at: Instant;
  readonly dated: Dated;
}

export function staleExpiriesOf({ facts }: View, kinds: readonly Dated['kind'][]): StaleExpiry[] {
  return Object.entries(facts.memory?.expiries ?? {})
    .filter(([source]) => isSilent(source, facts))
    .flatMap(([source, { at, found }]) => found.map((dated) => ({ source, at, dated })))
    .filter(({ dated }) => kinds.includes(dated.kind));
}

/** An address or node that nobody asks any more is not silent. */
function isSilent(source: string, { network, local, remote }: View['facts']): boolean {
  if (source === KEYS_SOURCE) return remote?.apiKeys.ok === false;
  if (source === licenseSource('local')) return local.license?.ok === false;
  if (source === licenseSource('remote')) return remote?.license?.ok === false;
  if (source.startsWith(filesSource('remote', ''))) return remote?.certificates.ok === false;
  if (source.startsWith(filesSource('local', '')))
    return local.nodesAsked.some(({ root }) => !root.ok) && !showsFiles(source, local);
  const probes = network.filter(({ address }) => address === addressOfSource(source));
  return probes.length > 0 && !probes.some(({ endpoints }) => endpoints.some(showsChain));
}

function showsFiles(source: string, { certificates }: View['facts']['local']): boolean {
  return (
    certificates.ok && certificates.value.some(({ node }) => filesSource('local', node) === source)
  );
}

function showsChain({ tls }: View['facts']['network'][number]['endpoints'][number]): boolean {
  return tls.outcome !== 'not-measured' && (tls.evidence?.chain ?? []).length > 0;
}

/** Empty if it is seen now. */
export function asLastSeen(at: Instant | undefined): string {
  return at === undefined ? '' : `, as last seen on ${at.slice(0, 10)}`;
}
