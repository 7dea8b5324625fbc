/** What stands at the address is not what the local nodes expect there. */
import { address, type CatalogueEntry, DOCUMENTATION, hostAndPort } from './entry.ts';

export const PEER = {
  'http-port': {
    title: 'The address is an HTTP port',
    severity: 'critical',
    meaning:
      'Remote clusters are connected over the transport protocol (9300, or 9443 with API keys), never over HTTP (9200). The local nodes cannot connect to this address.',
    verify: (places) => `curl -s http://${address(places)}`,
    fix: ({ alias }) =>
      `Use the transport or the remote cluster server port:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.seeds": [ "<host>:9300" ] } }\n(9443 with an API key; proxy mode: cluster.remote.${alias}.proxy_address)`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'not-elasticsearch': {
    title: 'What answers is not Elasticsearch',
    severity: 'critical',
    meaning:
      'Something accepts the connection, but does not speak the transport protocol of Elasticsearch. The local nodes cannot reach the remote over it.',
    verify: (places) => `printf x | nc -w 5 ${hostAndPort(places)} | head -c 64 | xxd`,
    fix: () => 'Correct host and port of the registration, or the backend of the proxy',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'tls-expected': {
    title: 'The remote speaks TLS, the local nodes plain text',
    severity: 'critical',
    meaning:
      'TLS is on at the remote port and off in the local cluster, so no connection can be opened. Searches fail or leave this remote out, and followers stop reading.',
    verify: (places) => `openssl s_client -connect ${address(places)} </dev/null`,
    fix: () =>
      'Enable transport TLS in the local cluster (xpack.security.enabled and xpack.security.transport.ssl.enabled), with a CA that both sides trust. For a remote with an API key it is xpack.security.remote_cluster_client.ssl.enabled',
    documentation: DOCUMENTATION.certificate,
  },
  'plaintext-expected': {
    title: 'The remote speaks plain text, the local nodes TLS',
    severity: 'critical',
    meaning:
      'TLS is off at the remote port and on in the local cluster, so no connection can be opened. Searches fail or leave this remote out, and followers stop reading.',
    verify: (places) =>
      `openssl s_client -connect ${address(places)} </dev/null fails with "wrong version number"`,
    fix: () =>
      'Enable transport TLS on the remote (xpack.security.enabled and xpack.security.transport.ssl.enabled), with a CA that both sides trust; for the remote cluster server it is xpack.security.remote_cluster_server.ssl.enabled. Or correct the port',
    documentation: DOCUMENTATION.certificate,
  },
  'silent-peer': {
    title: 'The address accepts connections and stays silent',
    severity: 'critical',
    meaning:
      'The connection is accepted, then nothing is ever said: a hanging or overloaded node, a proxy whose backend is gone, or a frozen host. Each attempt of a local node waits 10 to 20 s.',
    verify: (places) => `timeout 10 openssl s_client -connect ${address(places)} </dev/null`,
    fix: () =>
      'Look at the remote node (is it in a long garbage collection, out of file descriptors, suspended?) and at the health of the proxy and its backends',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'api-key-on-transport-port': {
    title: 'The API key is sent to the transport port',
    severity: 'critical',
    meaning:
      'The local nodes have an API key for this remote, which is only understood on the remote cluster server port (9443 by default). The configured address is a transport port and demands a client certificate.',
    verify: () =>
      'On the remote: GET _nodes?filter_path=nodes.*.remote_cluster_server.publish_address',
    fix: ({ alias }) =>
      `Use the remote cluster server port:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.seeds": [ "<host>:9443" ] } }\n(proxy mode: cluster.remote.${alias}.proxy_address), and check that remote_cluster_server.enabled is true on the remote nodes`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'no-api-key-on-remote-server-port': {
    title: 'The remote cluster server port gets no API key',
    severity: 'critical',
    meaning:
      'The address is a remote cluster server port, which takes cross-cluster API keys only, but the local node has none for this alias in its keystore. Every request to this remote through such a node fails.',
    verify: () => 'GET _remote/info: cluster_credentials is missing for the alias',
    fix: ({ alias }) =>
      `On every local node, then reload:\nbin/elasticsearch-keystore add cluster.remote.${alias}.credentials\nPOST _nodes/reload_secure_settings\nOr, for the certificate model, use the transport port (9300) of the remote`,
    documentation: DOCUMENTATION.apiKey,
  },
} as const satisfies Record<string, CatalogueEntry>;
