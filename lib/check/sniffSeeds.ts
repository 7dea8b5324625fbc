/** Which seeds of one registration to ask for the nodes of their cluster, and in whose name. */
import { parseAddress } from '../address.ts';
import type { Registration, Sniffed } from '../facts.ts';
import type { SniffCredentials } from '../probe/sniff.ts';
import type { SniffTarget } from '../probe/sniffSeed.ts';
import type { RemoteEntry } from '../registry/schema.ts';
import { resolveSecret } from '../registry/secret.ts';
import type { AddressProbe } from '../result/network.ts';
import type { CheckContext } from './context.ts';

/**
 * Asks every seed whose transport handshake was answered, in sniff mode only: a local node in proxy mode does not ask. Without credentials
 * only one is asked, since all would give the same refusal. Throws ConfigurationError for a key that cannot be read.
 */
export async function sniffSeeds(
  registration: Registration,
  { entry, seeds, context }: { entry: RemoteEntry; seeds: readonly AddressProbe[]; context: CheckContext },
): Promise<Sniffed[]> {
  if (registration.mode !== 'sniff' || registration.securityModel === 'unknown') return [];
  const credentials = await credentialsOf(registration, entry, context);
  const targets = seeds.flatMap((seed) => targetOf(seed, registration, { entry, credentials }));
  const isOneEnough = credentials.as === 'nobody' && registration.securityModel !== 'none';
  return Promise.all((isOneEnough ? targets.slice(0, 1) : targets).map(context.sniff));
}

async function credentialsOf(
  { securityModel }: Registration,
  { crossClusterApiKey, sniffAsNode }: RemoteEntry,
  { secrets }: CheckContext,
): Promise<SniffCredentials> {
  if (securityModel === 'api-key' && crossClusterApiKey !== undefined)
    return { as: 'api-key', encodedKey: (await resolveSecret(crossClusterApiKey, secrets)).reveal() };
  return securityModel === 'certificate' && sniffAsNode === true ? { as: 'node' } : { as: 'nobody' };
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
