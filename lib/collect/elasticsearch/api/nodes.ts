/**
 * `GET /_nodes`: every node's version, roles, attributes, publish addresses and its own settings,
 * from elasticsearch.yml.
 */
import * as z from 'zod';
import type { NodeInfo } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';
import { listOf, recordOf } from '../entries.ts';
import { countSchema } from '../values.ts';
import { flatSettingsSchema } from './settings.ts';

const publishedSchema = z.object({ publish_address: z.string() }).optional();

/** Lists and objects that are empty are dropped by `filter_path`. */
const nodeSchema = z.object({
  name: z.string(),
  version: z.string(),
  transport_version: countSchema.optional(),
  roles: listOf(z.string()).default([]),
  attributes: recordOf(z.string()).default({}),
  transport: publishedSchema,
  remote_cluster_server: publishedSchema,
  settings: flatSettingsSchema.default({}),
});

function nodeInfo(id: string, node: z.infer<typeof nodeSchema>): NodeInfo {
  const { name, version, roles, attributes, settings } = node;
  return {
    id,
    name,
    version,
    ...(node.transport_version === undefined ? {} : { transportVersion: node.transport_version }),
    roles,
    attributes,
    ...(node.transport ? { transportAddress: node.transport.publish_address } : {}),
    ...(node.remote_cluster_server
      ? { remoteClusterServerAddress: node.remote_cluster_server.publish_address }
      : {}),
    settings,
  };
}

const nodesSchema = z
  .object({ nodes: recordOf(nodeSchema) })
  .transform(({ nodes }): readonly NodeInfo[] =>
    Object.entries(nodes).map(([id, node]) => nodeInfo(id, node)),
  );

const FIELDS = [
  'name',
  'version',
  'transport_version',
  'roles',
  'attributes',
  'transport.publish_address',
  'remote_cluster_server.publish_address',
  // A flat key counts as one name, dots and all: `settings.cluster.remote` would match nothing.
  'settings.cluster*',
  'settings.xpack*',
  'settings.transport*',
];

export const nodesRequest: GetRequest<readonly NodeInfo[]> = {
  path: '/_nodes',
  // Some 4 KB for each node.
  maxBytes: 8 * 1024 * 1024,
  querystring: {
    flat_settings: 'true',
    filter_path: FIELDS.map((field) => `nodes.*.${field}`).join(','),
  },
  schema: nodesSchema,
};
