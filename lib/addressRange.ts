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
