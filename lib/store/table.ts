/**
 * The one DynamoDB table. What belongs together stands in one item, so that one conditional write decides it.
 *
 *     pk                            sk             what
 *     CLUSTER#<cluster>             REMOTE#<alias> latest result, state and unsent events of one remote
 *     HISTORY#<cluster>#<alias>     <ISO time>     the outcome of one check
 *     HOURS#<cluster>#<alias>       <ISO time>     the checks of one hour that is over, counted; DAYS# likewise
 *     TOLD#<channel>                <id>           a message that is being told, or was
 *
 * Cluster names and aliases have no `#`. The sparse index `outbox` holds the items that have unsent events.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Key of the index: `pending`, then `updatedAt`; it needs the keys only. */
export const OUTBOX_INDEX = 'outbox';
export const TTL_ATTRIBUTE = 'ttl';
export const PENDING = 'pending';

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

export function createStore({ tableName, client, random = Math.random, onUnreadable = emitWarning }: StoreOptions): Store {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
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

export function clusterPartition(cluster: string): string {
  return `${CLUSTER_PREFIX}${cluster}`;
}

export function remoteKey({ cluster, alias }: RemoteId): Key {
  return { pk: clusterPartition(cluster), sk: `${REMOTE_PREFIX}${alias}` };
}

/** The remote cluster that `remoteKey` made the key of. */
export function remoteOf({ pk, sk }: Key): RemoteId {
  return { cluster: pk.slice(CLUSTER_PREFIX.length), alias: sk.slice(REMOTE_PREFIX.length) };
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

const DAY_SECONDS = 86_400;

/** Seconds since the epoch, as DynamoDB's time to live takes them. */
export function ttlAfter(days: number, now: Date): number {
  return Math.floor(now.getTime() / 1000) + days * DAY_SECONDS;
}
