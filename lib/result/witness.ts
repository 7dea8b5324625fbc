/** What the local cluster says: passively, actively, and why not. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';

/** One link of an exception chain as Elasticsearch prints it, outermost first. */
export const reasonSchema = z.strictObject({ type: z.string(), reason: z.string() });

/**
 * Why an API gave no value. `not-authorized`: our user may not ask. `no-role`: the node lacks
 * remote_cluster_client. `missing`: the API or the parameter does not exist there. `refused`: any
 * other error answer. `timed-out`, `unreachable`: no answer. `nonsense`: an answer that is none.
 * `not-asked`: see `message`.
 */
export const failedAnswerSchema = z.strictObject({
  kind: z.enum([
    'not-authorized',
    'no-role',
    'missing',
    'refused',
    'timed-out',
    'unreachable',
    'nonsense',
    'not-asked',
  ]),
  httpStatus: z.number().int().optional(),
  message: z.string(),
  reasons: z.array(reasonSchema),
  durationMs: z.number(),
});

/** `_remote/info` of one local node about one alias. */
export const passiveWitnessSchema = z.strictObject({
  node: z.string(),
  url: z.string(),
  connected: z.boolean().optional(),
  /**
   * Open connections: nodes in sniff mode, sockets in proxy mode; and how many there may be at
   * most.
   */
  connections: z.number().int().optional(),
  maxConnections: z.number().int().optional(),
  /** Whether this node has an API key for the alias in its keystore. */
  hasCredentials: z.boolean().optional(),
  failed: failedAnswerSchema.optional(),
  durationMs: z.number(),
});

/** One real cross-cluster request through one local node. */
export const activeWitnessSchema = z.strictObject({
  node: z.string(),
  url: z.string(),
  api: z.enum(['resolve-cluster', 'search']),
  outcome: z.enum([
    'connected',
    'not-connected',
    'timed-out',
    'not-authorized',
    'no-role',
    'unknown',
  ]),
  /** Elasticsearch's own text, where it gave one. */
  error: z.string().optional(),
  /**
   * The exception chain of a search, which alone carries the reason, and only where
   * skip_unavailable is false.
   */
  reasons: z.array(reasonSchema),
  remoteVersion: z.string().optional(),
  remoteMinimumWireVersion: z.string().optional(),
  askedAt: instantSchema,
  /**
   * This check did not make the request: it failed at `askedAt`, and nothing has changed since. Each
   * request to a dead remote makes the local node log a stack trace.
   */
  remembered: z.boolean().optional(),
  durationMs: z.number(),
});

/**
 * Whether an answer of several KB passes: a path that lost its MTU lets only small ones through.
 * The name of the index that the request asks for is that long, and the remote repeats it.
 */
export const largeAnswersSchema = z.strictObject({
  outcome: z.enum(['passed', 'lost', 'not-measured']),
  /** Through which local node, if it was asked. */
  node: z.string().optional(),
  /** Of the part of the answer that cannot be compressed. */
  bytes: z.int().optional(),
  /** Why it was not measured. */
  why: z.string().optional(),
  /** Asked again side by side, after a large answer did not come. */
  small: z.strictObject({ asked: z.int(), answered: z.int() }).optional(),
  large: z.strictObject({ asked: z.int(), answered: z.int() }).optional(),
});

export type LargeAnswers = z.infer<typeof largeAnswersSchema>;
export type Reason = z.infer<typeof reasonSchema>;
export type FailedAnswer = z.infer<typeof failedAnswerSchema>;
export type PassiveWitness = z.infer<typeof passiveWitnessSchema>;
export type ActiveWitness = z.infer<typeof activeWitnessSchema>;

/** One node of the local cluster, and whether requests through it can use the remote. */
export const localNodeSchema = z.strictObject({
  /** Its name; its URL where it did not say. */
  node: z.string(),
  /** Whether it has the role remote_cluster_client; absent where nobody told. */
  hasRole: z.boolean().optional(),
  /**
   * Whether its keystore has an API key for the remote; absent where that is not known, and where
   * other nodes do without one too.
   */
  hasKey: z.boolean().optional(),
  /** Whether it holds connections open, by its own word. */
  connected: z.boolean().optional(),
  canUse: z.enum(['yes', 'no', 'unknown']),
  why: z.string(),
});

export type LocalNode = z.infer<typeof localNodeSchema>;

/** Counts by reason. */

export const reasonsSchema = z.record(z.string(), z.int());
export type Reasons = Readonly<Record<string, number>>;

/** What there is of each reason more, or less; nothing of those that did not change. */
export function difference(now: Reasons, before: Reasons): Record<string, number> {
  const changes = Object.keys({ ...before, ...now }).map(
    (reason) => [reason, countOf(now, reason) - countOf(before, reason)] as const,
  );
  return Object.fromEntries(changes.filter(([, count]) => count !== 0));
}

export function sum(one: Reasons, other: Reasons): Record<string, number> {
  return Object.fromEntries(
    Object.keys({ ...one, ...other }).map((reason) => [
      reason,
      countOf(one, reason) + countOf(other, reason),
    ]),
  );
}

/** So many less of each; nothing of those of which nothing is left. */
export function reduced(reasons: Reasons, by: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(reasons).flatMap(([reason, count]) =>
      count > by ? [[reason, count - by] as const] : [],
    ),
  );
}

/** Reasons are names that a cluster gives, `constructor` perhaps. */
export function countOf(reasons: Reasons, reason: string): number {
  return Object.hasOwn(reasons, reason) ? Number(reasons[reason]) : 0;
}
