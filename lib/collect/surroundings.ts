/** What the questions about one registration have in common. */
import type { CheckFailure } from '../facts/facts.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import { attempt } from './attempt.ts';
import type { CheckContext } from './context.ts';
import type { ResolveMemory } from './elasticsearch/api/resolveCluster.ts';
import type { LocalObservation } from './elasticsearch/observe.ts';

/** What is known of the local cluster before its remotes are looked at. */
export interface Observed {
  readonly cluster: LocalCluster;
  readonly local: LocalObservation;
  readonly memory: ResolveMemory;
  /** What earlier checks have left, by alias; empty if nothing is remembered. */
  readonly memories: Promise<ReadonlyMap<string, Memory>>;
}

/** Gives what the work comes to, or undefined, and notes why. Never rejects. */
type Tried = <T>(
  what: string,
  work: () => T | PromiseLike<T>,
  options?: TriedOptions,
) => Promise<T | undefined>;

interface TriedOptions {
  readonly redact?: (text: string) => string;
  /** Absent: that of the check. Undefined: the work ends by itself, and says more. */
  readonly end?: AbortSignal | undefined;
}

interface Notes {
  readonly tried: Tried;
  /** By their evidence, as all addresses of a remote may fail alike. */
  readonly failures: ReadonlyMap<string, CheckFailure>;
}

export function notedBy({ end }: CheckContext): Notes {
  const failures = new Map<string, CheckFailure>();
  const tried: Tried = async (what, work, options) => {
    const attempted = await attempt({ what, end, ...options }, work);
    if (attempted.ok) return attempted.value;
    failures.set(attempted.failure.evidence, attempted.failure);
    return undefined;
  };
  return { tried, failures };
}

export interface Surroundings {
  readonly observed: Observed;
  readonly context: CheckContext;
  readonly tried: Tried;
}

export function present<T>(all: readonly (T | undefined)[]): T[] {
  return all.filter((one) => one !== undefined);
}
