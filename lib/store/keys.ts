/**
 * The keys of all rows. Names of clusters and aliases have no `#`.
 *
 *     pk                            sk               what                                rank
 *     CLUSTER#<cluster>             STANDING#<part>  what decides: standing.ts           version
 *     CLUSTER#<cluster>             EVIDENCE#<alias> the latest full result: evidence.ts run, ms
 *     HISTORY#<cluster>#<alias>     <ISO time>       checks in a row, from then on       checks
 *     HOURS#<cluster>#<alias>       <ISO time>       the checks of one hour, counted     checks
 *     DAYS#<cluster>#<alias>        <ISO time>       the checks of one day, counted      checks
 *     SENDING                       <id>             a message on its way to the topic   0
 *     TOLD#<channel>                <id>             who delivers a message              lease, ms
 *     MAIL#<channel>                <id>             a message that waits for a channel  1
 */
import type { Period } from '../state/uptime/rollups.ts';
import type { Key } from './table.ts';

/** Names one remote cluster. */
export interface RemoteId {
  readonly cluster: string;
  readonly alias: string;
}

const CLUSTER = 'CLUSTER#';
const EVIDENCE = 'EVIDENCE#';
/** Sorts after the evidence, so that one query reads the standings alone. */
export const STANDING = 'STANDING#';

export function clusterPartition(cluster: string): string {
  return `${CLUSTER}${cluster}`;
}

export function clusterOf({ pk }: Key): string {
  return pk.slice(CLUSTER.length);
}

export function standingKey(cluster: string, part: number): Key {
  return { pk: clusterPartition(cluster), sk: `${STANDING}${part}` };
}

/** Undefined if the key is another than `standingKey` makes. */
export function partOf({ sk }: Key): number | undefined {
  const part = sk.startsWith(STANDING) ? sk.slice(STANDING.length) : '';
  return /^\d+$/.test(part) ? Number(part) : undefined;
}

export function evidenceKey({ cluster, alias }: RemoteId): Key {
  return { pk: clusterPartition(cluster), sk: `${EVIDENCE}${alias}` };
}

/** The alias whose evidence the row of a local cluster is; undefined if it is another row. */
export function evidenceOf({ sk }: Key): string | undefined {
  return sk.startsWith(EVIDENCE) ? sk.slice(EVIDENCE.length) : undefined;
}

export function historyPartition({ cluster, alias }: RemoteId): string {
  return `HISTORY#${cluster}#${alias}`;
}

export function rollupPartition({ cluster, alias }: RemoteId, period: Period): string {
  return `${period === 'hour' ? 'HOURS' : 'DAYS'}#${cluster}#${alias}`;
}

/** Whether the row is about what is over, and decides nothing. */
export function isHistory({ pk }: Key): boolean {
  return /^(?:HISTORY|HOURS|DAYS)#/.test(pk);
}

export const SENDING = 'SENDING';

export function sendingKey(id: string): Key {
  return { pk: SENDING, sk: id };
}

export function deliveryKey(channel: string, id: string): Key {
  return { pk: `TOLD#${channel}`, sk: id };
}

export function mailPartition(channel: string): string {
  return `MAIL#${channel}`;
}

export function mailKey(channel: string, id: string): Key {
  return { pk: mailPartition(channel), sk: id };
}

const DAY_SECONDS = 86_400;

/** Seconds since 1970, as rows have it. */
export function expiryAfter(days: number, from: Date): number {
  return Math.floor(from.getTime() / 1000) + days * DAY_SECONDS;
}
