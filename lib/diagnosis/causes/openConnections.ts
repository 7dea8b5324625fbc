/** Connections that are open and of no use, too few, or missing without a reason. */
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, host, hostAndPort, register, resolve, say, type } from '../stepBuilders.ts';
import type { View } from '../view.ts';

/** Connections are shown open while a real request gets no answer. */
function halfOpen({ facts, verdict }: View): Match | undefined {
  const open = facts.passive.filter(({ connected }) => connected === true);
  const waiting = facts.active.find(({ outcome }) => outcome === 'timed-out');
  if (verdict !== 'timed-out' || waiting === undefined || open.length === 0) return undefined;
  const sockets = open
    .map(({ node, connections }) => `${node} holds ${connections} open`)
    .join(', ');
  const waited = `got no answer in ${Math.round(waiting.durationMs)} ms`;
  return {
    evidence: prose`
      _remote/info says connected (${sockets}), but a cross-cluster request through ${waiting.node}
      ${waited}`,
  };
}

/** No configured address works, and the remote's HTTP port does: an old connection carries it. */
function stale({ facts, verdict, allConfiguredDead, configured }: View): Match | undefined {
  const wasOpen = facts.passive.some(({ connected }) => connected === true);
  if (verdict !== 'connected' || !wasOpen || !allConfiguredDead || !facts.remote?.root.ok)
    return undefined;
  const dead = configured.flatMap(({ faults }) => faults);
  const areGone = dead.every(
    ({ code }) => code === 'connection-refused' || code === 'name-not-resolved',
  );
  if (!areGone) return undefined;
  const faults = dead.map(({ evidence }) => evidence).join('; ');
  return {
    subject: configured.map(({ address }) => address).join(', '),
    evidence: prose`
      The remote's HTTP port answers from ${facts.vantage}, but no configured address does
      (${faults}): the open connections outlive them`,
  };
}

function fewProxySockets({ facts }: View): Match[] {
  if (facts.registration.mode !== 'proxy') return [];
  return facts.passive
    .filter(
      ({ connected, connections = 0, maxConnections = 0 }) =>
        connected === true && connections * 2 < maxConnections,
    )
    .map(({ node, connections, maxConnections }) => ({
      subject: node,
      evidence: `${node} holds ${connections} of ${maxConnections} sockets to the proxy`,
    }));
}

function unstableEndpoint({ configured, verdict }: View): Match[] {
  return configured.flatMap(({ address, endpoints, faults }) => {
    const bad = new Set(faults.map(({ subject }) => subject));
    if (bad.size === 0 || bad.size >= endpoints.length) return [];
    const evidence = prose`
      ${address} stands for ${endpoints.length} IPs, of which ${bad.size} fail:
      ${[...bad].join(', ')}`;
    return [{ subject: address, severity: verdict === 'connected' ? 'note' : 'warning', evidence }];
  });
}

/** Elasticsearch says no, and every witness that could be asked finds nothing wrong. */
function unexplained({ verdict, facts }: View): Match | undefined {
  if (verdict !== 'not-connected' && verdict !== 'timed-out') return undefined;
  const texts = facts.active.map(({ node, outcome, error }) => `${node}: ${error ?? outcome}`);
  return {
    evidence: prose`
      A cross-cluster request does not pass (${texts.join('; ')}), Elasticsearch gives no reason for
      it`,
  };
}

export const OPEN_CONNECTIONS = {
  'half-open': {
    title: 'Half-open connections: open, but requests time out',
    meaning: prose`
      The local nodes believe that they are connected while their packets go nowhere, typically
      because a firewall, NAT gateway or load balancer dropped the flow. Searches hang until they
      time out, and it may take 15 minutes before the nodes notice.`,
    verify: ({ alias }) => [
      say('One request shows connected: true, and the other one times out:'),
      get('_remote/info'),
      get(`_resolve/cluster/${alias}:*?timeout=5s`),
    ],
    fix: (given) => [
      say(prose`
        Find what drops idle or established flows on the path (an AWS NLB forgets them after 350 s).
        To survive it, send TCP keepalives more often than that (transport.tcp.keep_idle or
        net.ipv4.tcp_keepalive_time), or have Elasticsearch ping:`),
      register(given, { 'transport.ping_schedule': '30s' }),
      say('On the local nodes, also lower net.ipv4.tcp_retries2 to 5.'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: halfOpen },
  },
  'stale-connection': {
    title: 'Only old connections work, the address is dead',
    meaning: prose`
      Requests still pass over connections that were opened earlier. When they drop, or a local node
      restarts, the remote is unreachable.`,
    verify: (given) => [type('local-node-shell', `nc -vz ${hostAndPort(given)}`)],
    fix: ({ alias }) => [
      say(prose`
        Correct the seeds or the proxy address of ${alias}, or restore the address, before the next
        restart.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: stale },
  },
  'proxy-sockets-low': {
    title: 'Few connections to the proxy are open',
    meaning: prose`
      A local node holds less than half of the sockets that it wants to the proxy address. Requests
      queue up, and each lost socket matters more. Searches and replication go on, perhaps more
      slowly.`,
    verify: () => [
      say('Compare num_proxy_sockets_connected with max_proxy_socket_connections:'),
      get('_remote/info'),
    ],
    fix: (given) => [
      say('Look for connection limits on the proxy, or ask for fewer connections:'),
      register(given, { proxy_socket_connections: '<number>' }),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: fewProxySockets },
  },
  'unstable-endpoint': {
    title: 'Some addresses behind the name fail',
    meaning: prose`
      The name stands for several addresses, and not all of them work. Whether a connection succeeds
      depends on which one a node uses.`,
    verify: (given) => [type('local-node-shell', `getent ahosts ${host(given)}`)],
    fix: () => [
      say('Remove the dead addresses from DNS or from the load balancer, or restore them.'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: unstableEndpoint },
  },
  'not-connected': {
    title: 'Not connected, cause unknown',
    meaning: prose`
      A real cross-cluster request fails, Elasticsearch gives no reason, and the probe of the
      configured addresses finds no fault. Only the nodes see what is left: gateway nodes behind the
      seeds, trust, credentials, or the route from the nodes themselves.`,
    verify: (given) => [
      say('Send a request, and look for ConnectTransportException in the log of the local node:'),
      ...resolve(given),
    ],
    fix: ({ alias }) => [
      say(prose`
        Give the remote's own HTTP access in the registry (remotes.${alias}.remote), so that the
        checker sees gateways and keys. Search ${alias}:* through a node while its log is open:
        the node writes the reason there.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { unexplained },
  },
} as const satisfies Record<CodesOf<'openConnections'>, Cause>;
