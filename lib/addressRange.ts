/** Which IP addresses have a meaning within a network, or a host, only. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, prefix);
for (const [network, prefix] of [
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

/**
 * `loopback` leads back to the host itself, `private` to hosts of the same network (carrier-grade
 * NAT and link-local included).
 */
export type AddressRange = 'loopback' | 'private' | 'public';

/** What is no IP address counts as public: a name may lead anywhere. */
export function addressRange(ip: string): AddressRange {
  const family = FAMILIES.get(isIP(ip) as 4 | 6);
  if (family === undefined) return 'public';
  if (LOOPBACK.check(ip, family)) return 'loopback';
  return PRIVATE.check(ip, family) ? 'private' : 'public';
}

const FAMILIES = new Map([
  [4, 'ipv4'],
  [6, 'ipv6'],
] as const);

/**
 * Ranges that mean something on the dialing host or its own link only: a listener of the host
 * itself, a service of the cloud that it runs in. Nodes on other hosts cannot mean them.
 */
export type HostRange = 'loopback' | 'link-local' | 'unspecified' | 'multicast';

const SUBNETS = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
  // Services of AWS for the host, such as its metadata.
  ['link-local', 'fd00:ec2::', 32],
  ['unspecified', '0.0.0.0', 8],
  ['unspecified', '::', 128],
  ['multicast', '224.0.0.0', 4],
  // Reserved, and the broadcast address.
  ['multicast', '240.0.0.0', 4],
  ['multicast', 'ff00::', 8],
] as const satisfies readonly (readonly [HostRange, string, number])[];

const HOST_RANGES = SUBNETS.map(([range, network, prefix]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, familyOf(network));
  return { range, list };
});

/**
 * Undefined for every other IP address, and for what is none. The IPv4 address within an IPv6 one
 * counts too.
 */
export function hostRange(ip: string): HostRange | undefined {
  const [bare = ''] = ip.split('%');
  if (isIP(bare) === 0) return undefined;
  const forms = [bare, ...embeddedIpv4(bare)];
  return HOST_RANGES.find(({ list }) => forms.some((form) => list.check(form, familyOf(form))))
    ?.range;
}

/**
 * IPv4-mapped, -compatible and -translated addresses, and those of NAT64: the last two groups are
 * the IPv4 address.
 */
const IPV4_AT_THE_END = /^(?:0:0:0:0:0:(?:ffff|0)|0:0:0:0:ffff:0|64:ff9b:[0-9a-f:]+)$/;
/** 6to4: the second and third group are. */
const IPV4_AFTER_THE_FIRST = /^2002:/;

const LOWEST_EMBEDDED = 0x1_0000;

/** The IPv4 address that a kernel, a route or a gateway may take an IPv6 address for. */
function embeddedIpv4(ip: string): string[] {
  if (isIP(ip) !== 6) return [];
  const groups = ipv6Groups(ip);
  const head = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':');
  const found = IPV4_AT_THE_END.test(head)
    ? groups.slice(6)
    : IPV4_AFTER_THE_FIRST.test(head)
      ? groups.slice(1, 3)
      : [];
  const value = found.reduce((sum, group) => sum * 0x1_0000 + group, 0);
  // Below are `::` and `::1`, which are addresses of their own.
  return value < LOWEST_EMBEDDED
    ? []
    : [[24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')];
}

/** The eight groups as numbers. */
function ipv6Groups(ip: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) =>
    part.split(':').filter((group) => group !== ''),
  ) as [string[], string[]];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4';
}
