/** How all remotes are doing, without what was seen of them. */
import pLimit from 'p-limit';
import * as z from 'zod';
import { statusSchema } from '../result/finding.ts';
import type { Standing } from '../state/incident/census.ts';
import { keyOf, type RawItem, readAll } from './item.ts';
import { queryAll } from './query.ts';
import { remoteItemSchema } from './remoteItem.ts';
import { entryOf } from './seen.ts';
import { clusterPartition, REMOTE_PREFIX, remoteOf, type Store } from './table.ts';
import { seenIn, separated, type View } from './view.ts';

const READS_AT_A_TIME = 16;
/** What was not checked for so long while others of the same cluster were is registered no more. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const UNKNOWN_ALIAS = '*';

const itemSchema = remoteItemSchema
  .pick({
    base: true,
    part: true,
    run: true,
    remoteClusterUuid: true,
    addresses: true,
    updatedAt: true,
  })
  .extend({ state: z.object({ status: statusSchema }).optional() });

/**
 * The remotes of these local clusters. Items that cannot be read are told to `onUnreadable` and
 * left out. Throws what DynamoDB refuses, and once the signal aborts.
 */
export async function readStandings(
  store: Store,
  clusters: readonly string[],
  signal: AbortSignal,
): Promise<Standing[]> {
  const read = await pLimit(READS_AT_A_TIME).map(clusters, (cluster) => {
    signal.throwIfAborted();
    return standingsOf(store, cluster);
  });
  return read.flat();
}

async function standingsOf(store: Store, cluster: string): Promise<Standing[]> {
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND sk >= :first',
    ExpressionAttributeValues: { ':pk': clusterPartition(cluster), ':first': REMOTE_PREFIX },
    ExpressionAttributeNames: {
      '#state': 'state',
      '#status': 'status',
      '#base': 'base',
      '#part': 'part',
      '#run': 'run',
    },
    ProjectionExpression:
      'pk, sk, #state.#status, remoteClusterUuid, addresses, updatedAt, #base, #part, #run, seq, entries',
    ConsistentRead: true,
  });
  const { remotes, seen } = separated(store, items, cluster);
  const read = readAll(store, remotes, (raw) => standing(raw, { cluster, seen })).filter(
    ({ alias }) => alias !== UNKNOWN_ALIAS,
  );
  const latest = Math.max(...read.map(({ updatedAt }) => Date.parse(updatedAt)));
  return read.filter(({ updatedAt }) => latest - Date.parse(updatedAt) < FORGOTTEN_AFTER_MS);
}

/** Where nothing is new the status is that of the whole item. */
function standing(
  raw: RawItem,
  view: Pick<View, 'cluster' | 'seen'>,
): Standing & { readonly updatedAt: string } {
  const { state, base, part, run, ...item } = itemSchema.parse(raw);
  const id = remoteOf(keyOf(raw));
  const { updatedAt } = entryOf(seenIn(view, part), id.alias, { base, run }) ?? item;
  return { ...id, status: state?.status ?? 'unknown', ...item, updatedAt };
}
