// One node of a cluster, in node handshakes, lists of nodes and the cluster state:
//     string name | string id | string ephemeral id | string host name | string host address | address | map of attributes | list of roles
//     | vint release [| vint minimum index version, from 8.10] [| vint minimum read-only index version, from 8.18]
//     [| vint maximum index version, from 8.10] [| string external id, from 8.3]
// Address: u8 length, 4 or 16 | bytes | string host, a name or the address again | i32 port.
// Role: string name | string short name | bool may hold data.
// Release: M mm pp and two digits of the build, 99 for a release: 9050399 is 9.5.3.
import { ProtocolError, type Reader } from './reader.ts';

export interface DiscoveryNode {
  readonly name: string;
  readonly id: string;
  /**
   * Where the node publishes to be reached; `host` is what its certificate is checked against, a
   * name or the IP once more.
   */
  readonly address: { readonly host: string; readonly ip: string; readonly port: number };
  readonly attributes: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
  /** Such as `9.5.3`. */
  readonly release: string;
}

const FIRST_WITH_EXTERNAL_ID = 8_030_099;
const FIRST_WITH_INDEX_VERSIONS = 8_500_061;
/**
 * 8.19.21 knows this boundary, 8.19.0 another: between released versions there is no difference.
 */
const FIRST_WITH_READ_ONLY_INDEX_VERSION = 8_840_000;

/** The most attributes, and the most roles, that are believed of one node; nodes have about ten. */
const DETAILS_LIMIT_ITEMS = 256;

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const HIGHEST_PORT = 65_535;
const LOWEST_RELEASE = 7_000_000;
const HIGHEST_RELEASE = 99_999_999;

/** `version` is the transport version that the message is written in. Throws ProtocolError. */
export function readDiscoveryNode(reader: Reader, version: number): DiscoveryNode {
  const [name, id] = [reader.string(), reader.string()];
  for (const _skipped of ['ephemeral id', 'host name', 'host address']) reader.string();
  const address = readAddress(reader);
  const attributes = Object.fromEntries(reader.stringMap(DETAILS_LIMIT_ITEMS));
  const roles = reader.list(readRole, DETAILS_LIMIT_ITEMS);
  const release = readRelease(reader);
  if (version >= FIRST_WITH_INDEX_VERSIONS) reader.vint();
  if (version >= FIRST_WITH_READ_ONLY_INDEX_VERSION) reader.vint();
  if (version >= FIRST_WITH_INDEX_VERSIONS) reader.vint();
  if (version >= FIRST_WITH_EXTERNAL_ID) reader.string();
  return { name, id, address, attributes, roles, release };
}

function readAddress(reader: Reader): DiscoveryNode['address'] {
  const length = reader.u8();
  if (length !== IPV4_BYTES && length !== IPV6_BYTES)
    throw new ProtocolError(`IP address has ${length} bytes`);
  const bytes = Buffer.from(reader.raw(length));
  const ip = length === IPV4_BYTES ? bytes.join('.') : ipv6Text(bytes);
  const text = reader.string();
  const port = reader.i32();
  if (port < 0 || port > HIGHEST_PORT) throw new ProtocolError(`Port ${port} is out of range`);
  return { host: text.includes(':') ? ip : text || ip, ip, port };
}

/** In the short form, as people write it. */
function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: IPV6_BYTES / 2 }, (_, group) =>
    bytes.readUInt16BE(group * 2).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function readRole(reader: Reader): string {
  const name = reader.string();
  reader.string();
  reader.bool();
  return name;
}

function readRelease(reader: Reader): string {
  const id = reader.vint();
  if (id < LOWEST_RELEASE || id > HIGHEST_RELEASE)
    throw new ProtocolError(`Release ${id} is out of range`);
  const digits = [1_000_000, 10_000, 100].map((unit) => Math.floor(id / unit) % 100);
  return digits.join('.');
}
