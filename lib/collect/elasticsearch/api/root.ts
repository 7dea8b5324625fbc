/** `GET /`: who answers, and which versions it can talk to. */
import * as z from 'zod';
import type { Answer, RootInfo } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';

const rootInfoSchema = z
  .object({
    name: z.string(),
    cluster_name: z.string(),
    cluster_uuid: z.string(),
    version: z.object({ number: z.string(), minimum_wire_compatibility_version: z.string() }),
  })
  .transform(
    (root): RootInfo => ({
      nodeName: root.name,
      clusterName: root.cluster_name,
      clusterUuid: root.cluster_uuid,
      version: root.version.number,
      minimumWireVersion: root.version.minimum_wire_compatibility_version,
    }),
  );

export const rootInfoRequest: GetRequest<RootInfo> = {
  path: '/',
  maxBytes: 256 * 1024,
  schema: rootInfoSchema,
};

/** What to call a node: as `GET /` said, else by its URL. */
export function nodeName(root: Answer<RootInfo>, url: string): string {
  return root.ok ? root.value.nodeName : url;
}
