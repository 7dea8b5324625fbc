/** Which local cluster reaches which remote: the longer of the two sides downwards, trouble first on both. */
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/types.ts';
import { STATUSES_WORST_FIRST } from '../severity.ts';

export interface Matrix {
  /** What the rows and the columns are. */
  readonly rowsAre: 'aliases' | 'clusters';
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly name: string;
  readonly isHealthy: boolean;
  /** In the order of the columns; undefined where nothing is registered. */
  readonly cells: readonly (StoredRemote | undefined)[];
}

export function matrixOf(remotes: readonly StoredRemote[]): Matrix {
  const byCluster = Map.groupBy(remotes, ({ cluster }) => cluster);
  const byAlias = Map.groupBy(remotes, ({ alias }) => alias);
  const rowsAre = byCluster.size > byAlias.size ? 'clusters' : 'aliases';
  const [down, across] = rowsAre === 'clusters' ? [byCluster, byAlias] : [byAlias, byCluster];
  const columns = troubleFirst(across).map(({ name }) => name);
  const nameAcross = ({ cluster, alias }: StoredRemote) => (rowsAre === 'clusters' ? alias : cluster);
  const rows = troubleFirst(down).map(({ name, remotes: inRow }): MatrixRow => {
    const byColumn = new Map(inRow.map((remote) => [nameAcross(remote), remote]));
    const isHealthy = inRow.every(({ result }) => result.status === 'healthy');
    return { name, isHealthy, cells: columns.map((column) => byColumn.get(column)) };
  });
  return { rowsAre, columns, rows };
}

interface Group {
  readonly name: string;
  readonly remotes: readonly StoredRemote[];
}

/** Whoever has more that is failing comes first, then more that is degraded, and so on. */
function troubleFirst(groups: ReadonlyMap<string, readonly StoredRemote[]>): Group[] {
  return [...groups].map(([name, remotes]) => ({ name, remotes })).toSorted(byTrouble);
}

function byTrouble(one: Group, other: Group): number {
  const bad = STATUSES_WORST_FIRST.filter((status) => status !== 'healthy');
  const differences = bad.map((status) => count(other, status) - count(one, status));
  return differences.find((difference) => difference !== 0) ?? one.name.localeCompare(other.name);
}

function count({ remotes }: Group, status: Status): number {
  return remotes.filter(({ result }) => result.status === status).length;
}
