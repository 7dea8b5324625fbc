/**
 * `GET /_remote/info`: which connections the answering node holds open now. It neither probes nor
 * reconnects: a half-open link and an invalidated API key still show `connected: true`, and a
 * recovered remote stays false until a request uses it.
 */
import * as z from 'zod';
import type { RemoteInfo } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';

const commonShape = {
  connected: z.boolean(),
  skip_unavailable: z.boolean(),
  /**
   * `::es_redacted::` where the node has an API key for the alias; in both modes, though the API's
   * specification has it in proxy mode only.
   */
  cluster_credentials: z.string().optional(),
};

const sniffSchema = z.object({
  ...commonShape,
  mode: z.literal('sniff'),
  seeds: z.array(z.string()),
  num_nodes_connected: z.number(),
  max_connections_per_cluster: z.number(),
});

const proxySchema = z.object({
  ...commonShape,
  mode: z.literal('proxy'),
  proxy_address: z.string(),
  /** Empty where none is set. */
  server_name: z.string().optional(),
  num_proxy_sockets_connected: z.number(),
  max_proxy_socket_connections: z.number(),
});

const entrySchema = z.discriminatedUnion('mode', [sniffSchema, proxySchema]);

function modeFields(
  entry: z.infer<typeof entrySchema>,
): Pick<RemoteInfo, 'seeds' | 'proxyAddress' | 'serverName' | 'connections' | 'maxConnections'> {
  if (entry.mode === 'sniff') {
    return {
      seeds: entry.seeds,
      connections: entry.num_nodes_connected,
      maxConnections: entry.max_connections_per_cluster,
    };
  }
  return {
    seeds: [],
    proxyAddress: entry.proxy_address,
    ...(entry.server_name ? { serverName: entry.server_name } : {}),
    connections: entry.num_proxy_sockets_connected,
    maxConnections: entry.max_proxy_socket_connections,
  };
}

const remoteInfoSchema = z.record(
  z.string(),
  entrySchema.transform(
    (entry): RemoteInfo => ({
      connected: entry.connected,
      mode: entry.mode,
      ...modeFields(entry),
      skipUnavailable: entry.skip_unavailable,
      hasCredentials: entry.cluster_credentials !== undefined,
    }),
  ),
);

export const remoteInfoRequest: GetRequest<Readonly<Record<string, RemoteInfo>>> = {
  path: '/_remote/info',
  schema: remoteInfoSchema,
};
