/** What was last seen of each remote, and the state of its incident. */
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type DecideOptions, decide } from '../incident/decide.ts';
import { addressesOf } from '../incident/identity.ts';
import { CANARY_ALIAS, type IncidentEvent, incidentStateSchema, type Summary } from '../incident/incident.ts';
import { type Memory, memorySchema, remember } from '../memory/memory.ts';
import { addToRollups } from '../memory/rollups.ts';
import type { CheckResult } from '../result/result.ts';
import { recordOutcome } from './history.ts';
import { keyOf, type RawItem, readAll, readFrom } from './item.ts';
import { packResult, unpackResult } from './packed.ts';
import { withResolved } from './pastIncidents.ts';
import { getItem, queryAll } from './query.ts';
import { MAX_UNSENT, type RemoteItem, remoteItemSchema } from './remoteItem.ts';
import { keepClosed } from './rollups.ts';
import { clusterPartition, REMOTE_PREFIX, type RemoteId, remoteKey, remoteOf, type Store } from './table.ts';
import type { StoredRemote } from './types.ts';
import { updateItem } from './update.ts';

export interface DecisionOptions {
  readonly summary: Summary;
  /** The sweep that the result belongs to, an ISO time in UTC with milliseconds: of two runs the later one counts, and each only once. */
  readonly run: string;
  readonly thresholds: DecideOptions['thresholds'];
  readonly now: Date;
  /** Name of the maintenance window that is open. */
  readonly maintenance?: string | undefined;
  /** What was seen does not count, as the checker has lost its own network. */
  readonly isBlind?: boolean;
}

export interface SaveOptions extends DecisionOptions {
  readonly result: CheckResult;
}

export interface Saved {
  /** `superseded`: this run, or a later one, was stored already, or there is nothing to store; nothing was changed. */
  readonly outcome: 'saved' | 'superseded';
  /** What was decided and now waits in the outbox. */
  readonly events: readonly IncidentEvent[];
  /** The open incident after this result. */
  readonly incidentId?: string | undefined;
}

/** Stores a result, and with it, together or not at all, what it means for the incident. Throws what DynamoDB refuses, and UnreadableItemError. */
export async function saveResult(store: Store, { result, ...options }: SaveOptions): Promise<Saved> {
  const packed = packResult(result);
  const saved = await saveDecision(store, result, options, async (stored) => {
    const { memory, addresses, remoteClusterUuid } = stored ?? {};
    await keepClosed(store, result, { open: stored?.rollups, at: options.run });
    const rollups = addToRollups(stored?.rollups, result, options.run);
    const given = addressesOf(result) ?? addresses;
    const known = given === addresses ? remoteClusterUuid : undefined;
    return {
      result: packed,
      memory: remember(memory, result),
      rollups,
      addresses: given,
      remoteClusterUuid: result.remoteClusterUuid ?? known,
    };
  });
  if (saved.outcome === 'saved') await recordOutcome(store, result, options.now);
  return saved;
}

/** Stores what was seen of the checker's own network; nothing where all is as well as it was. */
export async function saveCanary(store: Store, cluster: string, options: DecisionOptions): Promise<Saved> {
  const { status } = options.summary;
  return saveDecision(store, { cluster, alias: CANARY_ALIAS }, options, (stored) => {
    const wasWell = stored === undefined || (stored.state?.failures === 0 && stored.state.incident === undefined);
    return wasWell && status === 'healthy' ? undefined : { result: '' };
  });
}

type Content = Pick<RemoteItem, 'result' | 'memory' | 'rollups' | 'addresses' | 'remoteClusterUuid'>;

async function saveDecision(
  store: Store,
  id: RemoteId,
  { summary, run, isBlind = false, ...options }: DecisionOptions,
  contentOf: (stored: RemoteItem | undefined) => Content | undefined | Promise<Content | undefined>,
): Promise<Saved> {
  let events: readonly IncidentEvent[] = [];
  const item = await updateItem(store, id, async (stored) => {
    const content = stored !== undefined && stored.run >= run ? undefined : await contentOf(stored);
    if (content === undefined) return undefined;
    const { version = 0, outbox = [], state } = stored ?? {};
    const rests = isBlind || outbox.length >= MAX_UNSENT;
    const known = { ...summary, remoteClusterUuid: content.remoteClusterUuid };
    const decided = rests ? { state, events: [] } : decide(state, known, options);
    events = decided.events;
    const pastIncidents = withResolved(stored?.pastIncidents ?? [], events, options.now);
    return {
      ...content,
      pastIncidents,
      version,
      run,
      state: decided.state,
      outbox: [...outbox, ...events],
      updatedAt: options.now.toISOString(),
    };
  });
  if (item === undefined) return { outcome: 'superseded', events: [] };
  return { outcome: 'saved', events, incidentId: item.state?.incident?.id };
}

/**
 * The remotes of one local cluster by alias; empty where it was never checked. Alias `*` is among them once the aliases could not be learnt.
 * Items that cannot be read are told to `onUnreadable` and left out.
 */
export async function readCluster(store: Store, cluster: string): Promise<StoredRemote[]> {
  return readAll(store, await queryCluster(store, cluster), storedRemote);
}

function queryCluster(
  store: Store,
  cluster: string,
  projection: Pick<QueryCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'> = {},
): Promise<RawItem[]> {
  return queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': clusterPartition(cluster), ':prefix': REMOTE_PREFIX },
    ConsistentRead: true,
    ...projection,
  });
}

/** What is remembered of the remotes of one local cluster, by alias. Items that cannot be read are told to `onUnreadable` and left out. */
export async function recallCluster(store: Store, cluster: string): Promise<ReadonlyMap<string, Memory>> {
  const items = await queryCluster(store, cluster, {
    ProjectionExpression: 'pk, sk, #memory',
    ExpressionAttributeNames: { '#memory': 'memory' },
  });
  return new Map(readAll(store, items, (raw) => [remoteOf(keyOf(raw)).alias, memorySchema.parse(raw['memory'] ?? {})]));
}

/** One remote; undefined where it was never checked. Throws UnreadableItemError. */
export async function readRemote(store: Store, cluster: string, alias: string): Promise<StoredRemote | undefined> {
  const item = await getItem(store, remoteKey({ cluster, alias }));
  return item && readFrom(item, storedRemote);
}

function storedRemote(raw: RawItem): StoredRemote {
  const { state = incidentStateSchema.parse({}), updatedAt, result, memory, rollups, pastIncidents } = remoteItemSchema.parse(raw);
  const expiries = memory?.expiries;
  const shown = { ...remoteOf(keyOf(raw)), result: unpackResult(result), state, rollups, pastIncidents, updatedAt };
  return expiries === undefined ? shown : { ...shown, expiries };
}
