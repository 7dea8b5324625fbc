/** What stands at the address is not what the local nodes expect there. */
import { type Cause, DOCUMENTATION, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  address,
  hostAndPort,
  onHost,
  publishAddresses,
  say,
  setAddress,
  type,
  useProxyMode,
  usualPort,
} from '../stepBuilders.ts';
import { onTheWire, said } from '../wireRules.ts';

export const PEERS = {
  'http-port': {
    title: 'The address is an HTTP port',
    meaning: prose`
      Remote clusters use the transport protocol (9300, or 9443 with API keys), never HTTP (9200).
      The local nodes cannot connect to this address.`,
    verify: (given) => [type('local-node-shell', `curl -s http://${address(given)}`)],
    fix: (given) => [
      say('Use the transport port, or with an API key the remote cluster server port:'),
      ...setAddress(given, onHost(given, usualPort(given))),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('http-port'), wire: onTheWire('http-port') },
  },
  'not-elasticsearch': {
    title: 'The peer does not speak the transport protocol',
    meaning: prose`
      Something accepts the connection, but does not speak Elasticsearch's transport protocol. The
      local nodes cannot reach the remote over it.`,
    verify: (given) => [
      type('local-node-shell', `printf x | nc -w 5 ${hostAndPort(given)} | head -c 64 | xxd`),
    ],
    fix: () => [say('Correct host and port of the registration, or the backend of the proxy.')],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('not-elasticsearch'), wire: onTheWire('not-elasticsearch') },
  },
  'tls-expected': {
    title: 'The remote speaks TLS, the local nodes plain text',
    meaning: prose`
      TLS is on at the remote port and off in the local cluster, so local nodes cannot open a
      connection. Searches fail or skip this remote, and followers stop reading.`,
    verify: (given) => [
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
    ],
    fix: () => [
      say(prose`
        Enable transport TLS in the local cluster (xpack.security.enabled and
        xpack.security.transport.ssl.enabled), with a CA that both sides trust. For a remote with an
        API key, enable xpack.security.remote_cluster_client.ssl.enabled.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('tls-expected'), wire: onTheWire('tls-expected') },
  },
  'plaintext-expected': {
    title: 'The remote speaks plain text, the local nodes TLS',
    meaning: prose`
      TLS is off at the remote port and on in the local cluster, so local nodes cannot open a
      connection. Searches fail or skip this remote, and followers stop reading.`,
    verify: (given) => [
      say('This fails with "wrong version number":'),
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
    ],
    fix: () => [
      say(prose`
        Enable transport TLS on the remote (xpack.security.enabled and
        xpack.security.transport.ssl.enabled), with a CA that both sides trust. For the remote
        cluster server, enable xpack.security.remote_cluster_server.ssl.enabled. Or correct the
        port.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('plaintext-expected'), wire: onTheWire('plaintext-expected') },
  },
  'silent-peer': {
    title: 'TCP connects, but nothing answers',
    meaning: prose`
      The remote accepts the connection and then sends nothing: a hanging or overloaded node, a
      proxy whose backend is gone, or a frozen host. Each attempt of a local node waits 10 to 20
      s.`,
    verify: (given) => [
      type('local-node-shell', `timeout 10 openssl s_client -connect ${address(given)} </dev/null`),
    ],
    fix: () => [
      say(prose`
        Look at the remote node: is it in a long garbage collection, out of file descriptors, or
        suspended? Check the health of the proxy and its backends.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('silent-peer'), wire: onTheWire('silent-peer') },
  },
  'another-node-at-publish-address': {
    title: 'Another node answers at the publish address',
    meaning: prose`
      In sniff mode a local node connects to each gateway node at the address that this node
      publishes. It met another node there, and refuses it. Two nodes publish one address (a load
      balancer, a port forward), or the address belongs to another host in the network of the local
      nodes.`,
    verify: () => [
      say('No address may stand twice, and each has to lead to its node from the local nodes:'),
      publishAddresses,
    ],
    fix: (given) => [
      say(prose`
        Give each remote node a publish address of its own that leads to it from the local nodes:
        transport.publish_host and transport.publish_port (with an API key remote_cluster.publish_host
        and remote_cluster.publish_port). Or use proxy mode, which needs no publish addresses:`),
      useProxyMode(given),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { said: said('another-node-at-publish-address') },
  },
} as const satisfies Record<CodesOf<'peers'>, Cause>;
