/** What was last seen of each remote, and the state of its incident. */
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type DecideOptions, decide } from '../incident/decide.ts';
import { type IncidentEvent, incidentStateSchema, type Summary } from '../incident/incident.ts';
import { type Memory, memorySchema, remember } from '../memory/memory.ts';
import { addToRollups } from '../memory/rollups.ts';
import type { CheckResult } from '../result/result.ts';
import { recordOutcome } from './history.ts';
import { keyOf, type RawItem, readAll, readFrom } from './item.ts';
import { packResult, unpackResult } from './packed.ts';
import { withResolved } from './pastIncidents.ts';
import { getItem, queryAll } from './query.ts';
import { remoteItemSchema } from './remoteItem.ts';
import { keepClosed } from './rollups.ts';
import { clusterPartition, REMOTE_PREFIX, remoteKey, remoteOf, type Store } from './table.ts';
import type { StoredRemote } from './types.ts';
import { updateItem } from './update.ts';

export interface SaveOptions {
  readonly result: CheckResult;
  readonly summary: Summary;
  /** The sweep that the result belongs to, an ISO time in UTC with milliseconds: of two runs the later one counts, and each only once. */
  readonly run: string;
  readonly thresholds: DecideOptions['thresholds'];
  readonly now: Date;
}

export interface Saved {
  /** `superseded`: this run, or a later one, was stored already; nothing was changed. */
  readonly outcome: 'saved' | 'superseded';
  /** What was decided and now waits in the outbox. */
  readonly events: readonly IncidentEvent[];
  /** The open incident after this result. */
  readonly incidentId?: string | undefined;
}

/**
 * While so many events are unsent the incident rests: the result is stored, and its consequences are decided from a later one, when the alert
 * topic accepts events again. Without it an item would outgrow 400 KB.
 */
export const MAX_UNSENT = 20;

/** Stores a result, and with it, together or not at all, what it means for the incident. Throws what DynamoDB refuses, and UnreadableItemError. */
export async function saveResult(store: Store, { result, summary, run, thresholds, now }: SaveOptions): Promise<Saved> {
  let events: readonly IncidentEvent[] = [];
  const packed = packResult(result);
  const item = await updateItem(store, result, async (stored) => {
    if (stored !== undefined && stored.run >= run) return undefined;
    await keepClosed(store, result, { open: stored?.rollups, at: run });
    const { version = 0, outbox = [] } = stored ?? {};
    const decided = outbox.length < MAX_UNSENT ? decide(stored?.state, summary, { now, thresholds }) : { state: stored?.state, events: [] };
    events = decided.events;
    const memory = remember(stored?.memory, result);
    const pastIncidents = withResolved(stored?.pastIncidents ?? [], events, now);
    const rollups = addToRollups(stored?.rollups, result, run);
    return {
      version,
      run,
      result: packed,
      state: decided.state,
      memory,
      rollups,
      pastIncidents,
      outbox: [...outbox, ...events],
      updatedAt: now.toISOString(),
    };
  });
  if (item === undefined) return { outcome: 'superseded', events: [] };
  await recordOutcome(store, result, now);
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
  const { state = incidentStateSchema.parse({}), updatedAt, result, rollups, pastIncidents } = remoteItemSchema.parse(raw);
  return { ...remoteOf(keyOf(raw)), result: unpackResult(result), state, rollups, pastIncidents, updatedAt };
}
