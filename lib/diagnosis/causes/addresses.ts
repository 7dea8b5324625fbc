/** The way to the remote: names, ports and routes. */
import { parseAddress } from '../../address.ts';
import type { AddressProbe } from '../../result/network.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { address, host, hostAndPort, resolve, say, setAddress, type } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { onTheWire, quoted, said } from '../wireRules.ts';

/** The address that Elasticsearch failed to connect to: `[][10.0.0.1:9300] connect_exception`. */
const FAILED_SEED = /\[\]\[([^\]]+:\d+)\] (?:connect_|general node connection failure)/;
/** `Connection refused: es.example/10.0.0.1:9300` */
const NAMED_SEED = /: [^\s/]{0,300}\/([\d.]+:\d+)$/;

function addressIn(text: string): string {
  return FAILED_SEED.exec(text)?.[1] ?? NAMED_SEED.exec(text)?.[1] ?? '';
}

/** Elasticsearch names an IP for a configured name, and the name resolves to others now. */
function addressMoved(view: View): Match[] {
  if (!isBroken(view)) return [];
  const { network, vantage } = view.facts;
  return view.statements
    .flatMap((statement) => {
      const { node, text } = statement;
      const used = parseAddress(addressIn(text));
      const names = used === undefined ? [] : namesOn(used.port, network);
      if (used === undefined || names.some(({ ips }) => ips.includes(used.host))) return [];
      return names.map(({ address: subject, ips }) => ({
        subject,
        evidence: prose`
          ${node} connects to ${used.host}, but from ${vantage} ${subject} resolves to
          ${ips.join(', ')}. ${quoted(statement)}`,
      }));
    })
    .slice(0, 1);
}

/** The new address works: then the old one, which the local node keeps, is the whole cause. */
function addressKept(view: View): Match[] {
  if (view.allConfiguredDead) return [];
  return addressMoved(view).map((match) => ({ ...match, severity: 'critical' }));
}

function addressMovedAndDead(view: View): Match[] {
  return view.allConfiguredDead ? addressMoved(view) : [];
}

interface ResolvedName {
  readonly address: string;
  readonly ips: readonly string[];
}

/** The configured addresses with this port; none if one of them is no name that resolves. */
function namesOn(port: number, network: readonly AddressProbe[]): ResolvedName[] {
  const probes = network.filter(
    ({ address: one, roles }) =>
      parseAddress(one)?.port === port && roles.some((role) => role !== 'gateway'),
  );
  const names = probes.flatMap(({ address: name, dns }) =>
    dns.outcome === 'ok' && dns.evidence.lookedUp
      ? [{ address: name, ips: dns.evidence.ips.map(({ ip }) => ip) }]
      : [],
  );
  return names.length < probes.length ? [] : names;
}

export const ADDRESSES = {
  'name-not-resolved': {
    title: 'The host name of the remote does not resolve',
    meaning: prose`
      DNS has no answer for the configured name, so local nodes cannot open a new connection. Open
      connections stay up until they drop.`,
    verify: (given) => [type('local-node-shell', `getent hosts ${host(given)}`)],
    fix: (given) => [
      say('Restore the DNS record, or correct the address:'),
      ...setAddress(given, '<host>:<port>'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('name-not-resolved'), wire: onTheWire('name-not-resolved') },
  },
  'address-moved': {
    title: 'The name of the remote resolves to another address now',
    meaning: prose`
      A local node connects to an address that the name no longer has. Java keeps a resolved name
      for 60 seconds by default, and a local name server may answer differently.`,
    verify: (given) => [type('local-node-shell', `getent ahosts ${host(given)}`)],
    fix: (given) => [
      say(prose`
        If the local nodes resolve the old address too, correct DNS or /etc/hosts there. If not,
        send a request after 60 seconds: the node then uses the new address. If it does not, its
        JVM keeps names longer (networkaddress.cache.ttl): restart the local node.`),
      ...resolve(given),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: addressKept, finding: addressMovedAndDead },
  },
  'connection-refused': {
    title: 'The remote refuses connections',
    meaning: prose`
      The host answers, but nothing listens on the port. The remote node is stopped, listens on
      another port or interface, or a firewall rejects the connection. Searches fail or skip this
      remote, and followers stop reading.`,
    verify: (given) => [type('local-node-shell', `nc -vz ${hostAndPort(given)}`)],
    fix: (given) => [
      say(prose`
        Start the remote nodes, check their transport.port or remote_cluster.port and network.host,
        or correct the address of the registration. When the remote is back, one request
        reconnects:`),
      ...resolve(given),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('connection-refused'), wire: onTheWire('connection-refused') },
  },
  'connection-timed-out': {
    title: 'Connections to the remote time out',
    meaning: prose`
      Something drops the packets to the address without an answer: a firewall or security group, a
      wrong route, or the host is gone. Each attempt to connect waits up to 30 s, so searches are
      slow before they fail or skip this remote.`,
    verify: (given) => [type('local-node-shell', `nc -vz -w 5 ${hostAndPort(given)}`)],
    fix: (given) => [
      say(prose`
        Open ${address(given)} for the local nodes in firewalls and security groups on both sides,
        and check the route back.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('connection-timed-out'), wire: onTheWire('connection-timed-out') },
  },
  'no-route': {
    title: 'There is no route to the remote',
    meaning: prose`
      The network reports that the host or its network is unreachable. Local nodes cannot open a
      connection: searches fail or skip this remote, and followers stop reading.`,
    verify: (given) => [type('local-node-shell', `ip route get ${host(given)}`)],
    fix: () => [
      say(prose`
        Fix the route: VPC peering or transit gateway attachments, route tables, VPN, or the
        interface of the local nodes.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('no-route'), wire: onTheWire('no-route') },
  },
  'connection-reset': {
    title: 'The remote closes the connection',
    meaning: prose`
      The remote accepts the connection and closes it before Elasticsearch answers. A proxy without
      a healthy backend does so, and so does a node that does not understand the request.`,
    verify: (given) => [
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
    ],
    fix: () => [
      say(prose`
        Look at the log of the proxy (does it have healthy backends?) and of the remote node at the
        time of the check. Then compare port and security model of both sides.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { wire: onTheWire('connection-reset') },
  },
} as const satisfies Record<CodesOf<'addresses'>, Cause>;
