/** The whole plan: what is wished for in, checklist out. */
import { type CheckOptions, chooseClusters, contextOf } from '../check.ts';
import { endsOf } from '../deadline.ts';
import type { Registry } from '../registry/schema.ts';
import { gather } from './gather.ts';
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
