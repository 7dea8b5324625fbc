/**
 * Which nodes of the remote cluster a local node would take as gateways in sniff mode, and why not
 * the others.
 */
import { type Address, formatAddress, parseAddress } from '../address.ts';
import { listing } from '../listing.ts';
import { wireVerdict } from '../release/compatibility.ts';
import type { AddressProbe, Endpoint } from '../result/network.ts';
import type { Gateway, Gateways, SecurityModel, Verdict } from '../result/result.ts';
import type { NodeInfo, RegistrationFacts } from './facts.ts';
import { gatewayHint } from './gatewayHint.ts';
import type { Registration } from './registration.ts';
import { answeredSeeds, type NodeSources, ownIdsOf, remoteNodesOf } from './remoteNodes.ts';

export interface GatewayInput
  extends Pick<
      RegistrationFacts,
      'registration' | 'network' | 'failures' | 'stopped' | 'otherCluster' | 'given'
    >,
    NodeSources {
  readonly localVersions: readonly string[];
}

export function gatewaysOf(input: GatewayInput): Gateways {
  const { registration } = input;
  if (registration.mode === 'proxy') return { source: 'not-applicable', nodes: [] };
  const { source, nodes } = remoteNodesOf(input);
  if (source === 'not-known') return { source, hint: gatewayHint(input), nodes: [] };
  const candidates = candidatesOf(nodes, input);
  const seeds = answeredSeeds(input);
  const deadEnds = new Set(candidates.filter(isDeadEnd).map(({ id }) => id));
  const leading = seeds.find(
    ({ witness }) => witness.node === undefined || !deadEnds.has(witness.node.id),
  );
  const takenInOrder =
    seeds.length > 0 && leading === undefined ? [] : inOrder(candidates, leading?.witness.node?.id);
  const chosen = new Set(takenInOrder.slice(0, registration.connectionsPerCluster));
  return {
    source,
    ...(leading === undefined ? {} : { seed: leading.witness.seed }),
    nodes: candidates.map((candidate) => ({ ...candidate.gateway, chosen: chosen.has(candidate) })),
  };
}

interface Candidate {
  readonly id: string;
  readonly gateway: Omit<Gateway, 'chosen'>;
}

function candidatesOf(
  nodes: readonly NodeInfo[],
  { registration, localVersions, network }: GatewayInput,
): Candidate[] {
  const judge = gatewayJudge(registration, localVersions);
  const probes = new Map(network.map((probe) => [probe.address, probe]));
  return nodes.map((node) => {
    const { id, name, version, roles } = node;
    const publishAddress = publishAddressOf(node, registration.securityModel);
    const address = parseAddress(publishAddress ?? '');
    const reachable = reachableOf(address && probes.get(formatAddress(address)));
    return {
      id,
      gateway: { name, version, roles: [...roles], publishAddress, ...judge(node), reachable },
    };
  });
}

function mayBeTaken({ gateway: { eligible, reachable } }: Candidate): boolean {
  return eligible && reachable !== 'no';
}

/**
 * Where the seed's own node may be a gateway, a local node connects to it first; if it cannot, it
 * gives up on this seed and tries the next.
 */
function isDeadEnd(candidate: Candidate): boolean {
  return candidate.gateway.eligible && !mayBeTaken(candidate);
}

/** Those that a local node would connect to, in its order: the seed's own node first. */
function inOrder(candidates: readonly Candidate[], ownId: string | undefined): Candidate[] {
  return candidates
    .filter(mayBeTaken)
    .sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId));
}

export interface Published {
  readonly node: NodeInfo;
  readonly address: Address;
}

/**
 * Where a local node would connect to each node, those first to which it would first: the seeds'
 * own nodes, then the others that may be gateways. Nodes without such an address are skipped.
 */
export function publishAddresses(input: Omit<GatewayInput, 'network'>): Published[] {
  const { registration, localVersions } = input;
  const own = ownIdsOf(input);
  const judge = gatewayJudge(registration, localVersions);
  const rank = (node: NodeInfo) => (own.has(node.id) ? 0 : judge(node).eligible ? 1 : 2);
  const published = remoteNodesOf(input).nodes.flatMap((node) => {
    const address = parseAddress(publishAddressOf(node, registration.securityModel) ?? '');
    return address === undefined ? [] : [{ node, address, rank: rank(node) }];
  });
  return published.sort((a, b) => a.rank - b.rank).map(({ node, address }) => ({ node, address }));
}

/** With API keys, connections go to the remote cluster server. */
function publishAddressOf(
  { transportAddress, remoteClusterServerAddress }: NodeInfo,
  securityModel: SecurityModel,
): string | undefined {
  return securityModel === 'api-key' ? remoteClusterServerAddress : transportAddress;
}

type Judgement = Pick<Gateway, 'eligible' | 'reason'>;

/** Versions are few, nodes may be many: each version is judged once. */
function gatewayJudge(
  registration: Registration,
  localVersions: readonly string[],
): (node: NodeInfo) => Judgement {
  const verdicts = new Map<string, Verdict['verdict']>();
  const locals = listing(localVersions);
  return (node) => {
    const { version } = node;
    const verdict =
      verdicts.get(version) ??
      wireVerdict({ versions: localVersions }, { versions: [version] }).verdict;
    verdicts.set(version, verdict);
    if (verdict === 'unsupported')
      return refused(`version ${version} is not compatible with the local cluster (${locals})`);
    const refusal = refusalOf(node, registration);
    return refusal === undefined
      ? { eligible: true, reason: ACCEPTANCE[verdict] }
      : refused(refusal);
  };
}

function refused(reason: string): Judgement {
  return { eligible: false, reason };
}

/** In the order in which Elasticsearch looks, after the version. */
function refusalOf(
  node: NodeInfo,
  { nodeAttribute, securityModel }: Registration,
): string | undefined {
  if (isDedicatedMaster(node.roles)) return 'dedicated master';
  if (nodeAttribute !== undefined && node.attributes[nodeAttribute] !== 'true')
    return `lacks the attribute ${nodeAttribute} = true`;
  if (securityModel === 'api-key' && node.remoteClusterServerAddress === undefined)
    return 'has no remote cluster server enabled';
  return undefined;
}

const ACCEPTANCE = {
  supported: 'compatible version, and not a dedicated master',
  unknown: 'not a dedicated master; whether its version is compatible is not known',
} as const;

function isDedicatedMaster(roles: readonly string[]): boolean {
  return (
    roles.includes('master') &&
    !roles.some((role) => role === 'ingest' || role === 'data' || role.startsWith('data_'))
  );
}

function reachableOf(probe: AddressProbe | undefined): Gateway['reachable'] {
  if (probe === undefined || probe.dns.outcome === 'not-measured') return 'unknown';
  const reached = probe.endpoints.map(reachedAt);
  return (['yes', 'unknown'] as const).find((outcome) => reached.includes(outcome)) ?? 'no';
}

/**
 * The transport handshake is the proof; where it was not measured, what came before it is. A
 * rejected client certificate is the checker's own.
 */
function reachedAt({ tcp, tls, transport }: Endpoint): Gateway['reachable'] {
  if (tcp.outcome === 'not-measured') return 'unknown';
  if (tcp.outcome === 'failed' || transport.outcome === 'failed') return 'no';
  if (transport.outcome === 'ok' || tls.outcome !== 'failed') return 'yes';
  return tls.failure === 'client-certificate-rejected' ? 'unknown' : 'no';
}
