/** Registrations that work by luck, or cannot work as they are written. They change no status. */
import { isIpLiteral, parseAddress } from '../../address.ts';
import { listing } from '../../listing.ts';
import type { SecurityModel } from '../../result/result.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  address,
  get,
  host,
  publishAddresses,
  register,
  say,
  setAddress,
  type,
} from '../stepBuilders.ts';
import { type ConfiguredAddress, isBroken, rootsOf, uuidOf, type View } from '../view.ts';

/** Whether the remote has more than one node to connect to, as far as it is known. */
function hasSeveralNodes({ gateways, facts: { stats } }: View): boolean {
  if (gateways.source === 'not-known') return stats.ok && (stats.value.nodesCount ?? 0) > 1;
  const addresses = gateways.nodes.flatMap(({ eligible, publishAddress }) =>
    eligible ? (publishAddress ?? []) : [],
  );
  return new Set(addresses).size > 1;
}

function singleSeed(view: View): Match | undefined {
  const { seeds, mode } = view.facts.registration;
  const [seed] = seeds;
  if (mode !== 'sniff' || seed === undefined || seeds.length > 1) return undefined;
  if (standsForSeveral(view) || !hasSeveralNodes(view)) return undefined;
  const others = view.gateways.nodes.flatMap(({ name, eligible, publishAddress }) =>
    eligible && publishAddress !== undefined && publishAddress !== seed
      ? [`${name} at ${publishAddress}`]
      : [],
  );
  const named = others.slice(0, 3).join(', ');
  const candidates = others.length === 0 ? '' : `; others that could be seeds: ${named}`;
  return {
    subject: seed,
    evidence: `${seed} is the only seed, though the remote has several nodes${candidates}`,
  };
}

/** A name with several addresses leads to another of them at another time. */
function standsForSeveral({ facts: { network } }: View): boolean {
  return network.some(
    ({ roles, dns }) =>
      roles.includes('seed') && dns.outcome === 'ok' && dns.evidence.ips.length > 1,
  );
}

/** Elastic Cloud Hosted and Serverless: nobody outside reaches the addresses that nodes publish. */
const MANAGED = /\.(?:found\.io|cloud\.es\.io|elastic-cloud\.com|elastic\.cloud)$/i;

function sniffToManagedService(view: View): Match | undefined {
  const { mode, seeds } = view.facts.registration;
  const managed = seeds.find((seed) => MANAGED.test(parseAddress(seed)?.host ?? ''));
  if (mode !== 'sniff' || managed === undefined) return undefined;
  return {
    subject: managed,
    severity: isBroken(view) ? 'warning' : 'note',
    evidence: prose`
      The mode is sniff, but ${managed} belongs to Elastic Cloud, which takes connections in proxy
      mode only`,
  };
}

const TRANSPORT_PORTS = [9300, 9400];
const REMOTE_CLUSTER_SERVER_PORT = 9443;

function isOfOtherModel(port: number, model: SecurityModel): boolean {
  if (model === 'api-key') return TRANSPORT_PORTS.includes(port);
  return model === 'certificate' && port === REMOTE_CLUSTER_SERVER_PORT;
}

function unusualPort(view: View): Match | undefined {
  const { securityModel, seeds, proxyAddress } = view.facts.registration;
  if (!isBroken(view)) return undefined;
  const addresses = proxyAddress === undefined ? seeds : [...seeds, proxyAddress];
  const unusual = addresses.find((one) =>
    isOfOtherModel(parseAddress(one)?.port ?? 0, securityModel),
  );
  if (unusual === undefined) return undefined;
  const why =
    securityModel === 'api-key'
      ? 'have an API key for this remote, which belongs to port 9443'
      : 'have no API key for this remote, which port 9443 asks for';
  return { subject: unusual, evidence: `The address is ${unusual}, but the local nodes ${why}` };
}

/** TLS carries no IP as a server name. That matters only if TLS is what fails. */
function serverNameMissing(view: View): Match | undefined {
  const { mode, serverName, transportTls, proxyAddress = '' } = view.facts.registration;
  const parsed = parseAddress(proxyAddress);
  const isNameless = serverName === undefined && parsed !== undefined && isIpLiteral(parsed);
  if (mode !== 'proxy' || !isNameless || transportTls === false) return undefined;
  if (!isBroken(view) || !view.configured.some(failsInTls)) return undefined;
  return {
    subject: proxyAddress,
    evidence: prose`
      ${proxyAddress} is an IP and no server_name is set, so the local nodes send no server name in
      the TLS handshake: a proxy that routes by name cannot know where they want to go`,
  };
}

function failsInTls({ endpoints }: ConfiguredAddress): boolean {
  return endpoints.some(
    ({ tls }) => tls.outcome === 'failed' || (tls.outcome === 'ok' && !tls.evidence.nameMatches),
  );
}

function attributeRequired(view: View): Match | undefined {
  const { mode, nodeAttribute: name } = view.facts.registration;
  if (mode !== 'sniff' || name === undefined) return undefined;
  if (view.gateways.source !== 'not-known' || !isBroken(view)) return undefined;
  return {
    evidence: prose`
      cluster.remote.node.attr of the local nodes is ${name}: they connect only to remote nodes with
      node.attr.${name}: true, and whether there is any is not known`,
  };
}

/** `*:*,*` then searches everything twice. */
function remoteIsLocal({ facts }: View): Match | undefined {
  const own = rootsOf(facts)[0]?.clusterUuid;
  const remote = uuidOf(facts);
  if (own === undefined || own === '_na_' || remote !== own) return undefined;
  return {
    subject: own,
    evidence: prose`
      ${facts.registration.alias} leads to the local cluster itself: both have the cluster_uuid
      ${own}`,
  };
}

function seedPortsMixed({ facts: { registration } }: View): Match | undefined {
  const { mode, seeds } = registration;
  const ports = new Set(seeds.map((seed) => parseAddress(seed)?.port ?? 0));
  const isMixed =
    ports.has(REMOTE_CLUSTER_SERVER_PORT) && TRANSPORT_PORTS.some((port) => ports.has(port));
  if (mode !== 'sniff' || !isMixed) return undefined;
  return {
    subject: seeds.join(', '),
    evidence: prose`
      The seeds ${listing(seeds)} mix the port of the transport protocol with that of the remote
      cluster server: the local nodes can use one of them only`,
  };
}

/** Those with the port that the security model needs; a placeholder if that is not known. */
function seedsOfModel({ registration }: Circumstances): string[] {
  const { seeds = [], securityModel = 'unknown' } = registration ?? {};
  const isServer = (seed: string) => parseAddress(seed)?.port === REMOTE_CLUSTER_SERVER_PORT;
  if (securityModel === 'unknown') return ['<host>:<9443 with an API key, 9300 with certificates>'];
  return seeds.filter((seed) => isServer(seed) === (securityModel === 'api-key'));
}

function singleConnection(view: View): Match | undefined {
  const { mode, connectionsPerCluster } = view.facts.registration;
  if (mode !== 'sniff' || connectionsPerCluster !== 1 || !hasSeveralNodes(view)) return undefined;
  return {
    evidence: 'Each local node connects to 1 remote node only, though the remote has several',
  };
}

export const LINT = {
  'remote-is-local': {
    title: 'The remote is the local cluster itself',
    meaning: prose`
      Everything works, but a search in *:* and * finds each document twice, and the check says
      nothing about another cluster. It is right for a test only.`,
    verify: () => [get('/'), get('_cluster/stats?include_remotes&filter_path=ccs.clusters')],
    fix: (given) => [
      say('If another cluster was meant, register its address:'),
      ...setAddress(given, '<host>:<port>'),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: remoteIsLocal },
  },
  'seed-ports-mixed': {
    title: 'The seeds mix the ports of two security models',
    meaning: prose`
      With an API key the local nodes need the remote cluster server port (9443), with certificates
      the transport port (9300). Seeds with the other port never answer, so the list is shorter than
      it looks.`,
    verify: () => [publishAddresses],
    fix: (given) => [register(given, { seeds: seedsOfModel(given) })],
    documentation: DOCUMENTATION.apiKey,
    when: { finding: seedPortsMixed },
  },
  'single-seed': {
    title: 'There is only one seed',
    meaning: prose`
      Each time that a local node opens new connections, it asks a seed for the gateway nodes. If
      this one node is down at that moment, the remote is unreachable though its other nodes are
      up.`,
    verify: () => [publishAddresses],
    fix: (given) => [register(given, { seeds: [address(given), '<host>:<port> of another node'] })],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: singleSeed },
  },
  'single-connection': {
    title: 'Local nodes hold a single connection',
    meaning: prose`
      With one remote node instead of three, every search and every follower of a local node passes
      through that node, and waits when it restarts until another is connected.`,
    verify: () => [say('Look at max_connections_per_cluster:'), get('_remote/info')],
    fix: (given) => [register(given, { node_connections: 3 })],
    documentation: DOCUMENTATION.settings,
    when: { finding: singleConnection },
  },
  'sniff-to-managed-service': {
    title: 'Sniff mode cannot work with Elastic Cloud',
    meaning: prose`
      In sniff mode local nodes connect to the addresses that the remote nodes publish. Those of
      Elastic Cloud are private to it. Its proxy takes connections in proxy mode, and routes them by
      server name.`,
    verify: () => [say('Look at mode and num_nodes_connected:'), get('_remote/info')],
    fix: (given) => [
      register(given, {
        mode: 'proxy',
        seeds: null,
        proxy_address: `${host(given)}:<9443 with an API key, 9400 with certificates>`,
        server_name: host(given),
      }),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: sniffToManagedService },
  },
  'unusual-port': {
    title: 'The port is that of the other security model',
    meaning: prose`
      The remote cluster server port (9443 unless it was changed) takes API keys. The transport port
      (9300, at Elastic Cloud 9400) takes certificates. Neither understands what belongs to the
      other.`,
    verify: () => [publishAddresses],
    fix: (given) =>
      setAddress(given, `${host(given)}:<9443 with an API key, 9300 with certificates>`),
    documentation: DOCUMENTATION.apiKey,
    when: { finding: unusualPort },
  },
  'server-name-missing': {
    title: 'Local nodes send no server name to the proxy',
    meaning: prose`
      A proxy in front of several clusters routes by the server name (SNI) of the TLS handshake, and
      shows the certificate that fits it. Local nodes send the host of proxy_address as the name,
      but never an IP.`,
    verify: (given) => [
      type(
        'local-node-shell',
        `openssl s_client -connect ${address(given)} -servername <name of the remote> </dev/null`,
      ),
    ],
    fix: (given) => [
      register(given, { server_name: '<name of the remote, as its certificate has it>' }),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: serverNameMissing },
  },
  'gateway-attribute-required': {
    title: 'Only remote nodes with an attribute may be gateways',
    meaning: prose`
      The setting cluster.remote.node.attr restricts sniff mode to remote nodes with that attribute.
      If none has it, for example after a node was replaced, local nodes cannot connect and
      Elasticsearch does not say why.`,
    verify: () => [get('_cat/nodeattrs?v', 'remote-cluster')],
    fix: () => [
      say(prose`
        Set the attribute in elasticsearch.yml of remote nodes that take connections
        (node.attr.<name>: true) and restart them, or remove cluster.remote.node.attr from the local
        nodes.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: attributeRequired },
  },
} as const satisfies Record<CodesOf<'lint'>, Cause>;
