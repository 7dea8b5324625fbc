/**
 * The description of a cluster that simulated nodes exchange. Real nodes exchange it in several
 * messages.
 */
import * as z from 'zod';

const nodeSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  roles: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  transportAddress: z.string(),
  remoteClusterServerAddress: z.string().optional(),
});

const descriptionSchema = z.strictObject({
  clusterUuid: z.string(),
  /** Of the answering node. */
  nodeName: z.string(),
  /** Version of the answering node. */
  version: z.strictObject({
    number: z.string(),
    build_flavor: z.string(),
    minimum_wire_compatibility_version: z.string(),
    minimum_index_compatibility_version: z.string(),
  }),
  nodes: z.array(nodeSchema),
});

export type DescribedNode = z.infer<typeof nodeSchema>;
export type ClusterDescription = z.infer<typeof descriptionSchema>;

export function readDescription(json: string): ClusterDescription {
  return descriptionSchema.parse(JSON.parse(json));
}
