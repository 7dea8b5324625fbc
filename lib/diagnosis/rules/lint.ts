/**
 * Registrations that work by luck, or that cannot work as they are written. Notes, which change no
 * status.
 */
import { isIpLiteral, parseAddress } from '../../address.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { Probed, View } from '../view.ts';

/**
 * Whether the remote has more than one node that could be connected to, as far as anybody tells.
 */
function hasSeveralNodes({ gateways, facts: { stats } }: View): boolean {
  if (gateways.source === 'not-known') return stats.ok && (stats.value.nodesCount ?? 0) > 1;
  const addresses = gateways.nodes.flatMap(({ eligible, publishAddress }) =>
    eligible ? (publishAddress ?? []) : [],
  );
  return new Set(addresses).size > 1;
}

function singleSeed(view: View): Seen | undefined {
  const { seeds, mode } = view.facts.registration;
  const [seed] = seeds;
  if (
    mode !== 'sniff' ||
    seed === undefined ||
    seeds.length > 1 ||
    standsForSeveral(view) ||
    !hasSeveralNodes(view)
  )
    return undefined;
  const others = view.gateways.nodes.flatMap(({ name, eligible, publishAddress }) =>
    eligible && publishAddress !== undefined && publishAddress !== seed
      ? [`${name} at ${publishAddress}`]
      : [],
  );
  const candidates =
    others.length === 0 ? '' : `; others that could be seeds: ${others.slice(0, 3).join(', ')}`;
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

/**
 * Elastic's own services, where nodes publish addresses that nobody outside can reach: Elastic
 * Cloud Hosted and Serverless.
 */
const MANAGED = /\.(?:found\.io|cloud\.es\.io|elastic-cloud\.com|elastic\.cloud)$/i;

function sniffToManagedService(view: View): Seen | undefined {
  const { mode, seeds } = view.facts.registration;
  const managed = seeds.find((seed) => MANAGED.test(parseAddress(seed)?.host ?? ''));
  if (mode !== 'sniff' || managed === undefined) return undefined;
  return {
    subject: managed,
    evidence: `The mode is sniff, but ${managed} belongs to Elastic Cloud, which takes connections in proxy mode only`,
    ...(isBroken(view) ? { severity: 'warning' as const } : {}),
  };
}

const TRANSPORT_PORTS = [9300, 9400];
const REMOTE_CLUSTER_SERVER_PORT = 9443;

function unusualPort(view: View): Seen | undefined {
  const { securityModel, seeds, proxyAddress } = view.facts.registration;
  if (!isBroken(view)) return undefined;
  const unusual = [...seeds, ...(proxyAddress === undefined ? [] : [proxyAddress])].find(
    (address) => {
      const port = parseAddress(address)?.port ?? 0;
      return securityModel === 'api-key'
        ? TRANSPORT_PORTS.includes(port)
        : securityModel === 'certificate' && port === REMOTE_CLUSTER_SERVER_PORT;
    },
  );
  if (unusual === undefined) return undefined;
  const why =
    securityModel === 'api-key'
      ? 'have an API key for this remote, which belongs to port 9443'
      : 'have no API key for this remote, which port 9443 asks for';
  return { subject: unusual, evidence: `The address is ${unusual}, but the local nodes ${why}` };
}

/** An IP is no server name, so TLS carries none: only where TLS is what fails does that matter. */
function serverNameMissing(view: View): Seen | undefined {
  const { mode, serverName, transportTls, proxyAddress = '' } = view.facts.registration;
  const address = parseAddress(proxyAddress);
  const isNameless =
    mode === 'proxy' && serverName === undefined && address !== undefined && isIpLiteral(address);
  if (!isNameless || transportTls === false || !isBroken(view) || !view.configured.some(failsInTls))
    return undefined;
  return {
    subject: proxyAddress,
    evidence: `${proxyAddress} is an IP and no server_name is set, so the local nodes name nobody in the TLS handshake: a proxy that routes by name cannot know where they want to go`,
  };
}

function failsInTls({ endpoints }: Probed): boolean {
  return endpoints.some(
    ({ tls }) => tls.outcome === 'failed' || (tls.outcome === 'ok' && !tls.evidence.nameMatches),
  );
}

function attributeRequired(view: View): Seen | undefined {
  const { mode, nodeAttribute } = view.facts.registration;
  if (
    mode !== 'sniff' ||
    nodeAttribute === undefined ||
    view.gateways.source !== 'not-known' ||
    !isBroken(view)
  )
    return undefined;
  return {
    evidence: `cluster.remote.node.attr of the local nodes is ${nodeAttribute}: they connect only to remote nodes with node.attr.${nodeAttribute}: true, and whether there is any is not known`,
  };
}

function singleConnection(view: View): Seen | undefined {
  const { mode, connectionsPerCluster } = view.facts.registration;
  if (mode !== 'sniff' || connectionsPerCluster !== 1 || !hasSeveralNodes(view)) return undefined;
  return {
    evidence: 'Each local node connects to 1 remote node only, though the remote has several',
  };
}

export const LINT_RULES: readonly Rule[] = [
  { code: 'sniff-to-managed-service', when: sniffToManagedService },
  { code: 'unusual-port', when: unusualPort },
  { code: 'server-name-missing', when: serverNameMissing },
  { code: 'gateway-attribute-required', when: attributeRequired },
  { code: 'single-seed', when: singleSeed },
  { code: 'single-connection', when: singleConnection },
];
