/** What a restart of local nodes would wait for. */
import type { Registration } from '../../facts/facts.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import { distinct, type View } from '../view.ts';

/**
 * A remote that refuses is given up at once; one that gives no answer is waited for. Some that are
 * named so may be connected to by other nodes.
 */
export function hangs(view: View): boolean {
  if (!isBroken(view) || view.verdict === 'mixed') return false;
  const isSilent = view.configured
    .flatMap(({ faults }) => faults)
    .some(({ code }) => code === 'silent-peer' || code === 'connection-timed-out');
  return view.verdict === 'timed-out' || (view.allConfiguredDead && isSilent);
}

/**
 * Remotes of the cluster settings are waited for one after the other, by whoever applies the
 * cluster state; those of elasticsearch.yml together.
 */
const SECONDS_EACH = 10;

function restartUnsafe(view: View): Seen | undefined {
  if (!hangs(view)) return undefined;
  const { registration, othersHanging } = view.facts;
  const all = [registration, ...othersHanging];
  const inNodes = all.filter(({ configuredIn }) => configuredIn === 'node-settings');
  const inCluster = all.filter(({ configuredIn }) => configuredIn !== 'node-settings');
  const waits = [
    ...(inNodes.length === 0
      ? []
      : [
          `up to cluster.remote.initial_connect_timeout (30 s by default) for ${aliases(inNodes)} of its elasticsearch.yml`,
        ]),
    ...(inCluster.length === 0
      ? []
      : [
          `${inCluster.length * SECONDS_EACH} s for ${aliases(inCluster)} of the cluster settings${inCluster.length > 1 ? ', one after the other' : ''}`,
        ]),
  ];
  return {
    evidence: `${aliases(all)} ${all.length === 1 ? 'gives' : 'give'} no answer: each node of ${registration.cluster} that starts waits ${waits.join(', and ')}, before it has its shards`,
  };
}

/** A thousand remotes that hang would each name all others. */
const NAMED = 10;

function aliases(registrations: readonly Pick<Registration, 'alias'>[]): string {
  const named = distinct(registrations.slice(0, NAMED).map(({ alias }) => alias)).join(', ');
  const more = registrations.length - NAMED;
  return more > 0 ? `${named}, and ${more} more` : named;
}

export const restartUnsafeRule: Rule = { code: 'restart-unsafe', when: restartUnsafe };
