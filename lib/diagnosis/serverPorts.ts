/** Whether a configured address is a remote cluster server port, or a transport port. */
import { type Address, parseAddress } from '../address.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import type { ConfiguredAddress, View } from './view.ts';

export type Port = ConfiguredAddress['endpoints'][number];

/**
 * The remote's own list decides, by address or else by port: proxies and NAT keep ports more often
 * than addresses. Without a list, the default port does.
 */
export function isServerPort({ address, endpoints }: ConfiguredAddress, { facts }: View): boolean {
  const { nodes } = remoteNodesOf(facts);
  const servers = nodes.flatMap(
    ({ remoteClusterServerAddress: one }) => parseAddress(one ?? '') ?? [],
  );
  const transports = nodes.flatMap(({ transportAddress: one }) => parseAddress(one ?? '') ?? []);
  const port = parseAddress(address)?.port;
  const isHere = (one: Address) =>
    one.port === port && endpoints.some(({ ip }) => ip === (one.ip ?? one.host));
  if (servers.some(isHere)) return true;
  if (transports.some(isHere)) return false;
  const ports = servers.length > 0 ? servers.map((one) => one.port) : [DEFAULT_SERVER_PORT];
  return ports.some((one) => one === port) && !transports.some((one) => one.port === port);
}

const DEFAULT_SERVER_PORT = 9443;

export function asksForClientCertificate({ tls }: Port): boolean {
  if (tls.outcome === 'not-measured' || tls.evidence === undefined) return false;
  const { clientCertificate } = tls.evidence;
  return clientCertificate !== 'not-requested' && clientCertificate !== 'unknown';
}
