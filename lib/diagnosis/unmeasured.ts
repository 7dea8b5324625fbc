/** What the check did not see, and why. */
import { type Match, prose } from './cause.ts';
import { refusedRoots } from './localHttp.ts';
import type { View } from './view.ts';

/** A pin that nothing could be compared with must not look like one that holds. */
export function uuidNotSeen({ facts }: View): Match | undefined {
  const { expect, stats, remote, otherCluster, sniff = [] } = facts;
  const pin = expect?.clusterUuid;
  const isKnown =
    stats.ok ||
    otherCluster !== undefined ||
    remote?.root.ok ||
    sniff.some(({ witness }) => witness.clusterUuid !== undefined);
  if (pin === undefined || isKnown) return undefined;
  return {
    severity: 'warning',
    evidence: prose`
      The registry pins cluster_uuid ${pin}, but the one connected to was not seen:
      ${stats.failed.message}`,
  };
}

export function nothingAsked(view: View): Match | undefined {
  const { verdict, facts } = view;
  // Then the reason is the cause.
  if (refusedRoots(view).some(({ httpStatus }) => httpStatus !== undefined)) return undefined;
  const { passive, active, activeNotAsked, registration, stopped, skippedAliases = [] } = facts;
  if (stopped !== undefined || skippedAliases.length > 0) return undefined;
  if (verdict !== 'not-asked' && verdict !== 'unknown') return undefined;
  if (registration.configuredIn === 'nowhere') return undefined;
  if (passive.length > 0 && passive.every(({ failed }) => failed?.kind === 'no-role'))
    return undefined;
  const texts = active.map(({ node, error }) => `${node}: ${error}`).join('; ');
  return { evidence: `No cross-cluster request could be made: ${activeNotAsked ?? texts}` };
}

/** Steps that were skipped on purpose, so that a reader does not take them for passed. */
export function handshakeNotMeasured({ facts }: View): Match[] {
  return facts.network.flatMap(({ address, endpoints }) => {
    const why = endpoints.flatMap(({ tls, transport }) =>
      tls.outcome === 'ok' && transport.outcome === 'not-measured' ? [transport.why] : [],
    )[0];
    if (why === undefined) return [];
    const evidence = `${address}: the transport handshake was not measured: ${why}`;
    return [{ subject: address, severity: 'note' as const, evidence }];
  });
}
