/**
 * Asks all witnesses about one registration. Every failure to see something is part of the facts;
 * nothing here judges.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatAddress, parseAddress } from '../address.ts';
import { deadline } from '../deadline.ts';
import type {
  GivenAccess,
  RegistrationFacts,
  RemoteFacts,
  Skipped,
  Sniffed,
} from '../facts/facts.ts';
import type { Registration } from '../facts/registration.ts';
import type { Platforms } from '../platform.ts';
import { createRedactor } from '../redact.ts';
import type { LocalCluster, RemoteEntry } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';
import { isPartlySilent } from '../result/silence.ts';
import type { ActiveWitness, PassiveWitness } from '../result/witness.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import {
  type DeadMemory,
  isRecent,
  rememberedWitnesses,
  signsOfDeath,
} from '../state/baseline/deadRemote.ts';
import { accessOf, readSecret } from './access.ts';
import type { CheckContext } from './context.ts';
import { observeRemote } from './elasticsearch/observe.ts';
import { askForMuch, askThroughNodes, repeatIfSilent } from './nodeRequests.ts';
import { passiveWitnesses } from './passive.ts';
import type { ProbeTarget } from './probe/endpoint.ts';
import type { Outlook } from './prober.ts';
import { sniffSeeds } from './seeds.ts';
import { notedBy, type Observed, present, type Surroundings } from './surroundings.ts';
import { targetsOf } from './targets.ts';

/** The facts without what is asked for all remotes of the cluster at once. */
export type OwnFacts = Omit<
  RegistrationFacts,
  'stats' | 'searchCounts' | 'ownFailedSearches' | 'ccr' | 'othersHanging' | 'notRecalled'
>;

/** Each question fails, or hangs until the end, for itself; what was learned otherwise stays. */
export async function collectFacts(
  registration: Registration,
  observed: Observed,
  context: CheckContext,
): Promise<OwnFacts> {
  const started = performance.now();
  const { tried, failures } = notedBy(context);
  const entry: RemoteEntry = observed.cluster.remotes[registration.alias] ?? {};
  const passive = passiveWitnesses(observed.local.facts.nodesAsked, registration.alias);
  const surroundings = { observed, context, tried };
  const [active, { remote, network, skipped, sniff }] = await askAndWalk(
    { registration, entry, passive },
    surroundings,
  );
  const transportPortOpen = await probeTransportPort(registration, network, surroundings);
  const { alias } = registration;
  const seen = { passive, active, network };
  const repeated = await repeatIfSilent(alias, seen, surroundings);
  const large = await askForMuch(alias, { ...seen, repeated }, surroundings);
  const durationMs = performance.now() - started;
  return {
    durationMs,
    now: context.now(),
    vantage: context.vantage,
    registration,
    local: observed.local.facts,
    passive,
    active,
    ...(active.length > 0
      ? {}
      : { activeNotAsked: 'no local node could be asked for its remote clusters' }),
    ...(repeated.length === 0 ? {} : { repeated }),
    ...(large === undefined ? {} : { large }),
    network,
    skipped,
    ...(transportPortOpen === undefined ? {} : { transportPortOpen }),
    ...(remote === undefined ? {} : { remote }),
    sniff,
    ...(entry.expect === undefined ? {} : { expect: entry.expect }),
    given: givenAccess(entry),
    platforms: givenPlatforms(observed.cluster, entry),
    expiryWarningDays: context.defaults.expiryWarningDays,
    failures: [...failures.values()],
  };
}

function givenAccess({ remote, crossClusterApiKey, sniffAsNode }: RemoteEntry): GivenAccess {
  return {
    remote: remote !== undefined,
    crossClusterApiKey: crossClusterApiKey !== undefined,
    sniffAsNode: sniffAsNode === true,
  };
}

interface Asking {
  readonly registration: Registration;
  readonly entry: RemoteEntry;
  readonly passive: readonly PassiveWitness[];
}

/**
 * Both at once, as either may take long; but if requests failed a moment ago, first the wire shows
 * whether there is a reason to repeat them.
 */
async function askAndWalk(
  { registration, entry, passive }: Asking,
  surroundings: Surroundings,
): Promise<[ActiveWitness[], Walked]> {
  const { alias } = registration;
  const before = await failedBefore(alias, surroundings);
  const ask = () => askThroughNodes(alias, passive, surroundings);
  if (before === undefined) {
    const asking = ask();
    return Promise.all([asking, walkTheWire(registration, entry, { ...surroundings, asking })]);
  }
  // It waits for the walk, so the walk does not wait for it.
  const asking = new Promise(() => undefined);
  const walked = await walkTheWire(registration, entry, { ...surroundings, asking });
  const signs = signsOfDeath({ ...registration, passive, network: walked.network });
  return [signs === before.signs ? rememberedWitnesses(before) : await ask(), walked];
}

/** A request that is made once too often is better than one that waits for a slow store. */
const LATE_MS = 300;

/** Undefined if it is time to ask again. */
async function failedBefore(
  alias: string,
  { observed, context: { activeRetryMs, now } }: Surroundings,
): Promise<DeadMemory | undefined> {
  if (activeRetryMs === 0) return undefined;
  const late = sleep(LATE_MS, new Map<string, Memory>(), { ref: false });
  const before = (await Promise.race([observed.memories, late])).get(alias)?.dead;
  return before !== undefined && isRecent(before, now(), activeRetryMs) ? before : undefined;
}

function givenPlatforms({ platform: local }: LocalCluster, { remote }: RemoteEntry): Platforms {
  return {
    ...(local === undefined ? {} : { local }),
    ...(remote?.platform === undefined ? {} : { remote: remote.platform }),
  };
}

interface WhileAsking extends Surroundings {
  /** Through the local nodes. */
  readonly asking: Promise<unknown>;
}

interface Walked {
  readonly remote: RemoteFacts | undefined;
  readonly network: AddressProbe[];
  readonly skipped: Skipped;
  readonly sniff: Sniffed[];
}

/**
 * The gateway nodes' addresses are known only once the remote, or one of its seeds, has listed its
 * nodes.
 */
async function walkTheWire(
  registration: Registration,
  entry: RemoteEntry,
  surroundings: WhileAsking,
): Promise<Walked> {
  const { local } = surroundings.observed;
  const targets = { registration, local: local.facts, tls: entry.transportTls ?? {} };
  const [remote, configured] = await Promise.all([
    entry.remote && askRemote(registration.alias, entry.remote, surroundings),
    probeConfigured(targetsOf(targets).targets, surroundings),
  ]);
  const sniff = await sniffWithKey(registration, { entry, seeds: configured, surroundings });
  const sources = { sniff, ...(remote === undefined ? {} : { remote }) };
  const outlook = configured.some(isPartlySilent) ? 'silence' : 'answer';
  const { targets: all, skipped } = targetsOf({ ...targets, sources, configured });
  return { remote, sniff, skipped, network: await probeAll(all, surroundings, outlook) };
}

interface Sniffing {
  readonly entry: RemoteEntry;
  readonly seeds: readonly AddressProbe[];
  readonly surroundings: Surroundings;
}

/**
 * Without the key that the registry refers to no seed is asked: the remote would only log a
 * refusal.
 */
async function sniffWithKey(
  registration: Registration,
  { entry, seeds, surroundings: { observed, context, tried } }: Sniffing,
): Promise<Sniffed[]> {
  const { crossClusterApiKey: reference } = entry;
  const place = {
    key: `remotes.${registration.alias}.crossClusterApiKey`,
    cluster: observed.cluster.name,
  };
  const isUsed = registration.mode === 'sniff' && registration.securityModel === 'api-key';
  const key =
    isUsed && reference !== undefined
      ? await tried(place.key, () => readSecret(reference, place, context), { end: undefined })
      : reference;
  if (reference !== undefined && key === undefined) return [];
  const known = key === undefined ? entry : { ...entry, crossClusterApiKey: key };
  const sniffing = () => sniffSeeds(registration, { entry: known, seeds, context });
  return (await tried('Asking the seeds for the gateway nodes', sniffing)) ?? [];
}

/**
 * Those of a remote that lets the local nodes wait longer than a connection may take need not wait
 * for their turn.
 */
async function probeConfigured(
  targets: readonly ProbeTarget[],
  surroundings: WhileAsking,
): Promise<AddressProbe[]> {
  const { context, asking } = surroundings;
  const probed = probeAll(targets, surroundings);
  const slow = sleep(context.defaults.timeouts.connectSeconds * 1000, true, { ref: false });
  const isSlow = await Promise.race([asking.then(() => false), probed.then(() => false), slow]);
  return isSlow ? probeAll(targets, surroundings, 'silence') : probed;
}

/** Addresses that were probed before are not probed anew. */
async function probeAll(
  targets: readonly ProbeTarget[],
  { context: { probe }, tried }: Surroundings,
  outlook?: Outlook,
): Promise<AddressProbe[]> {
  const probing = targets.map((target) =>
    tried(`The probe of ${formatAddress(target.address)}`, () => probe(target, outlook)),
  );
  return present(await Promise.all(probing));
}

/**
 * All questions together take no longer than one may, so that others need not wait for a remote
 * that hangs.
 */
async function askRemote(
  alias: string,
  access: NonNullable<RemoteEntry['remote']>,
  { observed, context, tried }: Surroundings,
): Promise<RemoteFacts | undefined> {
  const place = { name: alias, prefix: `remotes.${alias}.remote.`, cluster: observed.cluster.name };
  const resolved = await tried(`remotes.${alias}.remote`, () => accessOf(access, place, context), {
    end: undefined,
  });
  if (resolved === undefined) return undefined;
  const { defaults, signal, whenPlaced, kept } = context;
  const timeoutMs = defaults.timeouts.httpSeconds * 1000;
  const asking = () =>
    whenPlaced(() =>
      observeRemote(resolved, {
        timeoutMs,
        signal: deadline(timeoutMs + LAST_WORD_MS, signal),
        kept,
      }),
    );
  return tried(`Asking remotes.${alias}.remote`, asking, { redact: createRedactor(resolved.auth) });
}

/** By then the first question has ended by its own deadline, and has said so. */
const LAST_WORD_MS = 250;

const DEFAULT_TRANSPORT_PORT = 9300;

/**
 * Where the remote cluster server refuses, its host may still be up: then its transport port
 * answers.
 */
async function probeTransportPort(
  { securityModel }: Registration,
  network: readonly AddressProbe[],
  surroundings: Surroundings,
): Promise<RegistrationFacts['transportPortOpen']> {
  const refused = network.find(({ endpoints }) =>
    endpoints.some(({ tcp }) => tcp.outcome === 'failed' && tcp.failure === 'refused'),
  );
  const address = refused && parseAddress(refused.address);
  if (securityModel !== 'api-key' || address === undefined) return undefined;
  if (address.port === DEFAULT_TRANSPORT_PORT) return undefined;
  const other = { ...address, port: DEFAULT_TRANSPORT_PORT };
  const target: ProbeTarget = { address: other, roles: [], expects: 'tls', tls: {}, tcpOnly: true };
  const [probed] = await probeAll([target], surroundings);
  return (
    probed && {
      address: probed.address,
      open: probed.endpoints.some(({ tcp }) => tcp.outcome === 'ok'),
    }
  );
}
