/** How all remotes are doing, without what was seen of them. */
import pLimit from 'p-limit';
import * as z from 'zod';
import type { Standing } from '../incident/census.ts';
import { statusSchema } from '../result/status.ts';
import { keyOf, type RawItem, readAll } from './item.ts';
import { queryAll } from './query.ts';
import { clusterPartition, REMOTE_PREFIX, remoteOf, type Store } from './table.ts';

const READS_AT_A_TIME = 16;
/** What was not checked for so long while others of the same cluster were is registered no more. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const UNKNOWN_ALIAS = '*';

const itemSchema = z.object({
  state: z.object({ status: statusSchema }).optional(),
  remoteClusterUuid: z.string().optional(),
  addresses: z.string().optional(),
  updatedAt: z.iso.datetime(),
});

/** The remotes of these local clusters. Items that cannot be read are told to `onUnreadable` and left out. */
export async function readStandings(store: Store, clusters: readonly string[]): Promise<Standing[]> {
  const limit = pLimit(READS_AT_A_TIME);
  return (await Promise.all(clusters.map((cluster) => limit(() => standingsOf(store, cluster))))).flat();
}

async function standingsOf(store: Store, cluster: string): Promise<Standing[]> {
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': clusterPartition(cluster), ':prefix': REMOTE_PREFIX },
    ExpressionAttributeNames: { '#state': 'state', '#status': 'status' },
    ProjectionExpression: 'pk, sk, #state.#status, remoteClusterUuid, addresses, updatedAt',
    ConsistentRead: true,
  });
  const read = readAll(store, items, standing).filter(({ alias }) => alias !== UNKNOWN_ALIAS);
  const latest = Math.max(...read.map(({ updatedAt }) => Date.parse(updatedAt)));
  return read.filter(({ updatedAt }) => latest - Date.parse(updatedAt) < FORGOTTEN_AFTER_MS);
}

function standing(raw: RawItem): Standing & { readonly updatedAt: string } {
  const { state, ...item } = itemSchema.parse(raw);
  return { ...remoteOf(keyOf(raw)), status: state?.status ?? 'unknown', ...item };
}
