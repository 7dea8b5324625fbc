/** Connections that are open and of no use, too few, or missing without a reason. */
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, host, hostAndPort, register, resolve, say, type } from '../stepBuilders.ts';
import { asksOf, takenEndpoint, type View } from '../view.ts';
import { quoted } from '../wireRules.ts';

/** Requests through the same local node pass and hang: some of its connections are of no use. */
function partlyOpen(view: View): Match | undefined {
  const asks = asksOf(view.facts);
  for (const [node, own] of Map.groupBy(asks, (ask) => ask.node)) {
    const hanging = own.filter(({ outcome }) => outcome === 'timed-out').length;
    if (hanging > 0 && own.some(({ outcome }) => outcome === 'connected'))
      return {
        subject: node,
        evidence: prose`
          ${hanging} of ${own.length} cross-cluster requests through ${node} got no answer, the
          others passed: some of its connections are half-open`,
      };
  }
  return undefined;
}

/** Of requests sent at once, some were answered and some not. */
function someLargeHang({ facts: { large } }: View): Match | undefined {
  if (large?.outcome !== 'not-measured' || large.large === undefined) return undefined;
  const { node, large: asked } = large;
  return {
    subject: String(node),
    evidence: prose`
      ${asked.answered} of ${asked.asked} cross-cluster requests through ${node} were answered at
      once, the others not at all: some of its connections are half-open`,
  };
}

/** Small answers pass, and none of several KB does. */
function largeLost({ facts: { large }, configured }: View): Match | undefined {
  if (large?.outcome !== 'lost') return undefined;
  const { node, bytes, small, large: asked } = large;
  const held = Number(small?.asked) - Number(small?.answered);
  const behind =
    held === 0
      ? ''
      : `; ${held} small ${held === 1 ? 'request' : 'requests'} sent after it got no answer either`;
  return {
    subject: configured.map(({ address }) => address).join(', '),
    evidence: prose`
      Small answers pass, large ones do not: a small request through ${node} was answered, and none
      of ${Number(asked?.asked) + 1} whose answer has more than ${bytes} bytes${behind}`,
  };
}

const SLOW_MS = 2000;

function slowLink({ verdict, facts }: View): Match | undefined {
  const passed = facts.active.filter(({ outcome }) => outcome === 'connected');
  const slow = passed.filter(({ durationMs }) => durationMs >= SLOW_MS);
  if (verdict !== 'connected' || slow.length === 0) return undefined;
  const times = slow.map(({ node, durationMs }) => `${node} ${(durationMs / 1000).toFixed(1)} s`);
  return {
    subject: slow.map(({ node }) => node).join(', '),
    evidence: `A cross-cluster request that asks for nothing takes seconds: ${times.join(', ')}`,
  };
}

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

function unstableEndpoint({ configured, verdict, statements }: View): Match[] {
  return configured.flatMap(({ address, endpoints, faults }) => {
    const bad = new Set(faults.map(({ subject }) => subject));
    if (bad.size === 0 || bad.size >= endpoints.length) return [];
    const evidence = prose`
      ${address} stands for ${endpoints.length} IPs, of which ${bad.size} fail:
      ${[...bad].join(', ')}. A local node takes one of them, the first as a rule:
      ${takenEndpoint(endpoints, statements)?.ip}`;
    return [{ subject: address, severity: verdict === 'connected' ? 'note' : 'warning', evidence }];
  });
}

/** Longer than that, the evidence has it. */
const LONGEST_TITLE = 160;

/** No cause fits what the local nodes say: then their own words lead. */
function unexplained(view: View): Match | undefined {
  const { verdict, facts } = view;
  if (verdict !== 'not-connected' && verdict !== 'timed-out') return undefined;
  const statements = [...view.statements, ...view.remarks];
  const said = asksOf(facts).map(({ node, outcome }) => {
    const lead = statements.find((statement) => statement.node === node);
    return lead === undefined ? `${node}: ${outcome}, without a text` : quoted(lead);
  });
  const evidence = `A cross-cluster request does not pass. ${[...new Set(said)].join('; ')}`;
  const lead = statements.find(({ isSpecific }) => isSpecific) ?? statements[0];
  return lead === undefined ? { evidence } : { evidence, title: titleOf(lead.text) };
}

function titleOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_TITLE
    ? `Not connected: ${line.slice(0, LONGEST_TITLE)}…`
    : `Not connected: ${line}`;
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
    when: { certain: [halfOpen, partlyOpen, someLargeHang] },
  },
  'large-answers-lost': {
    title: 'Small answers pass, large ones do not',
    meaning: prose`
      Connections open and short answers come, but an answer longer than a packet is lost on the
      way. Searches with hits, and the list of nodes in sniff mode, hang. Typically a tunnel or VPN
      on the way takes smaller packets (path MTU), and a firewall drops the ICMP messages that say
      so.`,
    verify: (given) => [
      say('From a local node, packets of 1,472 bytes get no answer, smaller ones do:'),
      type(
        'local-node-shell',
        `ping -M do -c 3 -s 1472 ${host(given)}`,
        `ping -M do -c 3 -s 1200 ${host(given)}`,
        `tracepath ${host(given)}`,
      ),
    ],
    fix: () => [
      say(prose`
        Let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 type 2) through, or lower the MTU of
        the interfaces on both sides to what passes. Or clamp the MSS on the router in between, on
        Linux with iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS
        --clamp-mss-to-pmtu.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: largeLost },
  },
  'slow-link': {
    title: 'The remote answers slowly',
    meaning: prose`
      A request that asks for nothing takes seconds. Each search waits at least as long, and
      replication falls behind. The remote is overloaded, or the way to it loses packets.`,
    verify: ({ alias }) => [
      say('Look at took:'),
      get(`_resolve/cluster/${alias}:*`),
      get('_nodes/hot_threads', 'remote-cluster'),
    ],
    fix: () => [
      say(prose`
        Find out whether the remote itself is slow (hot threads, garbage collection, CPU), or the
        way to it (packet loss, round-trip time from a local node).`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: slowLink },
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
      A real cross-cluster request fails, no known cause fits what Elasticsearch says, and the probe
      of the configured addresses finds no fault. Only the nodes see what is left: gateway nodes
      behind the seeds, trust, credentials, or the route from the nodes themselves.`,
    verify: (given) => [
      say('Send a request, and look for ConnectTransportException in the log of the local node:'),
      ...resolve(given),
    ],
    fix: ({ alias, given }) => [
      say(prose`
        The log of the local node has the whole exception of that request. Fix what it names, on the
        side that it names.`),
      ...(given?.remote
        ? []
        : [
            say(prose`
              To let the checker see gateways and keys, give the remote's own HTTP access in the
              registry (remotes.${alias}.remote).`),
          ]),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { unexplained },
  },
} as const satisfies Record<CodesOf<'openConnections'>, Cause>;
