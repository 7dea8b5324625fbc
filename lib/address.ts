/** Addresses as Elasticsearch writes them: `host:port`, `[::1]:port`, and `name/ip:port` in publish addresses. */
import { isIP } from 'node:net';

export interface Address {
  /** The name or IP literal that a certificate is checked against and that names are looked up for. */
  readonly host: string;
  readonly port: number;
  /** The IP to dial where Elasticsearch already said which one `host` stands for. */
  readonly ip?: string;
}

const PARTS = /^(?:([^/]*)\/)?(\[[^\]]+\]|[^/[\]]+):(\d{1,5})$/;

/** Parses one address; undefined where it is none (no port, port out of range, empty host). */
export function parseAddress(text: string): Address | undefined {
  const [, name, bracketed, digits] = PARTS.exec(text.trim()) ?? [];
  if (bracketed === undefined || digits === undefined) return undefined;
  const host = bracketed.replace(/^\[|\]$/g, '');
  const port = Number(digits);
  if (port < 1 || port > 65_535 || (bracketed.startsWith('[') && isIP(host) !== 6)) return undefined;
  return name ? { host: name, port, ip: host } : { host, port };
}

/** The address in the form `host:port` or `[v6]:port`; `ip` is left out. */
export function formatAddress({ host, port }: Address): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
