/** What an upgrade of one cluster would do to every pair of clusters that involves it. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { statusSchema, verdictSchema } from './result.ts';

export const PREFLIGHT_SCHEMA_VERSION = 1;

export const pairKindSchema = z.enum(['wire', 'search', 'replication']);
export const verdictsSchema = z.strictObject({
  wire: verdictSchema,
  search: verdictSchema,
  replication: verdictSchema,
});

/** A local cluster and a remote cluster that it has registered. */
const pairNamesSchema = z.strictObject({
  local: z.string(),
  remote: z.string(),
  alias: z.string(),
});

export const preflightPairSchema = pairNamesSchema.extend({
  /** Of the latest check: what is broken already is not the upgrade's doing. */
  status: statusSchema,
  cause: z.string(),
  /** Whether the local cluster follows indices of the remote; `unknown` where nobody could tell. */
  follows: z.enum(['yes', 'no', 'unknown']),
  /** Indices that the latest check saw following; 0 where patterns wait for some. */
  followers: z.int().optional(),
  /** What they run now. */
  versions: z.strictObject({ local: z.array(z.string()), remote: z.array(z.string()) }),
  now: verdictsSchema,
  /** With this one cluster at the target, and all others as they are. */
  alone: verdictsSchema,
  /** At the end of `order`. */
  afterwards: verdictsSchema,
});

export const lossSchema = pairNamesSchema.extend({
  kind: pairKindSchema,
  /** `maybe`: nobody knows whether it is used, or whether it works. */
  certainty: z.enum(['certain', 'maybe']),
  why: z.string(),
  /** The step at whose end it works again; absent where it does not. */
  untilStep: z.int().optional(),
});

export const upgradeStepSchema = z.strictObject({
  cluster: z.string(),
  /** Several where an upgrade is under way. */
  from: z.array(z.string()),
  /** A release, or a minor such as `8.19`, of which the latest patch is the one to take. */
  to: z.string(),
  /** What stops working with the first node that this step upgrades. */
  losses: z.array(lossSchema),
});

export const preflightSchema = z.strictObject({
  schemaVersion: z.literal(PREFLIGHT_SCHEMA_VERSION),
  cluster: z.string(),
  from: z.array(z.string()),
  to: z.string(),
  /**
   * Of `order`. `nothing-breaks`; `degraded`: searches go on that Elastic does not support;
   * `breaks`: two clusters cannot talk, or replication stops; `unknown`: what is lost, if anything,
   * is not known.
   */
  outcome: z.enum(['nothing-breaks', 'degraded', 'breaks', 'unknown']),
  /** Those that the cluster is part of. */
  pairs: z.array(preflightPairSchema),
  /** The shortest of those that lose least. */
  order: z.strictObject({
    /**
     * False where the clusters are so many that only the upgrade of this one cluster alone was
     * looked at.
     */
    searched: z.boolean(),
    steps: z.array(upgradeStepSchema),
  }),
  /** Every cluster that was looked at, since they depend on each other. */
  clusters: z.array(
    z.strictObject({
      name: z.string(),
      uuid: z.string().optional(),
      versions: z.array(z.string()),
    }),
  ),
  /** The oldest of the results that this is drawn from. */
  resultsFrom: instantSchema,
  /** What could not be seen and may be missing above. */
  notes: z.array(z.string()),
});

export type PairKind = z.infer<typeof pairKindSchema>;
export type Verdicts = z.infer<typeof verdictsSchema>;
export type PreflightPair = z.infer<typeof preflightPairSchema>;
export type Loss = z.infer<typeof lossSchema>;
export type UpgradeStep = z.infer<typeof upgradeStepSchema>;
export type Preflight = z.infer<typeof preflightSchema>;
