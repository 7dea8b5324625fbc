/**
 * `GET /_remote/info`: which connections the answering node holds open now. It neither probes nor
 * reconnects: a half-open link and an invalidated API key still show `connected: true`, and a
 * recovered remote stays false until a request uses it.
 */
import * as z from 'zod';
import type { OddRemoteInfo, RemoteInfo } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';
import { type Entry, entriesOf, listOf } from '../entries.ts';
import { countSchema } from '../values.ts';

const commonShape = {
  connected: z.boolean(),
  skip_unavailable: z.boolean(),
  /**
   * `::es_redacted::` if the node has an API key for the alias; in both modes, though the API's
   * specification has it in proxy mode only.
   */
  cluster_credentials: z.string().optional(),
};

const sniffSchema = z
  .object({
    ...commonShape,
    mode: z.literal('sniff'),
    seeds: listOf(z.string()),
    num_nodes_connected: countSchema,
    max_connections_per_cluster: countSchema,
  })
  .transform(
    (entry): RemoteInfo => ({
      ...commonOf(entry),
      mode: 'sniff',
      seeds: entry.seeds,
      connections: entry.num_nodes_connected,
      maxConnections: entry.max_connections_per_cluster,
    }),
  );

const proxySchema = z
  .object({
    ...commonShape,
    mode: z.literal('proxy'),
    proxy_address: z.string(),
    /** Empty if none is set. */
    server_name: z.string().optional(),
    num_proxy_sockets_connected: countSchema,
    max_proxy_socket_connections: countSchema,
  })
  .transform(
    (entry): RemoteInfo => ({
      ...commonOf(entry),
      mode: 'proxy',
      seeds: [],
      proxyAddress: entry.proxy_address,
      ...(entry.server_name ? { serverName: entry.server_name } : {}),
      connections: entry.num_proxy_sockets_connected,
      maxConnections: entry.max_proxy_socket_connections,
    }),
  );

/** Of a mode that later versions may have: what it has in common with the others. */
const unknownSchema = z
  .object({ ...commonShape, mode: z.string() })
  .transform((entry): RemoteInfo => ({ ...commonOf(entry), mode: 'unknown', seeds: [] }));

type Common = z.infer<z.ZodObject<typeof commonShape>>;

function commonOf(
  entry: Common,
): Pick<RemoteInfo, 'connected' | 'skipUnavailable' | 'hasCredentials'> {
  const { connected, skip_unavailable: skipUnavailable, cluster_credentials: credentials } = entry;
  return { connected, skipUnavailable, hasCredentials: credentials !== undefined };
}

function schemaOf(mode: unknown): z.ZodType<RemoteInfo> {
  if (mode === 'sniff') return sniffSchema;
  return mode === 'proxy' ? proxySchema : unknownSchema;
}

/** The issues are those of the mode that the entry names. */
const entrySchema = z.looseObject({ mode: z.unknown() }).transform((entry, context): RemoteInfo => {
  const result = schemaOf(entry.mode).safeParse(entry);
  if (result.success) return result.data;
  for (const { message, path } of result.error.issues)
    context.addIssue({ code: 'custom', message, path, input: entry });
  return z.NEVER;
});

type ByAlias = Readonly<Record<string, RemoteInfo | OddRemoteInfo>>;

function byAlias(entries: ReadonlyMap<string, Entry<RemoteInfo>>): ByAlias {
  return Object.fromEntries(
    [...entries].map(([alias, entry]) => [
      alias,
      entry.ok ? entry.value : { notUnderstood: entry.why },
    ]),
  );
}

/** Of further aliases only the names are read if there are very many. */
export const remoteInfoRequest: GetRequest<ByAlias> = {
  path: '/_remote/info',
  maxBytes: 8 * 1024 * 1024,
  keptNames: new Set(),
  schema: entriesOf(entrySchema).transform(byAlias),
};
