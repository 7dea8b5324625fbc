/** Asks the local cluster, and what the registry knows of the remote; changes nothing. */
import { accessOf } from '../collect/access.ts';
import type { CheckContext } from '../collect/context.ts';
import { observeLocal } from '../collect/elasticsearch/observe.ts';
import { collectFacts, type OwnFacts } from '../collect/witnesses.ts';
import type { Registration } from '../facts/registration.ts';
import type { LocalCluster } from '../registry/schema.ts';

/** Throws ConfigurationError if the local cluster's access cannot be used. */
export async function gather(
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
