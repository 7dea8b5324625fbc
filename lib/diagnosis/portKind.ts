/** What kind of port an address of the registration is, and what it asks for. */
import { type Address, parseAddress } from '../address.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import type { ConfiguredAddress, View } from './view.ts';

/** `server`: the remote cluster server, for API keys. */
export type PortKind = 'server' | 'transport' | 'unknown';

/**
 * The remote's own list decides, by address or else by port: proxies and NAT keep ports more often
 * than addresses. Without a list, the default ports do.
 */
export function portKindOf({ address, endpoints }: ConfiguredAddress, { facts }: View): PortKind {
  const { nodes } = remoteNodesOf(facts);
  const servers = nodes.flatMap(
    ({ remoteClusterServerAddress: one }) => parseAddress(one ?? '') ?? [],
  );
  const transports = nodes.flatMap(({ transportAddress: one }) => parseAddress(one ?? '') ?? []);
  const port = parseAddress(address)?.port;
  const isHere = (one: Address) =>
    one.port === port && endpoints.some(({ ip }) => ip === (one.ip ?? one.host));
  if (servers.some(isHere)) return 'server';
  if (transports.some(isHere)) return 'transport';
  const isOf = (list: readonly Address[], byDefault: readonly number[]) =>
    (list.length > 0 ? list.map((one) => one.port) : byDefault).some((one) => one === port);
  if (isOf(transports, TRANSPORT_PORTS)) return 'transport';
  return isOf(servers, [DEFAULT_SERVER_PORT]) ? 'server' : 'unknown';
}

const TRANSPORT_PORTS = [9300, 9400];
const DEFAULT_SERVER_PORT = 9443;

export function asksForCertificate({ endpoints }: ConfiguredAddress): boolean {
  return endpoints.some(asksForClientCertificate);
}

function asksForClientCertificate({ tls }: ConfiguredAddress['endpoints'][number]): boolean {
  if (tls.outcome === 'not-measured' || tls.evidence === undefined) return false;
  const { clientCertificate } = tls.evidence;
  return clientCertificate !== 'not-requested' && clientCertificate !== 'unknown';
}

/** The whole handshake passed, and the port asked for no certificate. */
export function isWithoutClientCertificate({
  tls,
  transport,
}: ConfiguredAddress['endpoints'][number]): boolean {
  if (transport.outcome !== 'ok' || tls.outcome !== 'ok') return false;
  return tls.evidence.clientCertificate === 'not-requested';
}
