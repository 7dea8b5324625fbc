/** The way to the remote: names, ports and routes. */

import { parseAddress } from '../../address.ts';
import type { Step } from '../../result/instructions.ts';
import type { AddressProbe } from '../../result/network.ts';
import { hasAnswered } from '../../result/silence.ts';
import { meaningOf } from '../../wording/wording.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { asksForCertificate } from '../portKind.ts';
import {
  address,
  get,
  host,
  hostAndPort,
  resolve,
  say,
  setAddress,
  type,
} from '../stepBuilders.ts';
import { isBroken, type Statement, type View } from '../view.ts';
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

/** Words of a connection that ends while it opens; one that ends later has other reasons. */
const WHILE_OPENING =
  /general node connection failure|handshake failed|channel closed while connecting|TLS handshake|during handshake/i;

function closedWhileOpening({ statements }: View): Statement | undefined {
  return statements.find(
    ({ text, around }) =>
      meaningOf(text) === 'connection-reset' && WHILE_OPENING.test([text, ...around].join('\n')),
  );
}

/** The same address answers the checker: then the remote treats addresses differently. */
function closedForLocalNodes(view: View): Match | undefined {
  const statement = isBroken(view) ? closedWhileOpening(view) : undefined;
  const { configured, facts } = view;
  // A port that asks for a certificate also closes the connections of nodes whose one it rejects.
  const areOpen =
    configured.length > 0 &&
    configured.every(
      (one) => hasAnswered(one) && one.deadly.length === 0 && !asksForCertificate(one),
    );
  if (statement === undefined || !areOpen || isElsewhere(statement, view)) return undefined;
  const addresses = configured.map(({ address: one }) => one).join(', ');
  return {
    subject: addresses,
    evidence: `${addresses} answers the checker at ${facts.vantage}, but ${quoted(statement)}`,
  };
}

/** The words name an address that the checker has not probed. */
function isElsewhere({ text, around }: Statement, { configured }: View): boolean {
  const named = [text, ...around].map(addressIn).find((one) => one !== '');
  const probed = configured.flatMap(({ endpoints }) => endpoints);
  return named !== undefined && !probed.some(({ ip, port }) => named === `${ip}:${port}`);
}

function closedForAll(view: View): Match | undefined {
  const match = [onTheWire('connection-reset')(view) ?? []].flat()[0];
  const statement = closedWhileOpening(view);
  if (match === undefined || statement === undefined) return match;
  return { ...match, evidence: `${match.evidence}; ${quoted(statement)}` };
}

const filterSettings = get(
  '_cluster/settings?flat_settings&filter_path=*.xpack.security*',
  'remote-cluster',
);

/** By the platform of the remote: its own settings, or a console. */
function allowAddresses({ platforms, registration }: Circumstances): Step[] {
  const remote = platforms?.remote;
  const hosted = prose`
    Allow the addresses from which the local nodes come (behind NAT, that of the NAT) in the traffic
    filters (network security policies) of the remote deployment.`;
  if (remote === 'ech' || remote === 'ece') return [say(hosted)];
  const scope = registration?.securityModel === 'api-key' ? 'remote_cluster' : 'transport';
  const own = prose`
    Allow the addresses from which the local nodes come in xpack.security.${scope}.filter.allow of
    the remote, and take them out of xpack.security.${scope}.filter.deny.`;
  return [say(own), ...(remote === undefined ? [say(`On Elastic Cloud: ${hosted}`)] : [])];
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
    title: 'Local node and checker resolve the name differently',
    meaning: prose`
      A local node connects to an address that the name does not have for the checker. Either the
      name has moved, and the node still uses the old address: Java keeps a resolved name for 60
      seconds by default. Or the name server of the node answers differently (split-horizon DNS):
      then its address may be right, and the fault is there.`,
    verify: (given) => [
      say('Compare the address in the evidence with what a local node resolves now:'),
      type('local-node-shell', `getent ahosts ${host(given)}`),
    ],
    fix: (given) => [
      say(prose`
        If the local node resolves the address in the evidence, and it is not one of the remote,
        correct DNS or /etc/hosts there. If it is one of the remote, fix what fails at that address.
        If the node resolves another address, send a request after 60 seconds: the node then uses
        that one. If it does not, its JVM keeps names longer (networkaddress.cache.ttl): restart the
        local node.`),
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
      The remote accepts the connection and closes it before Elasticsearch answers. An IP filter of
      the remote nodes and a traffic filter of Elastic Cloud do so with addresses that they do not
      know. So does a proxy without a healthy backend, and a node that does not understand the
      request.`,
    verify: (given) => [
      say(prose`
        Ask from a local node, and from a host that the filters allow, such as the remote node
        itself. If only the second shows a certificate, it is a filter. If neither does, it is the
        proxy, the port, or a node without TLS:`),
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
      filterSettings,
    ],
    fix: (given) => [
      ...allowAddresses(given),
      say(prose`
        If it is no filter, look at the log of the proxy (does it have healthy backends?) and of the
        remote node at the time of the check. Then compare port and security model of both sides.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { wire: closedForAll },
  },
  'address-filtered': {
    title: 'The remote closes connections of the local nodes only',
    meaning: prose`
      A connection of a local node opens, and the remote closes it before it says anything. The
      checker can use the same address. An IP filter of the remote nodes, a traffic filter of
      Elastic Cloud, or a firewall that knows the checker only, does so. A remote that cannot
      understand the local node does so, too.`,
    verify: (given) => [
      say(prose`
        Send this from a local node and from the host of the checker. A filter of addresses closes
        the connection of the local node before the remote shows a certificate. If both get one, it
        is no filter: compare TLS settings and client certificates, and look at the log of the
        remote node.`),
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
      say('A node with an IP filter has these settings, and its audit log says connection_denied:'),
      filterSettings,
    ],
    fix: allowAddresses,
    documentation: DOCUMENTATION.troubleshooting,
    when: { weak: closedForLocalNodes },
  },
} as const satisfies Record<CodesOf<'addresses'>, Cause>;
