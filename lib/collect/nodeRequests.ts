/** Cross-cluster requests through the local nodes. */
import type { AddressProbe } from '../result/network.ts';
import type { ActiveWitness, LargeAnswers, PassiveWitness } from '../result/witness.ts';
import { isRepeatDue } from '../state/baseline/baseline.ts';
import { type ActiveOptions, askActively } from './elasticsearch/active.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import { askLarge } from './elasticsearch/large.ts';
import { nodesToAsk } from './passive.ts';
import { createPlaces, type Places } from './prober.ts';
import { present, type Surroundings } from './surroundings.ts';

/**
 * Requests that the checker begins at a time through one local node. If it began all at once, the
 * node's own work would look like the silence of a remote.
 */
const REQUESTS_AT_A_TIME = 64;

const places = new WeakMap<NodeClient, Places>();

function whenPlaced<T>(client: NodeClient, work: () => Promise<T>): Promise<T> {
  const ofNode = places.get(client) ?? createPlaces(REQUESTS_AT_A_TIME);
  places.set(client, ofNode);
  return ofNode(work);
}

function askInTurn(
  client: NodeClient,
  alias: string,
  options: ActiveOptions,
): Promise<ActiveWitness> {
  return whenPlaced(client, () => askActively(client, alias, options));
}

export async function askThroughNodes(
  alias: string,
  passive: readonly PassiveWitness[],
  { observed, context, tried }: Surroundings,
): Promise<ActiveWitness[]> {
  const urls = new Set(nodesToAsk(passive).map(({ url }) => url));
  const asked = observed.local.clients
    .filter(({ url }) => urls.has(url))
    .map((client) => {
      const options = activeOptions(client, { observed, context });
      const what = `The cross-cluster request through ${options.nodeName}`;
      return tried(what, () => askInTurn(client, alias, options), { redact: client.redact });
    });
  return present(await Promise.all(asked));
}

function activeOptions(
  { url }: NodeClient,
  { observed, context }: Pick<Surroundings, 'observed' | 'context'>,
): ActiveOptions {
  const root = observed.local.facts.nodesAsked.find((asked) => asked.url === url)?.root;
  return {
    nodeName: root?.ok ? root.value.nodeName : url,
    nodeVersion: root?.ok ? root.value.version : undefined,
    listed: true,
    memory: observed.memory,
    timeoutMs: context.defaults.timeouts.resolveSeconds * 1000,
    signal: context.signal,
    now: context.now,
  };
}

interface Seen {
  readonly passive: readonly PassiveWitness[];
  readonly active: readonly ActiveWitness[];
  readonly network: readonly AddressProbe[];
}

const REPEATS_AT_MOST = 6;

/** How many requests use each open connection once, as local nodes take them in turn. */
function repeatsFor(url: string, passive: readonly PassiveWitness[]): number {
  const connections = passive.find((witness) => witness.url === url)?.connections ?? 0;
  return Math.min(REPEATS_AT_MOST, Math.max(2, connections));
}

/**
 * A silent gateway takes its share of the requests: one request that passes says nothing about it,
 * and one that hangs nothing about the others. Empty if there is no reason, or if it was done a
 * moment ago.
 */
export async function repeatIfSilent(
  alias: string,
  { passive, active, network }: Seen,
  surroundings: Surroundings,
): Promise<ActiveWitness[]> {
  const { observed, context, tried } = surroundings;
  // Requests that were not worth one are not worth several.
  if (active.some(({ remembered }) => remembered === true)) return [];
  const before = (await observed.memories).get(alias)?.repeated;
  if (!isRepeatDue(before, network, context.now())) return [];
  const open = active.filter(({ outcome }) => outcome === 'connected' || outcome === 'timed-out');
  const asked = observed.local.clients
    .filter(({ url }) => open.some((witness) => witness.url === url))
    .flatMap((client) => {
      const options = activeOptions(client, surroundings);
      const what = `The repeated request through ${options.nodeName}`;
      const redacted = { redact: client.redact };
      return Array.from({ length: repeatsFor(client.url, passive) }, () =>
        tried(what, () => askInTurn(client, alias, options), redacted),
      );
    });
  return present(await Promise.all(asked));
}

/** Through the first local node through which requests pass. */
export async function askForMuch(
  alias: string,
  { passive, active, repeated }: Seen & { readonly repeated: readonly ActiveWitness[] },
  surroundings: Surroundings,
): Promise<LargeAnswers | undefined> {
  const isOpen = ({ url }: NodeClient) =>
    active.some((witness) => witness.url === url && witness.outcome === 'connected') &&
    repeated.every(({ outcome }) => outcome === 'connected');
  const client = surroundings.observed.local.clients.find(isOpen);
  if (client === undefined) return undefined;
  const options = activeOptions(client, surroundings);
  const what = `The large request through ${options.nodeName}`;
  const repeats = repeatsFor(client.url, passive);
  const asking = () => whenPlaced(client, () => askLarge(client, alias, { ...options, repeats }));
  return surroundings.tried(what, asking, { redact: client.redact });
}
