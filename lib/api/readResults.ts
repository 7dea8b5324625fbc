/** What was stored, as the answers and the pages show it. */
import pLimit from 'p-limit';
import type { Period, Rollup } from '../memory/rollups.ts';
import type { LocalCluster } from '../registry/schema.ts';
import { type ClusterOverview, clusterOverview } from '../report/page/overview.ts';
import { slotsFrom } from '../report/page/uptime/slots.ts';
import type { RemoteId } from '../store/table.ts';
import type { HistoryEntry, StoredRemote } from '../store/types.ts';
import type { ApiDependencies } from './dependencies.ts';
import { knownCluster, knownRemote, shownRemotes } from './known.ts';

/** Clusters that are read at the same time. */
const CONCURRENCY = 16;

export async function readOverviews(dependencies: ApiDependencies): Promise<ClusterOverview[]> {
  const { clusters } = await dependencies.registry();
  return pLimit(CONCURRENCY).map(clusters, (cluster) => overviewOf(dependencies, cluster));
}

export async function readOverview(dependencies: ApiDependencies, name: string): Promise<ClusterOverview> {
  return overviewOf(dependencies, await knownCluster(dependencies, name));
}

async function overviewOf({ readCluster }: ApiDependencies, cluster: LocalCluster): Promise<ClusterOverview> {
  return clusterOverview(cluster.name, shownRemotes(cluster, await readCluster(cluster.name)));
}

export interface RemoteAndHistory {
  readonly remote: StoredRemote;
  /** Latest first. */
  readonly history: HistoryEntry[];
}

export async function readRemoteAndHistory(
  dependencies: ApiDependencies,
  { name, alias, hours }: { name: string; alias: string; hours: number },
): Promise<RemoteAndHistory> {
  const remote = await knownRemote(dependencies, { name, alias });
  const from = new Date(dependencies.now().getTime() - hours * 3_600_000).toISOString();
  const past = await dependencies.history({ cluster: name, alias, from });
  return { remote, history: withCurrent(past, remote.streak).filter(({ until }) => until >= from) };
}

/** What is not over yet may stand in the history already, when whoever wrote it there has died before the end. */
function withCurrent(past: readonly HistoryEntry[], current: HistoryEntry | undefined): HistoryEntry[] {
  const byStart = new Map([...past, ...(current === undefined ? [] : [current])].map((entry) => [entry.at, entry]));
  return [...byStart.values()].toSorted((a, b) => b.at.localeCompare(a.at));
}

export interface PastRollups {
  readonly hour: readonly Rollup[];
  readonly day: readonly Rollup[];
}

/** The hours of a day and the days of a month, as far as they are over. */
export async function readPastRollups({ rollups, now }: ApiDependencies, id: RemoteId): Promise<PastRollups> {
  const read = (period: Period) => rollups({ ...id, period, from: slotsFrom(period, now()) });
  const [hour, day] = await Promise.all([read('hour'), read('day')]);
  return { hour, day };
}
