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
  return fromHosts(hosts) ?? fromNodes(local.nodes.ok ? local.nodes.value : undefined);
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
  return fromHosts(hosts) ?? fromNodes(nodesByHttp({ ...(remote && { remote }) }));
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
