/** What both clusters say of themselves. */
import type { Answer, LocalFacts, NodeInfo, RegistrationFacts } from '../facts/facts.ts';
import { gatewaysOf } from '../facts/gateways.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import { replicationVerdict, searchVerdict, wireVerdict } from '../release/compatibility.ts';
import type { License } from '../result/expiry.ts';
import type { Verdict } from '../result/result.ts';
import { failed, notVerifiable, passed } from './item.ts';
import type { Item } from './planFile.ts';

export type PlanFacts = Pick<
  RegistrationFacts,
  'registration' | 'local' | 'network' | 'remote' | 'sniff'
>;

const HTTP = 'give remotes.ALIAS.remote (HTTP access to the remote) in the registry';

export function aliasItem({ nodesAsked, settings }: LocalFacts, alias: string): Item {
  const lists = nodesAsked.flatMap(({ remoteInfo }) => (remoteInfo.ok ? [remoteInfo.value] : []));
  const isSet =
    settings.ok &&
    Object.keys(settings.value).some((key) => key.startsWith(`cluster.remote.${alias}.`));
  if (isSet || lists.some((list) => Object.hasOwn(list, alias)))
    return failed('alias-free', `${alias} is registered already`, 'choose another alias');
  return lists.length === 0
    ? notVerifiable('alias-free', 'no local node answered', 'GET /_remote/info')
    : passed('alias-free', `no local node that answered has ${alias}`);
}

export function roleItem({ nodes }: LocalFacts): Item {
  const id = 'local-role';
  if (!nodes.ok) return notVerifiable(id, nodes.failed.message, 'GET /_nodes');
  const lacking = nodes.value.filter(({ roles }) => !roles.includes('remote_cluster_client'));
  return lacking.length === 0
    ? passed(id, 'every local node has the role remote_cluster_client')
    : failed(
        id,
        `without the role remote_cluster_client: ${namesOf(lacking)}`,
        'add the role to node.roles of these nodes, and restart them one by one',
      );
}

function namesOf(nodes: readonly NodeInfo[]): string {
  return nodes.map(({ name }) => name).join(', ');
}

/** Wire, search and replication. */
export function versionItems(facts: PlanFacts): Item[] {
  const local = versionsOf(facts.local.nodes);
  const nodes = remoteNodesOf(facts).nodes.map(({ version }) => version);
  const remote = nodes.length > 0 ? [...new Set(nodes)] : releasesOf(facts);
  const wire = wireVerdict({ versions: local }, { versions: remote });
  return [
    verdictItem('wire-version', wire),
    verdictItem('search-version', searchVerdict(local, remote)),
    verdictItem('replication-version', replicationVerdict(local, remote, wire)),
  ];
}

function versionsOf(nodes: Answer<readonly NodeInfo[]>): string[] {
  return nodes.ok ? [...new Set(nodes.value.map(({ version }) => version))] : [];
}

/** As the transport handshakes show them. */
function releasesOf({ network }: PlanFacts): string[] {
  const releases = network
    .flatMap(({ endpoints }) => endpoints)
    .flatMap(({ transport }) =>
      transport.outcome === 'ok' ? (transport.evidence.release ?? []) : [],
    );
  return [...new Set(releases)];
}

function verdictItem(id: string, { verdict, why }: Verdict): Item {
  if (verdict === 'supported') return passed(id, why);
  return verdict === 'unsupported'
    ? failed(id, why, 'upgrade one side; "preflight" shows the order')
    : notVerifiable(id, why, HTTP);
}

const ENOUGH: ReadonlySet<string> = new Set(['enterprise', 'trial']);

/** The API key model needs an Enterprise license on both sides. */
export function licenseItem(side: 'local' | 'remote', license: Answer<License> | undefined): Item {
  const id = `${side}-license`;
  if (license?.ok !== true)
    return notVerifiable(
      id,
      license?.failed.message ?? 'the license could not be asked for',
      side === 'remote' ? `${HTTP}; or GET /_license there` : 'GET /_license',
    );
  const { type, status } = license.value;
  return ENOUGH.has(type) && status === 'active'
    ? passed(id, `${type}, ${status}`)
    : failed(id, `${type}, ${status}`, 'the API key model needs an active Enterprise license');
}

export function serverItem(facts: PlanFacts): Item {
  const id = 'remote-cluster-server';
  const { nodes } = remoteNodesOf(facts);
  if (nodes.length === 0) return notVerifiable(id, 'the remote nodes are not known', HTTP);
  const lacking = nodes.filter((node) => node.remoteClusterServerAddress === undefined);
  return lacking.length === 0
    ? passed(id, 'enabled on every remote node')
    : failed(
        id,
        `not enabled on ${namesOf(lacking)}`,
        'set remote_cluster_server.enabled: true on these nodes, and restart them one by one',
      );
}

/** Sniff mode: local nodes connect to the publish addresses. */
export function gatewayItem(facts: PlanFacts): Item {
  const id = 'gateway-nodes';
  const localVersions = versionsOf(facts.local.nodes);
  const { nodes } = gatewaysOf({ ...facts, localVersions });
  if (nodes.length === 0) return notVerifiable(id, 'the remote nodes are not known', HTTP);
  const eligible = nodes.filter((node) => node.eligible);
  const lost = eligible.filter(({ reachable }) => reachable === 'no');
  if (eligible.length === 0)
    return failed(id, 'no remote node may be a gateway', 'use --mode proxy');
  if (lost.length > 0)
    return failed(
      id,
      `not reachable: ${lost.map((one) => `${one.name} ${one.publishAddress}`).join(', ')}`,
      'correct their publish addresses, open the way, or use --mode proxy',
    );
  return eligible.some(({ reachable }) => reachable === 'unknown')
    ? notVerifiable(id, 'not every gateway node could be probed', 'connect from a local node')
    : passed(id, `reachable from here: ${eligible.map(({ name }) => name).join(', ')}`);
}
