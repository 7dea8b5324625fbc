/** Which platform runs a cluster, as the registry says it, or as names and nodes show it. */
import { parseAddress } from '../address.ts';
import type { Platform, Platforms } from '../platform.ts';
import type { NodeInfo, RegistrationFacts } from './facts.ts';
import { nodesByHttp } from './remoteNodes.ts';

const HOSTS: readonly (readonly [Platform, RegExp])[] = [
  ['ece', /\.ip\.es\.io$/i],
  ['ech', /\.(?:elastic-cloud\.com|found\.io|cloud\.es\.io|elastic\.cloud)$/i],
  ['eck', /-es-(?:http|transport|remote-cluster|internal-http)\.[^.]+\.svc(?:\.|$)/i],
];

type Seen = Pick<RegistrationFacts, 'registration' | 'local' | 'network' | 'remote' | 'platforms'>;

export function platformsOf(facts: Seen): Platforms {
  const { local, remote } = { ...facts.platforms };
  return {
    ...known('local', local ?? localPlatform(facts)),
    ...known('remote', remote ?? remotePlatform(facts)),
  };
}

function known(side: keyof Platforms, platform: Platform | undefined): Platforms {
  return platform === undefined ? {} : { [side]: platform };
}

function localPlatform({ local }: Seen): Platform | undefined {
  const hosts = local.nodesAsked.flatMap(({ url }) => hostIn(url));
  const headers = local.nodesAsked.flatMap(({ platformHeaders = [] }) => platformHeaders);
  const nodes = local.nodes.ok ? local.nodes.value : undefined;
  return fromHosts(hosts) ?? fromAnswers(nodes, headers);
}

function hostIn(url: string): string[] {
  return URL.canParse(url) ? [new URL(url).hostname] : [];
}

/** The names in the certificates count too: an address may be an IP or an alias of it. */
function remotePlatform({ registration, network, remote }: Seen): Platform | undefined {
  const { seeds, proxyAddress, serverName } = registration;
  const configured = [...seeds, ...(proxyAddress === undefined ? [] : [proxyAddress])];
  const hosts = [
    ...configured.flatMap((address) => parseAddress(address)?.host ?? []),
    ...(serverName === undefined ? [] : [serverName]),
    ...network.flatMap(({ endpoints }) =>
      endpoints.flatMap(({ tls }) =>
        tls.outcome === 'not-measured'
          ? []
          : (tls.evidence?.chain[0]?.subjectAltNames ?? []).map((name) =>
              name.replace(/^DNS:/, ''),
            ),
      ),
    ),
  ];
  const nodes = nodesByHttp({ ...(remote && { remote }) });
  return fromHosts(hosts) ?? fromAnswers(nodes, remote?.platformHeaders);
}

/**
 * The proxies of Elastic Cloud and of ECE send the same headers. At a name that is not Elastic's it
 * is ECE, as people give it a domain of their own.
 */
function fromAnswers(
  nodes: readonly NodeInfo[] | undefined,
  headers: readonly string[] = [],
): Platform | undefined {
  const byNodes = fromNodes(nodes);
  const isByHand = byNodes === undefined || byNodes === 'self-managed';
  return isByHand && headers.length > 0 ? 'ece' : byNodes;
}

function fromHosts(hosts: readonly string[]): Platform | undefined {
  return HOSTS.find(([, pattern]) => hosts.some((host) => pattern.test(host)))?.[0];
}

/** Each platform marks its nodes with attributes, so nodes without any are run by hand. */
function fromNodes(nodes: readonly NodeInfo[] | undefined): Platform | undefined {
  const [first] = nodes ?? [];
  if (first === undefined) return undefined;
  const { attributes } = first;
  if (attributes['k8s_node_name'] !== undefined) return 'eck';
  if (attributes['logical_availability_zone'] === undefined) return 'self-managed';
  return attributes['region'] === 'ece-region' ? 'ece' : 'ech';
}
