/** What two clusters can do with each other at given releases, and what of it is lost on the way from one state to another. */
import { replicationVerdict } from '../diagnosis/versions/replication.ts';
import { searchVerdict } from '../diagnosis/versions/search.ts';
import { wireVerdict } from '../diagnosis/versions/wire.ts';
import type { PairKind, Verdicts } from '../result/preflight.ts';
import type { Follows } from './landscape.ts';

export function verdictsOf(local: readonly string[], remote: readonly string[]): Verdicts {
  const wire = wireVerdict({ versions: local }, { versions: remote });
  return { wire, search: searchVerdict(local, remote), replication: replicationVerdict(local, remote, wire) };
}

export interface LostKind {
  readonly kind: PairKind;
  readonly certainty: 'certain' | 'maybe';
  readonly why: string;
}

/**
 * What worked and does not work any more. Without a wire nothing else works either, which is not told again. Replication counts where somebody
 * replicates; where that is not known the loss is a `maybe`, as is one that nobody knows of whether it happens.
 */
export function lostKinds(before: Verdicts, after: Verdicts, follows: Follows): LostKind[] {
  const lost = (['wire', 'search', 'replication'] as const).flatMap((kind) => {
    const { verdict, why } = after[kind];
    if (before[kind].verdict !== 'supported' || verdict === 'supported') return [];
    if (kind === 'replication' && follows === 'no') return [];
    const isCertain = verdict === 'unsupported' && (kind !== 'replication' || follows === 'yes');
    return [{ kind, certainty: isCertain ? 'certain' : 'maybe', why } as const];
  });
  const wire = lost.filter(({ kind }) => kind === 'wire');
  return wire.length > 0 ? wire : lost;
}
