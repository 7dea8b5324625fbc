/** Which addresses to probe for one registration, and how the local nodes would speak to them. */
import { isIP } from 'node:net';
import { type Address, formatAddress, parseAddress } from '../address.ts';
import { type HostRange, hostRange } from '../addressRange.ts';
import type { LocalFacts, Skipped } from '../facts/facts.ts';
import { publishAddresses } from '../facts/gateways.ts';
import type { Registration } from '../facts/registration.ts';
import { type NodeSources, SEEDS_AT_MOST } from '../facts/remoteNodes.ts';
import { compatibleOnWire } from '../release/compatibility.ts';
import { releaseHint } from '../release/transportVersions.ts';
import type { AddressProbe } from '../result/network.ts';
import type { LocalVoice, ProbeTarget, TransportTls } from './probe/endpoint.ts';

export interface TargetOptions {
  readonly registration: Registration;
  readonly local: LocalFacts;
  readonly tls: TransportTls;
  /** What listed the remote's nodes, if anything did. */
  readonly sources?: NodeSources;
  /** What was found at the configured addresses. */
  readonly configured?: readonly AddressProbe[];
}

export interface Targets {
  readonly targets: readonly ProbeTarget[];
  /** How many addresses were skipped, as there are too many. */
  readonly skipped: Skipped;
}

/** Local nodes connect to three gateway nodes, unless a setting says otherwise. */
export const GATEWAYS_AT_MOST = 64;
/** Of all seeds together. A name may stand for any number. */
const SEED_IPS_AT_MOST = 128;
/** Of one name. */
const IPS_AT_MOST = 32;

/**
 * Seeds or the proxy address first, then the publish addresses of possible gateway nodes (sniff
 * mode only). The remote decides which addresses these are and how many: so they are limited, and
 * none leads to the checker's own host or link unless a seed is there too.
 */
export function targetsOf({
  registration,
  local,
  tls,
  sources = {},
  configured = [],
}: TargetOptions): Targets {
  const { mode, seeds, proxyAddress, serverName, transportTls } = registration;
  const voice = localVoice(local);
  const common = {
    expects: transportTls === false ? 'plain' : 'tls',
    tls,
    ...(voice === undefined ? {} : { localVoice: voice }),
    ...(serverName === undefined ? {} : { serverName }),
  } as const;
  const role: Role = mode === 'proxy' ? 'proxy' : 'seed';
  const entrances = distinct(
    (mode === 'proxy' ? [proxyAddress] : seeds).flatMap((text) => parseAddress(text ?? '') ?? []),
  );
  const gateways = distinct(mode === 'sniff' ? publishedBy({ registration, local, sources }) : []);
  const first = {
    entrances: entrances.slice(0, SEEDS_AT_MOST),
    gateways: gateways.slice(0, GATEWAYS_AT_MOST),
  };
  const ipsAtMost = Math.min(IPS_AT_MOST, Math.floor(SEED_IPS_AT_MOST / first.entrances.length));
  const ranges = hostRangesOf(configured);
  const targets: ProbeTarget[] = [
    ...first.entrances.map((address) => ({
      ...common,
      address,
      roles: [role],
      ...limits(address, { ipsAtMost }),
    })),
    ...first.gateways.map((address) => ({
      ...common,
      address,
      roles: ['gateway' as const],
      ...limits(address, { ipsAtMost: 1, ranges }),
    })),
  ];
  const skipped = {
    seeds: entrances.length - first.entrances.length,
    gateways: gateways.length - first.gateways.length,
  };
  return { targets: withRoles(targets), skipped };
}

function publishedBy({
  registration,
  local,
  sources,
}: Required<Pick<TargetOptions, 'registration' | 'local' | 'sources'>>): Address[] {
  const localVersions = local.nodes.ok
    ? [...new Set(local.nodes.value.map(({ version }) => version))]
    : [];
  return publishAddresses({ ...sources, registration, localVersions }).map(
    ({ address }) => address,
  );
}

type Role = ProbeTarget['roles'][number];
type Limits = Pick<ProbeTarget, 'ipsAtMost' | 'ranges'>;

/** Only those that make a difference, so that aliases share the probe of an address. */
function limits({ host, ip = host }: Address, most: Limits): Limits {
  if (isIP(ip) === 0) return most;
  const { ranges } = most;
  return ranges === undefined || hostRange(ip) === undefined ? {} : { ranges };
}

/**
 * Of what was configured as an IP, and of the IPs of names where something listens: whoever owns a
 * name decides what it stands for.
 */
function hostRangesOf(configured: readonly AddressProbe[]): HostRange[] {
  const ips = configured.flatMap(({ dns, endpoints }) => {
    const isName = dns.outcome === 'ok' && dns.evidence.lookedUp;
    return endpoints.filter(({ tcp }) => !isName || tcp.outcome === 'ok').map(({ ip }) => ip);
  });
  return [...new Set(ips.flatMap((ip) => hostRange(ip) ?? []))].toSorted();
}

function distinct(addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map((address) => [formatAddress(address), address])).values()];
}

/** One entry an address, however many roles it has: the first decides what is done with it. */
function withRoles(targets: readonly ProbeTarget[]): ProbeTarget[] {
  const known = Map.groupBy(targets, ({ address }) => formatAddress(address));
  return [...known.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, roles: [first, ...others].flatMap(({ roles }) => roles) }],
  );
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
