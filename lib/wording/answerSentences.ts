/** What a local node answers that is not about the link to a remote, and texts that wrap others. */
import type { Meaning, Sentence } from './sentence.ts';

export const ANSWERS: readonly Sentence[] = [
  // `_remote/info` says the first, actions that go to a remote cluster the second.
  {
    meaning: 'local-node-without-role',
    pattern: /does not have the (?:\[[^\]]{0,300}\] role|remote cluster client role)/,
  },
  {
    meaning: 'local-node-without-role',
    pattern: /^this node does not have the .*role|must have the \[[^\]]{0,300}\] role or the \[/,
  },
  { meaning: 'checker-address-filtered', pattern: /Forbidden due to traffic filtering/ },
  {
    meaning: 'no-such-remote',
    pattern: /no such remote cluster: \[(?<alias>[^\]]{0,300})\]?|unknown remote cluster: /,
  },
  { meaning: 'no-such-index', pattern: /no such index \[(?<index>[^\]]{0,300})\]?/ },
  // Of a leader whose retention lease has lapsed (ShardChangesAction of cross-cluster replication).
  {
    meaning: 'operations-gone',
    pattern: /[Oo]perations are no longer available for replicating/,
  },
  { meaning: 'cluster-blocked', pattern: /blocked by: \[/ },
  { meaning: 'parameter-unknown', pattern: /unrecognized parameter/ },
  { meaning: 'api-missing', pattern: /no handler found/ },
  // A node without x-pack takes the name of an API of x-pack, such as `_license`, for an index.
  { meaning: 'api-missing', pattern: /Invalid index name \[_/ },
  {
    meaning: 'api-missing',
    pattern: /Incorrect HTTP method for uri \[/,
  },
  {
    meaning: 'api-missing',
    pattern: /exists but is not available when running in serverless mode/,
  },
  {
    meaning: 'remote-without-action',
    pattern: /No handler for action \[?/,
    refusal: 'action-unknown',
  },
  {
    meaning: 'remote-without-action',
    pattern: /^Action \[.*\] not found|ResolveClusterAction requires at least /,
  },
];

/** They say only that something below them went wrong, and where. */
export const WRAPPERS: readonly Sentence[] = [
  { meaning: 'wrapper', pattern: /Unable to open any (?:proxy )?connections/ },
  { meaning: 'wrapper', pattern: /^Unable to connect to \[(?<alias>[^\]]{0,300})\]/ },
  { meaning: 'wrapper', pattern: /no seed node left for cluster/ },
  {
    meaning: 'wrapper',
    pattern:
      /^(?:\[[^\]]{0,300}\])*\[(?<address>[^\]]{0,300})\] (?:connect_exception|handshake_exception|general node connection failure)$/,
  },
  { meaning: 'wrapper', pattern: /^(?:general node connection failure|handshake failed)$/ },
  // Node, address and action of a RemoteTransportException.
  { meaning: 'wrapper', pattern: /^\[(?<node>[^\]]{0,300})\]\[[^\]]{0,300}\](?:\[.{0,300}\])?$/ },
  {
    meaning: 'wrapper',
    pattern: /error while communicating with remote cluster \[(?<alias>[^\]]{0,300})\]?/,
  },
  {
    meaning: 'wrapper',
    pattern: /failed to (?:open managed connection|handshake with seed node)/,
  },
  {
    meaning: 'wrapper',
    pattern: /failed to resolve indices on remote cluster/,
  },
  {
    meaning: 'wrapper',
    pattern: /failed to connect to \[.*\] after \[|Failed to communicate with the linked project/,
  },
  {
    meaning: 'wrapper',
    pattern: /all shards failed|^(?:Partial shards failure|Shard failures)/i,
  },
  {
    meaning: 'wrapper',
    pattern: /Failed to execute phase \[/i,
  },
  {
    meaning: 'wrapper',
    pattern:
      /^(?:General SSLEngine problem|General\/Untracked problem|Delegated task threw Exception or Error)$/,
  },
  {
    meaning: 'wrapper',
    pattern: /Failed to deserialize (?:response|exception response)|Failed execution$/,
  },
];

/** Names of exceptions, which speak if the exception comes without a text. */
export const EXCEPTIONS: Readonly<Record<string, Meaning>> = {
  annotated_connect_exception: 'connection-refused',
  circuit_breaking_exception: 'remote-overloaded',
  closed_channel_exception: 'connection-reset',
  cluster_block_exception: 'cluster-blocked',
  connect_timeout_exception: 'connection-timed-out',
  es_rejected_execution_exception: 'remote-overloaded',
  index_not_found_exception: 'no-such-index',
  no_route_to_host_exception: 'no-route',
  no_such_remote_cluster_exception: 'no-such-remote',
  node_disconnected_exception: 'connection-reset',
  node_not_connected_exception: 'connection-reset',
  not_ssl_record_exception: 'plaintext-expected',
  receive_timeout_transport_exception: 'response-timed-out',
  ssl_handshake_timeout_exception: 'tls-handshake-timed-out',
  transport_not_ready_exception: 'remote-starting',
  unknown_host_exception: 'name-not-resolved',
  unresolved_address_exception: 'name-not-resolved',
};
