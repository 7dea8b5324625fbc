import * as z from 'zod';

/** One node of the local cluster, and whether requests through it can use the remote. */
export const localNodeSchema = z.strictObject({
  /** Its name; its URL where it did not say. */
  node: z.string(),
  /** Whether it has the role remote_cluster_client; absent where nobody told. */
  hasRole: z.boolean().optional(),
  /** Whether its keystore has an API key for the remote; absent where that is not known, and where other nodes do without one too. */
  hasKey: z.boolean().optional(),
  /** Whether it holds connections open, by its own word. */
  connected: z.boolean().optional(),
  canUse: z.enum(['yes', 'no', 'unknown']),
  why: z.string(),
});

export type LocalNode = z.infer<typeof localNodeSchema>;
