/** Which addresses to probe for one registration, and how the local nodes would speak to them. */
import { type Address, formatAddress, parseAddress } from '../address.ts';
import type { LocalFacts, NodeInfo, Registration } from '../facts/facts.ts';
import { publishAddresses } from '../facts/gateways.ts';
import { compatibleOnWire } from '../release/compatibility.ts';
import { releaseHint } from '../release/transportVersions.ts';
import type { LocalVoice, ProbeTarget, TransportTls } from './probe/endpoint.ts';

export interface TargetOptions {
  readonly registration: Registration;
  readonly local: LocalFacts;
  /** The remote's nodes, where they are known. */
  readonly remoteNodes: readonly NodeInfo[];
  readonly tls: TransportTls;
}

/**
 * Seeds or the proxy address first, then the publish addresses of possible gateway nodes (sniff
 * mode only).
 */
export function targetsOf({ registration, local, remoteNodes, tls }: TargetOptions): ProbeTarget[] {
  const { mode, seeds, proxyAddress, serverName, transportTls } = registration;
  const voice = localVoice(local);
  const common = {
    expects: transportTls === false ? 'plain' : 'tls',
    tls,
    ...(voice === undefined ? {} : { localVoice: voice }),
    ...(serverName === undefined ? {} : { serverName }),
  } as const;
  const configured = (mode === 'proxy' ? [proxyAddress] : seeds).flatMap(
    (text) => parseAddress(text ?? '') ?? [],
  );
  const gateways =
    mode === 'sniff' ? publishAddresses(remoteNodes, registration.securityModel) : [];
  const addresses = [
    ...configured.map(
      (address) => ({ address, role: mode === 'proxy' ? 'proxy' : 'seed' }) as const,
    ),
    ...gateways.map(({ address }) => ({ address, role: 'gateway' }) as const),
  ];
  return withRoles(addresses).map((target) => ({ ...common, ...target }));
}

type Role = ProbeTarget['roles'][number];

/** One entry an address, however many roles it has. */
function withRoles(
  addresses: readonly { address: Address; role: Role }[],
): { address: Address; roles: Role[] }[] {
  const known = new Map<string, { address: Address; roles: Role[] }>();
  for (const { address, role } of addresses) {
    const entry = known.get(formatAddress(address)) ?? { address, roles: [] };
    known.set(formatAddress(address), { ...entry, roles: [...new Set([...entry.roles, role])] });
  }
  return [...known.values()];
}

/**
 * How the oldest local node would introduce itself; undefined below 8.8, where nodes do not tell
 * their transport version.
 */
function localVoice({ nodes, nodesAsked }: LocalFacts): LocalVoice | undefined {
  const known = nodes.ok
    ? nodes.value.filter(({ transportVersion }) => transportVersion !== undefined)
    : [];
  const [oldest] = known.sort((a, b) => Number(a.transportVersion) - Number(b.transportVersion));
  const minimum = nodesAsked.flatMap(({ root }) =>
    root.ok ? [root.value.minimumWireVersion] : [],
  )[0];
  if (oldest?.transportVersion === undefined) return undefined;
  const { version: release, transportVersion } = oldest;
  return {
    release,
    transportVersion,
    mayAsk: (remote) => {
      const remoteRelease = remote.release ?? releaseHint(remote.transportVersion);
      return remoteRelease !== undefined && compatibleOnWire(release, minimum, remoteRelease);
    },
  };
}
