/**
 * Which nodes of the remote cluster a local node would take as gateways in sniff mode, and why not
 * the others.
 */
import { type Address, formatAddress, parseAddress } from '../address.ts';
import { wireVerdict } from '../release/compatibility.ts';
import type { AddressProbe, Endpoint } from '../result/network.ts';
import type { Gateway, Gateways, SecurityModel } from '../result/result.ts';
import type { NodeInfo, Registration, RegistrationFacts } from './facts.ts';
import { answeredSeeds, type NodeSources, remoteNodesOf } from './remoteNodes.ts';

export interface GatewayInput
  extends Pick<RegistrationFacts, 'registration' | 'network' | 'failures' | 'stopped'>,
    NodeSources {
  readonly localVersions: readonly string[];
}

export function gatewaysOf(input: GatewayInput): Gateways {
  const { registration } = input;
  if (registration.mode === 'proxy') return { source: 'not-applicable', nodes: [] };
  const { source, nodes } = remoteNodesOf(input);
  if (source === 'not-known') return { source, hint: hintFor(input), nodes: [] };
  const candidates = nodes.map((node) => ({ id: node.id, gateway: gatewayOf(node, input) }));
  const seeds = answeredSeeds(input);
  const leading = seeds.find(({ witness }) => !isDeadEnd(witness.node?.id, candidates));
  const takenInOrder =
    seeds.length > 0 && leading === undefined ? [] : inOrder(candidates, leading?.witness.node?.id);
  const chosen = takenInOrder.slice(0, registration.connectionsPerCluster);
  return {
    source,
    ...(leading === undefined ? {} : { seed: leading.witness.seed }),
    nodes: candidates.map((candidate) => ({
      ...candidate.gateway,
      chosen: chosen.includes(candidate),
    })),
  };
}

interface Candidate {
  readonly id: string;
  readonly gateway: Omit<Gateway, 'chosen'>;
}

function mayBeTaken({ gateway: { eligible, reachable } }: Candidate): boolean {
  return eligible && reachable !== 'no';
}

/**
 * Where the seed's own node may be a gateway, a local node connects to it first; if it cannot, it
 * gives up on this seed and tries the next.
 */
function isDeadEnd(ownId: string | undefined, candidates: readonly Candidate[]): boolean {
  return candidates.some(
    (candidate) => candidate.id === ownId && candidate.gateway.eligible && !mayBeTaken(candidate),
  );
}

/** Those that a local node would connect to, in its order: the seed's own node first. */
function inOrder(candidates: readonly Candidate[], ownId: string | undefined): Candidate[] {
  return candidates
    .filter(mayBeTaken)
    .sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId));
}

function hintFor(input: GatewayInput): string {
  const { registration, sniff = [], failures = [], stopped } = input;
  if (stopped !== undefined)
    return 'The gateway nodes are not known, since the remote was not checked';
  // To ask for access that is given already would lead nowhere.
  const unusable = failures.flatMap(({ subject }) => subject ?? []);
  if (unusable.length > 0)
    return `The gateway nodes are not known, since ${unusable.join(' and ')} cannot be used`;
  const { alias, securityModel } = registration;
  const asked = sniff.filter(({ witness: { as } }) => as !== 'nobody' || securityModel === 'none');
  const http = `remotes.${alias}.remote (the remote's own HTTP addresses: urls and auth)`;
  const ways =
    asked.length > 0
      ? []
      : (WAYS_TO_ASK[securityModel] ?? []).map((way) => `remotes.${alias}.${way}`);
  const why = asked
    .map(({ witness: { seed, refusal, why: reason } }) => `${seed}: ${refusal?.message ?? reason}`)
    .join('; ');
  const what =
    why === ''
      ? 'The gateway nodes are not known'
      : `The gateway nodes are not known, since no seed listed them (${why})`;
  return `${what}: give ${[...ways, http].join(' or ')} in the registry to have them listed and probed`;
}

/** What lets the checker ask the seeds. */
const WAYS_TO_ASK: Partial<Record<SecurityModel, readonly string[]>> = {
  'api-key': ["crossClusterApiKey (a cross-cluster API key of the checker's own)"],
  certificate: ['sniffAsNode (with a node certificate as transportTls)'],
};

/** Where a local node would connect to each: nodes without such an address left out. */
export function publishAddresses(
  nodes: readonly NodeInfo[],
  securityModel: SecurityModel,
): { node: NodeInfo; address: Address }[] {
  return nodes.flatMap((node) => {
    const address = parseAddress(publishAddressOf(node, securityModel) ?? '');
    return address === undefined ? [] : [{ node, address }];
  });
}

/** With API keys, connections go to the remote cluster server. */
function publishAddressOf(
  { transportAddress, remoteClusterServerAddress }: NodeInfo,
  securityModel: SecurityModel,
): string | undefined {
  return securityModel === 'api-key' ? remoteClusterServerAddress : transportAddress;
}

function gatewayOf(
  node: NodeInfo,
  { registration, localVersions, network }: GatewayInput,
): Candidate['gateway'] {
  const { name, version, roles } = node;
  const publishAddress = publishAddressOf(node, registration.securityModel);
  const refusal = refusalOf(node, registration, localVersions);
  return {
    name,
    version,
    roles: [...roles],
    publishAddress,
    eligible: refusal === undefined,
    reason: refusal ?? acceptance(node, localVersions),
    reachable: reachableOf(publishAddress, network),
  };
}

/** In the order in which Elasticsearch looks. */
function refusalOf(
  node: NodeInfo,
  registration: Registration,
  localVersions: readonly string[],
): string | undefined {
  const { nodeAttribute, securityModel } = registration;
  if (
    wireVerdict({ versions: localVersions }, { versions: [node.version] }).verdict === 'unsupported'
  )
    return `version ${node.version} is not compatible with the local cluster (${localVersions.join(', ')})`;
  if (isDedicatedMaster(node.roles)) return 'dedicated master';
  if (nodeAttribute !== undefined && node.attributes[nodeAttribute] !== 'true')
    return `lacks the attribute ${nodeAttribute} = true`;
  if (securityModel === 'api-key' && node.remoteClusterServerAddress === undefined)
    return 'has no remote cluster server enabled';
  return undefined;
}

function acceptance({ version }: NodeInfo, localVersions: readonly string[]): string {
  const { verdict } = wireVerdict({ versions: localVersions }, { versions: [version] });
  return verdict === 'supported'
    ? 'compatible version, and not a dedicated master'
    : 'not a dedicated master; whether its version is compatible is not known';
}

function isDedicatedMaster(roles: readonly string[]): boolean {
  return (
    roles.includes('master') &&
    !roles.some((role) => role === 'ingest' || role === 'data' || role.startsWith('data_'))
  );
}

function reachableOf(
  publishAddress: string | undefined,
  network: readonly AddressProbe[],
): Gateway['reachable'] {
  const address = parseAddress(publishAddress ?? '');
  const probe =
    address && network.find((candidate) => candidate.address === formatAddress(address));
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
