import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainLog } from '../../lib/report/explainLog.ts';

function explained(log: string): string {
  return explainLog(log, { columns: 80 }).text;
}

const PLAIN = `
[2026-11-30T10:15:20,001][INFO ][o.e.n.Node               ] [local-1] started
[2026-11-30T10:15:21,345][WARN ][o.e.t.SniffConnectionStrategy] [local-1] fetching nodes from external cluster [dead] failed
org.elasticsearch.transport.ConnectTransportException: [][127.0.0.1:9301] connect_exception
	at org.elasticsearch.transport.TcpTransport$ChannelsConnectedListener.onFailure(TcpTransport.java:1118)
Caused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: /127.0.0.1:9301
Caused by: java.net.ConnectException: Connection refused
	... 1 more
[2026-11-30T10:15:51,345][WARN ][o.e.t.SniffConnectionStrategy] [local-1] fetching nodes from external cluster [dead] failed
org.elasticsearch.transport.ConnectTransportException: [][127.0.0.1:9301] connect_exception
Caused by: java.net.ConnectException: Connection refused
[2026-11-30T10:16:00,000][WARN ][o.e.t.RemoteClusterService] [local-1] the moon is full
`.trim();

it('names cause, remote, address and how often, and counts what it does not know', () => {
  expect(explained(PLAIN)).toMatchInlineSnapshot(`
    "connection-refused (remote dead, 127.0.0.1:9301)
      The remote refuses connections. The host answers, but nothing listens on the
      port. The remote node is stopped, listens on another port or interface, or a
      firewall rejects the connection. Searches fail or skip this remote, and
      followers stop reading.
      2 times, from 2026-11-30T10:15:21,345 to 2026-11-30T10:15:51,345
      Log: Connection refused
      remote-cluster-checker explain connection-refused

    Not known to the checker:
      the moon is full

    2 of 4 log entries explained, 1 not known; the others concern no remote
    connection.
    "
  `);
});

it('reads JSON of 7.17 and of 8 and later, and lines that are none', () => {
  const ecs = {
    '@timestamp': '2026-11-30T10:15:21.345Z',
    'log.level': 'WARN',
    message: 'fetching nodes from external cluster [dead] failed',
    'log.logger': 'org.elasticsearch.transport.SniffConnectionStrategy',
    'error.stack_trace':
      'org.elasticsearch.transport.ConnectTransportException: [][127.0.0.1:9301] connect_exception\n\tat org.x.Y(Z.java:1)\nCaused by: java.net.ConnectException: Connection refused\n',
  };
  const old = {
    timestamp: '2026-11-30T10:15:22,000Z',
    component: 'o.e.t.ProxyConnectionStrategy',
    message: 'failed to open any proxy connections to cluster [tls]',
    stacktrace: ['java.net.ConnectException: Connection refused'],
  };
  const lines = [ecs, ecs, old, { level: 'INFO' }].map((line) => JSON.stringify(line));
  expect(explained([...lines, '{ not JSON'].join('\n'))).toMatchInlineSnapshot(`
    "connection-refused (remote dead, 127.0.0.1:9301)
      The remote refuses connections. The host answers, but nothing listens on the
      port. The remote node is stopped, listens on another port or interface, or a
      firewall rejects the connection. Searches fail or skip this remote, and
      followers stop reading.
      2 times, at 2026-11-30T10:15:21.345Z
      Log: Connection refused
      remote-cluster-checker explain connection-refused

    connection-refused (remote tls)
      The remote refuses connections. The host answers, but nothing listens on the
      port. The remote node is stopped, listens on another port or interface, or a
      firewall rejects the connection. Searches fail or skip this remote, and
      followers stop reading.
      Once, at 2026-11-30T10:15:22,000Z
      Log: Connection refused
      remote-cluster-checker explain connection-refused

    3 of 4 log entries explained, 0 not known; the others concern no remote
    connection.
    "
  `);
});

it('says that nothing concerns remote connections', () => {
  expect(explained(PLAIN.split('\n')[0] ?? '')).toBe(
    'None of 1 log entries concerns remote connections.\n',
  );
});

it('shows ten of the messages that it does not know', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `message ${'abcdefghijkl'[index]}`);
  const log = lines.map(
    (text) => `[2026-11-30T10:16:00,000][WARN ][o.e.t.RemoteClusterService] [a] ${text}`,
  );
  expect(explained([...log, log[0]].join('\n'))).toContain('and 2 other messages');
  expect(explained([...log, log[0]].join('\n'))).toContain('  2 times: message a');
});

it('reads what a real local node 9.5.3 logged', () => {
  const file = join(import.meta.dirname, '../fixtures/logs/local-9.5.3.txt');
  const text = explained(readFileSync(file, 'utf8'));
  expect(text).toMatchInlineSnapshot(`
    "api-key-invalid (remote node_with_the_security_index_is_gone, 127.0.0.1:22911)
      The remote does not accept the API key. The remote does not know the key id,
      or the secret is wrong, or the keystore does not hold the "encoded" value. If
      Elasticsearch only says "unable to authenticate", the key may also have
      expired or been invalidated.
      5 times, from 2026-12-01T03:25:23,812 to 2026-12-01T03:25:37,355
      Log: unable to authenticate user [wVGhL6IBPorunBL1G8xK] for action
      [cluster:internal/remote_cluster/handshake]
      remote-cluster-checker explain api-key-invalid

    certificate-model-deprecated (remote registered_in_two_places)
      The certificate security model is deprecated. Elastic deprecated remote
      clusters with certificate trust in 9.0, in favor of API keys. It works as
      before, and a later major version may remove it.
      3 times, from 2026-12-01T03:23:58,676 to 2026-12-01T03:23:59,473
      Log: data_stream.dataset="elasticsearch.deprecation"
      data_stream.namespace="default" data_stream.type="logs"
      elasticsearch.event.category="security"
      event.code="remote_cluster_certificate_access-registered_in_two_places"
      message="The remote cluster connection to [registered_in_two_places] is using
      the certificate-based security model. The certificate-based security model is
      deprecated and will be remov
      remote-cluster-checker explain certificate-model-deprecated

    another-node-at-publish-address (127.0.0.1:20905)
      Another node answers at the publish address. In sniff mode a local node
      connects to each gateway node at the address that this node publishes. It met
      another node there, and refuses it. Two nodes publish one address (a load
      balancer, a port forward), or the address belongs to another host in the
      network of the local nodes.
      Once, at 2026-12-01T03:25:13,100
      Log: [two-d][127.0.0.1:20905] Connecting to [127.0.0.1:20905] failed: expected
      to connect to
      [{two-d}{UDzNMkaaRmabG5sdOj_pSA}{gmeM-ibFQHC1ljnzM08EwQ}{two-d}{127.0.0.1}{127.0.0.1:20905}{dir}{9.5.3}{8000099-9111000}]
      but found
      [{two-i}{FUoYzjLoQTu7pQG0DHq84w}{mkQqhhI1RjSmSqFD3fL8CA}{two-i}{127.0.0.1}{127.0.0.1:20905}{ir}{9.5.3}{8000099-9111000}]
      instead. Ensure that each node has its own distinct publish
      remote-cluster-checker explain another-node-at-publish-address

    connection-refused (remote two_gateways_behind_one_address, 127.0.0.1:20905)
      The remote refuses connections. The host answers, but nothing listens on the
      port. The remote node is stopped, listens on another port or interface, or a
      firewall rejects the connection. Searches fail or skip this remote, and
      followers stop reading.
      Once, at 2026-12-01T03:25:16,628
      Log: Connection refused
      remote-cluster-checker explain connection-refused

    Not known to the checker:
      Failed to get remote cluster stats for [api_key_for_replication_only]:
      org.elasticsearch.transport.RemoteTransportException:
      [three-a][127.0.0.1:22902][cluster:monitor/stats/remote]
      Failed to get remote cluster stats for [node_with_the_security_index_is_gone]:
      org.elasticsearch.transport.RemoteTransportException:
      [two-m][127.0.0.1:22911][cluster:internal/remote_cluster/handshake]

    10 of 12 log entries explained, 2 not known.
    "
  `);
});
