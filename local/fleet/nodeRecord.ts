// One node in a transport message:
//     string name | string id | string ephemeral id | string host name | string host address
//     | u8 4 or 16 | IP | string host | i32 port | map of attributes | list of roles
//     | vint release [| vint minimum index version, 8.10]
//     [| vint minimum read-only index version, 8.18] [| vint maximum index version, 8.10]
//     [| string external id, 8.3]
// Role: string name | string short name | bool holds data.
import { isIP } from 'node:net';
import { parseAddress } from '../../lib/address.ts';
import type { Writer } from '../../lib/collect/transport/writer.ts';
import type { NodeState } from './clusterState.ts';
import { idFrom } from './ids.ts';
import { ipBytes, javaText } from './ipAddress.ts';
import type { Release } from './versions.ts';

export interface NodeRecord {
  readonly name: string;
  readonly id: string;
  readonly ephemeralId: string;
  readonly hostName: string;
  readonly hostAddress: string;
  /** `host` as the node publishes it: a name, or the IP address as Java writes it. */
  readonly address: { readonly ip: string; readonly host: string; readonly port: number };
  readonly attributes: ReadonlyMap<string, string>;
  readonly roles: readonly string[];
  readonly release: Pick<Release, 'number' | 'indexVersions'>;
}

const V_8_3 = 8_030_099;
const V_8_10 = 8_500_061;
const V_8_18 = 8_840_000;

/** In the order of the wire format. */
const ROLES: Readonly<Record<string, { short: string; holdsData: boolean }>> = {
  data: { short: 'd', holdsData: true },
  data_cold: { short: 'c', holdsData: true },
  data_content: { short: 's', holdsData: true },
  data_frozen: { short: 'f', holdsData: true },
  data_hot: { short: 'h', holdsData: true },
  data_warm: { short: 'w', holdsData: true },
  ingest: { short: 'i', holdsData: false },
  master: { short: 'm', holdsData: false },
  ml: { short: 'l', holdsData: false },
  remote_cluster_client: { short: 'r', holdsData: false },
  transform: { short: 't', holdsData: false },
  voting_only: { short: 'v', holdsData: false },
};

/** Address of names that were not resolved. */
const UNRESOLVED = '127.0.0.1';

export function writeNode(
  writer: Writer,
  { node, version }: { node: NodeRecord; version: number },
): Writer {
  const { address, release } = node;
  for (const text of [node.name, node.id, node.ephemeralId, node.hostName, node.hostAddress])
    writer.string(text);
  const ip = ipBytes(address.ip);
  writer
    .u8(ip.length)
    .raw(ip)
    .string(address.host)
    .i32(address.port)
    .stringMap(node.attributes)
    .list(node.roles.toSorted(), writeRole);
  writer.vint(releaseId(release.number));
  if (version >= V_8_10) writer.vint(release.indexVersions.minimum);
  if (version >= V_8_18) writer.vint(release.indexVersions.minimumReadOnly);
  if (version >= V_8_10) writer.vint(release.indexVersions.maximum);
  return version >= V_8_3 ? writer.string(node.name) : writer;
}

/** 9.5.3 is 9050399. */
export function releaseId(release: string): number {
  const [major = 0, minor = 0, patch = 0] = release.split('.').map(Number);
  return major * 1_000_000 + minor * 10_000 + patch * 100 + 99;
}

/** The record of a simulated node, with the published address of one of its ports. */
export function nodeRecord(
  { id, name, host, attributes, roles, release }: NodeState,
  publishAddress: string,
): NodeRecord {
  const address = parseAddress(publishAddress);
  if (address === undefined)
    throw new Error(`Publish address ${publishAddress} of ${name} is no host:port`);
  const ip = address.ip ?? (isIP(address.host) === 0 ? UNRESOLVED : address.host);
  return {
    name,
    id,
    ephemeralId: idFrom(`${id}, started`),
    hostName: javaText(host),
    hostAddress: host,
    address: { ip, host: javaText(address.host), port: address.port },
    attributes: new Map([['xpack.installed', 'true'], ...Object.entries(attributes)]),
    roles,
    release,
  };
}

function writeRole(writer: Writer, role: string): void {
  const { short, holdsData } = ROLES[role] ?? { short: role.slice(0, 1), holdsData: false };
  writer.string(role).string(short).bool(holdsData);
}
