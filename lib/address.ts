/**
 * Addresses as Elasticsearch writes them: `host:port`, `[::1]:port`, and `name/ip:port` in publish
 * addresses.
 */
import { isIP } from 'node:net';

export interface Address {
  /**
   * The name or IP literal that a certificate is checked against and that names are looked up for.
   */
  readonly host: string;
  readonly port: number;
  /** The IP to dial where Elasticsearch already said which one `host` stands for. */
  readonly ip?: string;
}

/** A name has up to 253 characters, an IP, brackets and the port far less. */
const LONGEST_TEXT = 512;

const PARTS = /^(?:([^/:\s]*)\/)?(\[[^[\]]+\]|[^/[\]@\s]+):(\d{1,5})$/;

/**
 * Parses one address; undefined where it is none (no port, port out of range, empty host). Old
 * versions write IPv6 without brackets: `0:0:0:0:0:0:0:1:9300` can be told apart, `::1:9300`
 * cannot, since all of it is an IPv6 address too.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const [, name, literal, digits] = PARTS.exec(text.trim()) ?? [];
  if (literal === undefined || isIP(`${literal}:${digits}`) !== 0) return undefined;
  const host = literal.replace(/^\[|\]$/g, '');
  const port = Number(digits);
  const family = isIP(host);
  if (port < 1 || port > 65_535 || (family !== 6 && /[[:]/.test(literal))) return undefined;
  if (!name) return name === '' && family === 0 ? undefined : { host, port };
  return family === 0 ? undefined : { host: name, port, ip: host };
}

/** Whether the host is an IP and no name. */
export function isIpLiteral({ host }: Address): boolean {
  return isIP(host) !== 0;
}

/**
 * The address in the form `host:port` or `[v6]:port`, or `name/ip:port` if the IP is known: a name
 * may stand for several nodes.
 */
export function formatAddress({ host, port, ip }: Address): string {
  if (ip !== undefined) return `${host}/${formatAddress({ host: ip, port })}`;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
