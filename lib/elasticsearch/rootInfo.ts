/** `GET /`: who answers, and which versions it can talk to. */
import * as z from 'zod';
import type { RootInfo } from '../facts.ts';
import type { GetRequest } from './answer.ts';

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

export const rootInfoRequest: GetRequest<RootInfo> = { path: '/', schema: rootInfoSchema };
