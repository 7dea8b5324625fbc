/** IP addresses as bytes and in Java's notation. */
import { isIP } from 'node:net';

const IPV6_BYTES = 16;

/** 4 or 16 bytes of an IP address. */
export function ipBytes(ip: string): Buffer {
  if (isIP(ip) === 4) return Buffer.from(ip.split('.').map(Number));
  const [head = '', tail = ''] = ip
    .split('::')
    .map((part) => part.split(':').map(hexGroup).join(''));
  return Buffer.from(head + '0'.repeat(2 * IPV6_BYTES - head.length - tail.length) + tail, 'hex');
}

/** Java writes `::1` as `0:0:0:0:0:0:0:1`. */
export function javaText(ip: string): string {
  if (isIP(ip) !== 6) return ip;
  const bytes = ipBytes(ip);
  return Array.from({ length: IPV6_BYTES / 2 }, (_, group) =>
    bytes.readUInt16BE(2 * group).toString(16),
  ).join(':');
}

function hexGroup(group: string): string {
  return group === '' ? '' : group.padStart(4, '0');
}
