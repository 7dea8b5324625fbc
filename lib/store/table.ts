/**
 * The one DynamoDB table. What belongs together stands in one item, so that one conditional write
 * decides it.
 *
 *     pk                            sk             what
 *     CLUSTER#<cluster>             REMOTE#<alias> latest result, state and unsent events of one remote
 *     CLUSTER#<cluster>             CANARY         the same of the checker's own network, as the check of that cluster saw it
 *     CLUSTER#<cluster>             SEEN#<part>    what checks have seen since of the remotes of which nothing is new; see seen.ts
 *     HISTORY#<cluster>#<alias>     <ISO time>     checks in a row with the same outcome, from that time on
 *     HOURS#<cluster>#<alias>       <ISO time>     the checks of one hour that is over, counted; DAYS# likewise
 *     SENDING                       <id>           a message that is under way to the alert topic
 *     TOLD#<channel>                <id>           a message that is being told, or was
 *
 * Cluster names and aliases have no `#`. The sparse index `outbox` holds the items that have unsent
 * events, the sparse index `incidents` those that have an open incident.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CANARY_ALIAS } from '../state/incident/incident.ts';

/** Key of the index: `pending`, then `updatedAt`; it needs the keys only. */
export const OUTBOX_INDEX = 'outbox';
export const TTL_ATTRIBUTE = 'ttl';
export const PENDING = 'pending';
/** Key of the index: `open`, then `pk`; it needs the keys only. */
export const INCIDENTS_INDEX = 'incidents';
export const OPEN = 'open';

export interface Store {
  readonly tableName: string;
  readonly client: DynamoDBDocumentClient;
  /** From 0 to 1, for the time to wait before another attempt. */
  readonly random: () => number;
  /** Told of each item that cannot be read and is left out of a list. */
  readonly onUnreadable: (problem: Error) => void;
}

export interface StoreOptions {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  readonly random?: () => number;
  readonly onUnreadable?: (problem: Error) => void;
}

export function createStore({
  tableName,
  client,
  random = Math.random,
  onUnreadable = emitWarning,
}: StoreOptions): Store {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { tableName, client: documents, random, onUnreadable };
}

function emitWarning(problem: Error): void {
  process.emitWarning(problem);
}

/** Names one remote cluster. */
export interface RemoteId {
  readonly cluster: string;
  readonly alias: string;
}

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const CLUSTER_PREFIX = 'CLUSTER#';
export const REMOTE_PREFIX = 'REMOTE#';
/** Sorts after the remotes. */
const SEEN_PREFIX = 'SEEN#';
const CANARY_KEY = 'CANARY';

export function clusterPartition(cluster: string): string {
  return `${CLUSTER_PREFIX}${cluster}`;
}

export function remoteKey({ cluster, alias }: RemoteId): Key {
  return {
    pk: clusterPartition(cluster),
    sk: alias === CANARY_ALIAS ? CANARY_KEY : `${REMOTE_PREFIX}${alias}`,
  };
}

/** The remote cluster that `remoteKey` made the key of. */
export function remoteOf({ pk, sk }: Key): RemoteId {
  return {
    cluster: pk.slice(CLUSTER_PREFIX.length),
    alias: sk === CANARY_KEY ? CANARY_ALIAS : sk.slice(REMOTE_PREFIX.length),
  };
}

/** Of a cluster with more remotes than one invocation checks, each invocation has its part. */
export function seenKey(cluster: string, part: number): Key {
  return { pk: clusterPartition(cluster), sk: `${SEEN_PREFIX}${part}` };
}

/** Undefined where the key is another than `seenKey` makes. */
export function seenPartOf({ sk }: Key): number | undefined {
  return sk.startsWith(SEEN_PREFIX) ? Number(sk.slice(SEEN_PREFIX.length)) : undefined;
}

export function historyPartition({ cluster, alias }: RemoteId): string {
  return `HISTORY#${cluster}#${alias}`;
}

/** Clusters have no `#` in their names, so no two remotes share a partition. */
export function rollupPartition({ cluster, alias }: RemoteId, period: 'hour' | 'day'): string {
  return `${period === 'hour' ? 'HOURS' : 'DAYS'}#${cluster}#${alias}`;
}

export function toldKey(channel: string, id: string): Key {
  return { pk: `TOLD#${channel}`, sk: id };
}

export const SENDING_PARTITION = 'SENDING';

export function sendingKey(id: string): Key {
  return { pk: SENDING_PARTITION, sk: id };
}

const DAY_SECONDS = 86_400;

/** Seconds since the epoch, as DynamoDB's time to live takes them. */
export function ttlAfter(days: number, now: Date): number {
  return Math.floor(now.getTime() / 1000) + days * DAY_SECONDS;
}
