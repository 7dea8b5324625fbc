/** Which seeds of one registration to ask for the nodes of their cluster, and in whose name. */
import { parseAddress } from '../address.ts';
import type { Sniffed } from '../facts/facts.ts';
import type { Registration } from '../facts/registration.ts';
import type { RemoteEntry } from '../registry/schema.ts';
import { resolveSecret, type SecretResolvers } from '../registry/secret.ts';
import type { AddressProbe } from '../result/network.ts';
import type { ProbeOptions } from './probe/step.ts';
import { createPlaces } from './prober.ts';
import type { SniffCredentials } from './sniff/conversation.ts';
import { notAsked, type SniffTarget, sniffSeed } from './sniff/seed.ts';

/**
 * Asks the seeds whose transport handshake was answered, in sniff mode only: a local node in proxy
 * mode does not ask. Without credentials only one is asked, since all would give the same refusal,
 * and never more than 32: each may list thousands of nodes. Throws ConfigurationError for a key
 * that cannot be read.
 */
export async function sniffSeeds(
  registration: Registration,
  {
    entry,
    seeds,
    context,
  }: { entry: RemoteEntry; seeds: readonly AddressProbe[]; context: SniffContext },
): Promise<Sniffed[]> {
  if (registration.mode !== 'sniff' || registration.securityModel === 'unknown') return [];
  const credentials = await credentialsOf(registration, entry, context);
  const targets = seeds.flatMap((seed) => targetOf(seed, registration, { entry, credentials }));
  const isOneEnough = credentials.as === 'nobody' && registration.securityModel !== 'none';
  const asked = targets.slice(0, isOneEnough ? 1 : SEEDS_ASKED_AT_MOST);
  const further = isOneEnough ? [] : targets.slice(SEEDS_ASKED_AT_MOST);
  return [
    ...(await Promise.all(asked.map(context.sniff))),
    ...further.map(({ seed }) => notAsked(seed, credentials.as, ENOUGH_ASKED)),
  ];
}

interface SniffContext {
  readonly secrets: SecretResolvers;
  readonly sniff: Sniffer;
}

const SEEDS_ASKED_AT_MOST = 32;
const ENOUGH_ASKED = `Not asked: ${SEEDS_ASKED_AT_MOST} other seeds were`;

async function credentialsOf(
  { securityModel }: Registration,
  { crossClusterApiKey, sniffAsNode }: RemoteEntry,
  { secrets }: SniffContext,
): Promise<SniffCredentials> {
  if (securityModel === 'api-key' && crossClusterApiKey !== undefined)
    return {
      as: 'api-key',
      encodedKey: (await resolveSecret(crossClusterApiKey, secrets)).reveal(),
    };
  return securityModel === 'certificate' && sniffAsNode === true
    ? { as: 'node' }
    : { as: 'nobody' };
}

/** The first IP address that has answered, as a local node takes the first that it can. */
function targetOf(
  { address, serverName, endpoints }: AddressProbe,
  { securityModel, verificationMode }: Registration,
  { entry, credentials }: { entry: RemoteEntry; credentials: SniffCredentials },
): SniffTarget[] {
  const parsed = parseAddress(address);
  const endpoint = endpoints.find(({ transport }) => transport.outcome === 'ok');
  if (parsed === undefined || endpoint === undefined) return [];
  return [
    {
      seed: address,
      host: parsed.host,
      ip: endpoint.ip,
      port: endpoint.port,
      ...(serverName === undefined ? {} : { serverName }),
      tls: entry.transportTls ?? {},
      speaks: endpoint.speaks === 'tls' ? 'tls' : 'plain',
      portKind: securityModel === 'api-key' ? 'remote-cluster-server' : 'transport',
      credentials,
      checksNames: verificationMode === 'full',
    },
  ];
}

/** Asks seeds for a whole run, so that a key that a remote refuses is tried once only. */

export type Sniffer = (target: SniffTarget) => Promise<Sniffed>;

/** What a remote made of a key; undefined where it was not asked, or gave no answer. */
type Verdict = 'accepted' | 'refused' | undefined;

/**
 * Each refused key leaves two lines in the remote's log. So seeds are asked one after the other
 * with the same key until a remote accepts it, then all at once, and after a refusal no more.
 */
export function createSniffer(options: ProbeOptions): Sniffer {
  const whenPlaced = createPlaces(SEEDS_AT_A_TIME);
  const ask = (target: SniffTarget) => whenPlaced(() => sniffSeed(target, options));
  const verdicts = new Map<string, Promise<Verdict>>();
  return async (target) => {
    if (target.credentials.as !== 'api-key') return ask(target);
    const { encodedKey } = target.credentials;
    const before = verdicts.get(encodedKey) ?? Promise.resolve(undefined);
    const asked = before.then((verdict) =>
      verdict === 'refused' ? notAsked(target.seed, 'api-key', ALREADY_REFUSED) : ask(target),
    );
    verdicts.set(
      encodedKey,
      before.then(async (verdict) => verdict ?? verdictOf(await asked)),
    );
    return asked;
  };
}

/** Each may answer with megabytes. */
const SEEDS_AT_A_TIME = 32;

const ALREADY_REFUSED =
  'The key was refused at another address already, and is not tried twice in one run';

function verdictOf({ witness: { outcome, reached } }: Sniffed): Verdict {
  if (outcome === 'refused') return 'refused';
  return reached === 'node-handshake' || reached === 'nodes' ? 'accepted' : undefined;
}
