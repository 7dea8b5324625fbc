/** What Elasticsearch says when a connection, a handshake or a request between clusters fails. */
import type { Sentence } from './sentence.ts';

export const LINK: readonly Sentence[] = [
  // Before the handshake failures below it: the reason stands in the same sentence.
  {
    meaning: 'another-node-at-address',
    pattern:
      /expected to connect to \[(?<expected>[^\]]{0,300})\] but found \[(?<found>[^\]]{0,300})\] instead/,
  },
  { meaning: 'another-node-at-address', pattern: /unexpected remote node (?<found>.+)?/ },
  {
    meaning: 'cluster-name-mismatch',
    pattern:
      /remote cluster name \[(?<found>[^\]]{0,300})\] does not match (?:expected remote cluster name \[(?<expected>[^\]]{0,300})\])?/,
  },
  {
    meaning: 'cluster-name-mismatch',
    pattern:
      /unexpected remote cluster name (?:Cluster )?\[?(?<found>[^\]\s]+)?|expected remote cluster name \[/i,
  },
  {
    meaning: 'version-incompatible',
    pattern: /from unsupported version|unreadable transport handshake/i,
  },
  {
    meaning: 'version-incompatible',
    pattern: /incompatible with local node version|incompatible wire format/i,
  },
  { meaning: 'version-incompatible', pattern: /negotiated unknown version|^Stream version \[/ },
  // Four bytes in hex: "HTTP", and the head of a TLS record.
  {
    meaning: 'http-port',
    pattern: /invalid internal transport message format, got \(48,54,54,50\)/i,
  },
  {
    meaning: 'tls-expected',
    pattern: /invalid internal transport message format, got \(1[5-7],3,[0-4],/i,
  },
  {
    meaning: 'not-elasticsearch',
    pattern: /invalid internal transport message format, got|invalid data length: /i,
  },
  {
    meaning: 'not-elasticsearch',
    pattern: /stream marked as compressed, but|invalid negative variable header size/,
  },
  {
    meaning: 'registration-invalid',
    pattern:
      /remote hosts need to be configured as \[host:port\](?:, found \[(?<found>[^\]]{0,300})\])?/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /failed to parse port|port number must be > 0 but was/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /cannot be used with the configured/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /Cannot use proxy connection strategy with no configured addresses/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /(?:proxyAddress|seedNodes) wasn't configured|Invalid connection strategy/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /invalid DiscoveryNode server_name/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /remote clusters must not have the empty string as its key/,
  },
  {
    meaning: 'registration-invalid',
    pattern: /is unavailable when CPS is enabled/,
  },
  { meaning: 'name-not-resolved', pattern: /unknown host(?: \[(?<host>[^\]]{0,300})\]|$)/i },
  {
    meaning: 'name-not-resolved',
    pattern: /Name or service not known|No address associated with hostname/i,
  },
  {
    meaning: 'name-not-resolved',
    pattern: /nodename nor servname|name resolution/i,
  },
  { meaning: 'name-not-resolved', pattern: /Unresolved address/i },
  { meaning: 'connection-refused', pattern: /connection refused(?:: (?<address>\S+))?/i },
  { meaning: 'connection-timed-out', pattern: /connect_timeout(?:\[(?<timeout>[^\]]{0,300})\])?/i },
  { meaning: 'connection-timed-out', pattern: /connect(?:ion)? timed out|handshake_timeout/i },
  { meaning: 'no-route', pattern: /no route to host|(?:network|host) is unreachable/i },
  {
    meaning: 'remote-overloaded',
    pattern:
      /Data too large(?:, data for \[(?<what>.*?)\] would be \[(?<size>[^\]]{0,300})\].* limit of \[(?<limit>[^\]]{0,300})\])?/,
  },
  {
    meaning: 'remote-overloaded',
    pattern: /rejected execution of /,
  },
  { meaning: 'remote-starting', pattern: /transport not ready yet to handle incoming requests/ },
  { meaning: 'local-node-overloaded', pattern: /connect listener queue is full/ },
  {
    meaning: 'local-node-stopping',
    pattern: /connect handler is already closed|connection manager is closed/,
  },
  {
    meaning: 'local-node-stopping',
    pattern: /transport has been stopped|^node closed /,
  },
  {
    meaning: 'local-node-stopping',
    pattern: /event loop is shutting down|remote connect thread got interrupted/,
  },
  {
    meaning: 'message-too-large',
    pattern: /illegal transport message of size \[(?<size>[^\]]{0,300})\]/,
  },
  { meaning: 'message-too-large', pattern: /header size \[(?<size>[^\]]{0,300})\] exceeds limit/ },
  { meaning: 'request-timed-out', pattern: /^Request timed out before receiving a response/ },
  { meaning: 'response-timed-out', pattern: /request_id \[\d*[^\]]{0,300}\] timed out after \[/ },
  { meaning: 'connection-reset', pattern: /connection reset|broken pipe|closed by remote/i },
  {
    meaning: 'connection-reset',
    pattern: /a channel closed while connecting/,
  },
  {
    meaning: 'connection-reset',
    pattern: /concurrently connecting and disconnecting even after|giving up$/,
  },
  {
    meaning: 'connection-reset',
    pattern: /Channel (?:is closed|output shutdown)|connection already closed/,
  },
  {
    meaning: 'connection-reset',
    pattern: /Node not connected|^\[.*\] disconnected$/,
  },
];
