/**
 * What a seed answered when it was asked, over the transport protocol, for the nodes of its
 * cluster, as a local node in sniff mode asks it.
 */
import * as z from 'zod';

/**
 * What a refusal is about. `key-…`: the cross-cluster API key of the checker, where `key-missing`
 * says that the port takes requests with one only. `unauthenticated`: that key, for a reason that
 * the remote does not tell. `credentials-missing`: a transport port that was asked without any.
 */
export const REFUSAL_KINDS = [
  'key-missing',
  'key-unknown',
  'key-secret-wrong',
  'key-revoked',
  'key-expired',
  'key-type-wrong',
  'key-malformed',
  'certificate-identity-missing',
  'license',
  'unauthenticated',
  'credentials-missing',
  'action-unknown',
  'other',
] as const;

export const sniffWitnessSchema = z.strictObject({
  /** As configured. */
  seed: z.string(),
  /** Where the seed was asked. */
  ip: z.string().optional(),
  /**
   * With the checker's own cross-cluster API key, as a node by its certificate, or without
   * credentials.
   */
  as: z.enum(['api-key', 'node', 'nobody']),
  /**
   * `refused`: see `refusal`. `not-known`: no answer, or one that cannot be read, which says
   * nothing against the remote; `not-asked`: see `why`.
   */
  outcome: z.enum(['answered', 'refused', 'not-known', 'not-asked']),
  /** The last step that went well. */
  reached: z.enum(['nothing', 'connection', 'transport-handshake', 'node-handshake', 'nodes']),
  transportVersion: z.number().int().optional(),
  /** Of the node that answered. */
  release: z.string().optional(),
  clusterName: z.string().optional(),
  /** Only the cluster state tells it: asked where security is off, or as a node. */
  clusterUuid: z.string().optional(),
  /** The node that answered. */
  node: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  /** How many nodes it listed. */
  listed: z.number().int().optional(),
  refusal: z.strictObject({ kind: z.enum(REFUSAL_KINDS), message: z.string() }).optional(),
  why: z.string().optional(),
  /** Questions that were answered, the transport handshake among them. */
  roundTrips: z.number().int(),
  durationMs: z.number(),
});

export type RefusalKind = (typeof REFUSAL_KINDS)[number];
export type SniffWitness = z.infer<typeof sniffWitnessSchema>;
