/** Which patterns auto-follow one remote, and what they could not follow of late. */
import type {
  AutoFollowError,
  AutoFollowPattern,
  CcrStats,
  RegistrationFacts,
} from '../facts/facts.ts';
import type { Replication } from '../result/replication.ts';

/**
 * What is still wrong is tried again within minutes; Elasticsearch keeps older errors until the
 * same is tried with success, perhaps for ever.
 */
const LATE_MS = 15 * 60_000;
const MAX_PATTERNS = 20;
const MAX_ERRORS = 5;

type AutoFollow = Pick<
  Replication,
  'autoFollowPatterns' | 'autoFollowErrors' | 'autoFollowErrorCount'
>;

export function autoFollowOf(
  stats: CcrStats,
  { registration: { alias }, now }: RegistrationFacts,
): AutoFollow {
  const all = stats.patterns?.ok ? stats.patterns.value : undefined;
  const patterns = all?.filter((pattern) => pattern.alias === alias) ?? [];
  const errors = stats.autoFollowErrors
    .filter(({ at }) => now.getTime() - Date.parse(at) <= LATE_MS)
    .filter((error) =>
      all === undefined
        ? isTheOnlyOne(stats, alias)
        : patterns.some((pattern) => isOf(error, pattern)),
    );
  return {
    ...(patterns.length === 0
      ? {}
      : { autoFollowPatterns: patterns.slice(0, MAX_PATTERNS).map(shown) }),
    ...(errors.length === 0
      ? {}
      : { autoFollowErrors: errors.slice(0, MAX_ERRORS), autoFollowErrorCount: errors.length }),
  };
}

/** Errors name a pattern and not its remote. */
function isTheOnlyOne({ autoFollowed }: CcrStats, alias: string): boolean {
  return autoFollowed.length === 1 && autoFollowed[0]?.alias === alias;
}

function isOf({ about }: AutoFollowError, { name }: AutoFollowPattern): boolean {
  return about === name || about.startsWith(`${name}:`);
}

function shown({
  name,
  active,
  leaderIndexPatterns,
}: AutoFollowPattern): NonNullable<Replication['autoFollowPatterns']>[number] {
  return { name, active, leaderIndexPatterns: leaderIndexPatterns.slice(0, MAX_PATTERNS) };
}
