/** The facts of one registration as the rules look at them: all of it follows from the facts. */
import type { RegistrationFacts, RootInfo } from '../facts/facts.ts';
import { gatewaysOf } from '../facts/gateways.ts';
import { withoutOtherCluster } from '../facts/registryRemote.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import { replicationVerdict, searchVerdict, wireVerdict } from '../release/compatibility.ts';
import { releaseHint } from '../release/transportVersions.ts';
import type { AddressProbe } from '../result/network.ts';
import type { Replication } from '../result/replication.ts';
import type { Gateways, Verdict } from '../result/result.ts';
import type { Searches } from '../result/searches.ts';
import type { ActiveWitness } from '../result/witness.ts';
import { type Fault, faultsOf } from './faults.ts';
import { replicationOf } from './followerState.ts';
import { searchesOf } from './searchTotals.ts';
import { type Statement, statementsIn } from './statements.ts';

/** What the active witnesses say; `mixed`: some local nodes can use the remote, others cannot. */
export type ActiveVerdict =
  | 'connected'
  | 'mixed'
  | 'not-connected'
  | 'timed-out'
  | 'not-authorized'
  | 'no-role'
  | 'not-asked'
  | 'unknown';

export type { Statement } from './statements.ts';

export interface Versions {
  readonly local: string[];
  readonly remote: string[];
  readonly wire: Verdict;
  readonly search: Verdict;
  readonly replication: Verdict;
}

/** A configured address and what is wrong with it. */
export interface ConfiguredAddress {
  readonly address: string;
  readonly endpoints: AddressProbe['endpoints'];
  readonly faults: readonly Fault[];
  /** Those of the IP that Elasticsearch takes, if the name has several. */
  readonly deadly: readonly Fault[];
  /** Names that the certificate lacks; only `verification_mode: full` looks at them. */
  readonly nameFaults: readonly Fault[];
}

export interface View {
  readonly facts: RegistrationFacts;
  readonly verdict: ActiveVerdict;
  /** What the local nodes say about the failure, those that lead first. */
  readonly statements: readonly Statement[];
  /** What they say if a request could not be made: about themselves, or about our user. */
  readonly remarks: readonly Statement[];
  /** Seeds or the proxy address: where a local node connects first. */
  readonly configured: readonly ConfiguredAddress[];
  /** Every configured address was probed and each has a fault. */
  readonly allConfiguredDead: boolean;
  readonly gateways: Gateways;
  readonly versions: Versions;
  readonly searches: Searches | undefined;
  readonly replication: Replication | undefined;
}

export function viewOf(collected: RegistrationFacts): View {
  const facts = withoutOtherCluster(collected);
  const verdict = verdictOf(facts);
  const statements = statementsOf(facts, isRefused);
  const configured = facts.network
    .filter(({ roles }) => roles.some((role) => role !== 'gateway'))
    .map((probe) => configuredAddress(probe, facts, statements));
  const isOff = verdict === 'connected' ? isDead : isDeadAsTaken;
  const versions = versionsOf(facts);
  return {
    facts,
    verdict,
    statements,
    remarks: statementsOf(facts, (witness) => !isRefused(witness)),
    configured,
    allConfiguredDead: configured.length > 0 && configured.every(isOff),
    gateways: gatewaysOf({ ...facts, localVersions: versions.local }),
    versions,
    searches: searchesOf(facts),
    replication: replicationOf(facts),
  };
}

/** The local cluster cannot use the remote, or some of its nodes cannot. */
export function isBroken({ verdict, facts, allConfiguredDead }: View): boolean {
  if (verdict === 'connected') return false;
  if (verdict === 'not-connected' || verdict === 'timed-out' || verdict === 'mixed') return true;
  return allConfiguredDead && facts.passive.some(({ connected }) => connected === false);
}

/** A local node that starts waits for the remote; one that refuses makes nobody wait. */
export function hangs(view: View): boolean {
  // With a mixed verdict, other nodes may connect to what carries the same name.
  if (!isBroken(view) || view.verdict === 'mixed') return false;
  const codes = view.configured.flatMap(({ faults }) => faults.map(({ code }) => code));
  const isSilent = codes.some((code) => code === 'silent-peer' || code === 'connection-timed-out');
  return view.verdict === 'timed-out' || (view.allConfiguredDead && isSilent);
}

function configuredAddress(
  probe: AddressProbe,
  { registration, now }: RegistrationFacts,
  statements: readonly Statement[],
): ConfiguredAddress {
  const all = faultsOf(probe, registration, now);
  const { address, endpoints } = probe;
  const faults = all.filter(({ aboutName }) => !aboutName);
  const taken = takenEndpoint(endpoints, statements);
  const isTaken = ({ subject }: Fault) => subject === `${address} (${taken?.ip})`;
  return {
    address,
    endpoints,
    faults,
    deadly: endpoints.length > 1 ? faults.filter(isTaken) : faults,
    nameFaults: all.filter(({ aboutName }) => aboutName),
  };
}

/**
 * A local node takes one IP of a name: the one that it names itself, or else the first, IPv4 before
 * IPv6, as Java does (InetAddress.getByName).
 */
export function takenEndpoint(
  endpoints: AddressProbe['endpoints'],
  statements: readonly Statement[],
): AddressProbe['endpoints'][number] | undefined {
  const isNamed = ({ ip, port }: AddressProbe['endpoints'][number]) =>
    statements.some(({ text }) => ['[', '/'].some((by) => text.includes(`${by}${ip}:${port}`)));
  return endpoints.find(isNamed) ?? endpoints.find(({ ip }) => !ip.includes(':')) ?? endpoints[0];
}

function isDeadAsTaken({ deadly }: ConfiguredAddress): boolean {
  return deadly.length > 0;
}

/** Some IPs of a name may be faulty while another works: then the address is not dead. */
function isDead({ endpoints, faults }: ConfiguredAddress): boolean {
  return new Set(faults.map(({ subject }) => subject)).size >= Math.max(1, endpoints.length);
}

/** Every real request through the local nodes, also those that were repeated. */
export function asksOf({ active, repeated = [] }: RegistrationFacts): readonly ActiveWitness[] {
  return [...active, ...repeated];
}

/**
 * A remote that refuses the privileges of a known cross-cluster API key was reached, and knew the
 * key: a key for replication only refuses every search. The same words come if the user of the
 * checker lacks a privilege. So it is the key only if the user may do everything, or if the remote
 * lists the key without access for search.
 */
export function isRefusedByKey(
  { outcome, error = '' }: Pick<ActiveWitness, 'outcome' | 'error'>,
  { registration, remote }: Pick<RegistrationFacts, 'registration' | 'remote'>,
): boolean {
  const id = BY_KEY.exec(error)?.[1];
  if (registration.securityModel !== 'api-key' || outcome !== 'not-authorized') return false;
  if (id === undefined) return false;
  const keys = remote?.apiKeys.ok ? remote.apiKeys.value : [];
  const access = keys.find((key) => key.id === id)?.access;
  return access === undefined ? SUPERUSER.test(error) : !access.includes('search');
}

const BY_KEY =
  /towards remote cluster .{0,300}is unauthorized for .{0,2000}authenticated by API key id \[([\w-]+)\]/;
const SUPERUSER = /with (?:assigned|effective) roles \[(?:[^\]]{0,300}[ ,])?superuser[\],]/;

function verdictOf(facts: RegistrationFacts): ActiveVerdict {
  const outcomes = new Set(
    asksOf(facts).map((one) => (isRefusedByKey(one, facts) ? 'connected' : one.outcome)),
  );
  const bad = outcomes.has('not-connected')
    ? 'not-connected'
    : outcomes.has('timed-out')
      ? 'timed-out'
      : undefined;
  if (outcomes.has('connected')) return bad === undefined ? 'connected' : 'mixed';
  if (bad !== undefined) return bad;
  return (
    (['not-authorized', 'no-role', 'unknown'] as const).find((outcome) => outcomes.has(outcome)) ??
    'not-asked'
  );
}

function isRefused({ outcome }: ActiveWitness): boolean {
  return outcome === 'not-connected';
}

function statementsOf(
  facts: RegistrationFacts,
  isMeant: (witness: ActiveWitness) => boolean,
): Statement[] {
  const { nodes } = facts.local;
  const localNodes = nodes.ok ? nodes.value : [];
  return asksOf(facts)
    .filter((witness) => witness.outcome !== 'connected' && isMeant(witness))
    .flatMap((witness) => statementsIn(witness, localNodes));
}

function versionsOf(facts: RegistrationFacts): Versions {
  const local = distinct(
    facts.local.nodes.ok
      ? facts.local.nodes.value.map(({ version }) => version)
      : rootsOf(facts).map(({ version }) => version),
  );
  const remote = remoteVersionsOf(facts);
  const minimum = facts.remote?.root.ok
    ? facts.remote.root.value.minimumWireVersion
    : facts.active.find((w) => w.remoteMinimumWireVersion)?.remoteMinimumWireVersion;
  const localMinimum = rootsOf(facts)[0]?.minimumWireVersion;
  const wire = wireVerdict(
    {
      versions: local,
      ...(localMinimum === undefined ? {} : { minimumWireVersion: localMinimum }),
    },
    { versions: remote, ...(minimum === undefined ? {} : { minimumWireVersion: minimum }) },
  );
  return {
    local,
    remote,
    wire,
    search: searchVerdict(local, remote),
    replication: replicationVerdict(local, remote, wire),
  };
}

/**
 * The cluster that the local nodes are connected to. If they do not say, the one at the remote's
 * own HTTP address, or else the one that a seed belongs to.
 */
export function uuidOf({
  stats,
  remote,
  sniff = [],
}: Pick<RegistrationFacts, 'stats' | 'remote' | 'sniff'>): string | undefined {
  if (stats.ok) return stats.value.clusterUuid;
  if (remote?.root.ok) return remote.root.value.clusterUuid;
  return sniff.flatMap(({ witness }) => witness.clusterUuid ?? [])[0];
}

export function rootsOf(facts: RegistrationFacts): RootInfo[] {
  return facts.local.nodesAsked.flatMap(({ root }) => (root.ok ? [root.value] : []));
}

/**
 * The best source wins: the remote's own node list, its statistics, its answer to the active
 * request, its handshake.
 */
function remoteVersionsOf(facts: RegistrationFacts): string[] {
  const { stats, active, network } = facts;
  const sources = [
    remoteNodesOf(facts).nodes.map(({ version }) => version),
    stats.ok ? stats.value.versions : [],
    active.flatMap(({ remoteVersion }) => remoteVersion ?? []),
    network.flatMap(({ endpoints }) =>
      endpoints.flatMap(({ transport }) =>
        transport.outcome === 'ok'
          ? (transport.evidence.release ?? releaseHint(transport.evidence.transportVersion) ?? [])
          : [],
      ),
    ),
  ];
  return distinct(sources.find((versions) => versions.length > 0) ?? []);
}

/** Longer than any number in a version or a name. */
const MOST_DIGITS = 20;

/** Each once and sorted, 8.9 before 8.10. */
export function distinct(values: readonly string[]): string[] {
  const sorted = [...new Set(values)].map((value) => ({
    value,
    key: value.replace(/\d+/g, (digits) => digits.padStart(MOST_DIGITS, '0')),
  }));
  return sorted
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ value }) => value);
}
