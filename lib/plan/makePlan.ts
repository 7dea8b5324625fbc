/** The whole plan: what is wished for in, checklist out. */

import { type CheckOptions, chooseClusters, contextOf } from '../check.ts';
import { accessOf } from '../collect/access.ts';
import type { CheckContext } from '../collect/context.ts';
import { observeLocal } from '../collect/elasticsearch/observe.ts';
import { collectFacts, type OwnFacts } from '../collect/witnesses.ts';
import { endsOf } from '../deadline.ts';
import type { Registration } from '../facts/registration.ts';
import type { LocalCluster, Registry } from '../registry/schema.ts';
import { intentOf, registrationOf, type Wish } from './intent.ts';
import { PLAN_VERSION, type Plan } from './planFile.ts';
import { checklist } from './planItems.ts';

/** Throws ConfigurationError for a wish or an access that cannot be used. */
export async function makePlan(
  registry: Registry,
  wish: Wish,
  options: CheckOptions,
): Promise<Plan> {
  const intent = intentOf(wish);
  const clusters = chooseClusters(registry, [wish.cluster]);
  const ends = endsOf(registry.defaults.timeouts.checkSeconds * 1000, options.signal);
  try {
    const context = contextOf(registry, { options, ends });
    const [facts] = await Promise.all(
      clusters.map((cluster) => gather(cluster, registrationOf(intent), context)),
    );
    const items = facts === undefined ? [] : checklist(facts, intent);
    return {
      schemaVersion: PLAN_VERSION,
      ...intent,
      indices: [...intent.indices],
      recommendations: [...intent.recommendations],
      madeAt: context.now().toISOString(),
      items,
    };
  } finally {
    ends.clear();
  }
}

/** Asks the local cluster, and what the registry knows of the remote; changes nothing. */
async function gather(
  cluster: LocalCluster,
  registration: Registration,
  context: CheckContext,
): Promise<OwnFacts> {
  const place = { name: cluster.name, prefix: '', cluster: cluster.name };
  const access = await accessOf(cluster, place, context);
  const timeoutMs = context.defaults.timeouts.httpSeconds * 1000;
  const local = await observeLocal(access, { timeoutMs, signal: context.signal });
  try {
    const memories = Promise.resolve(new Map());
    const observed = { cluster, local, memory: { timeoutRefused: false }, memories };
    return await collectFacts(registration, observed, context);
  } finally {
    await local.close();
  }
}
