/** Builds the steps of verifications and fixes. */
import { parseAddress } from '../address.ts';
import type { Place, Step } from '../result/instructions.ts';
import type { Circumstances } from './cause.ts';

type Body = Readonly<Record<string, unknown>>;

export function say(text: string): Step {
  return { kind: 'text', text };
}

export function get(path: string, on: Place = 'local-cluster'): Step {
  return { kind: 'request', on, method: 'GET', path };
}

export function put(path: string, body: Body, on: Place = 'local-cluster'): Step {
  return { kind: 'request', on, method: 'PUT', path, body };
}

export function post(
  path: string,
  { on = 'local-cluster', body }: { on?: Place; body?: Body } = {},
): Step {
  return body === undefined
    ? { kind: 'request', on, method: 'POST', path }
    : { kind: 'request', on, method: 'POST', path, body };
}

/** Lines for a shell, or for the file that the place names. */
export function type(on: Place, ...lines: readonly [string, ...string[]]): Step {
  return { kind: 'lines', on, lines: [...lines] };
}

/** A request that tries the connection, and brings an idle one back. */
export function resolve({ alias }: Circumstances): Step[] {
  return [get(`_resolve/cluster/${alias}:*`)];
}

/**
 * Settings of the registration by their last part, such as `seeds`; `null` removes one. The cluster
 * settings cannot take away what stands in elasticsearch.yml.
 */
export function register(given: Circumstances, settings: Body): Step {
  const { alias } = given;
  if (isInFile(given)) return inFile(given, settings);
  const named = Object.entries(settings).map(([name, value]) => [
    `cluster.remote.${alias}.${name}`,
    value,
  ]);
  return put('_cluster/settings', { persistent: Object.fromEntries(named) });
}

/** Removes every setting of the registration that stands in the cluster settings. */
export function unregister(circumstances: Circumstances): Step {
  return register(circumstances, { '*': null });
}

/** The registration stands in elasticsearch.yml of the local nodes. */
export function isInFile({ registration }: Circumstances): boolean {
  return registration?.configuredIn === 'node-settings';
}

/** Where the local nodes' elasticsearch.yml is written. */
function fileOf({ platforms }: Circumstances): Place {
  if (platforms?.local === 'eck') return 'local-eck-resource';
  const isHosted = platforms?.local === 'ech' || platforms?.local === 'ece';
  return isHosted ? 'local-user-settings' : 'each-local-node-config';
}

function inFile(given: Circumstances, settings: Body): Step {
  const lines = Object.entries(settings).map(([name, value]) => {
    const key = `cluster.remote.${given.alias}.${name}`;
    return value === null ? `# remove ${key}` : `${key}: ${JSON.stringify(value)}`;
  });
  return { kind: 'lines', on: fileOf(given), lines };
}

/** The registration once more, with the settings that decide where it leads. */
export function registerAgain(given: Circumstances): Step[] {
  const { registration } = given;
  if (registration === undefined) return setAddress(given, '<host>:<port>');
  const { mode, seeds, proxyAddress, serverName, skipUnavailable } = registration;
  const skip =
    registration.skipUnavailableExplicit === true ? { skip_unavailable: skipUnavailable } : {};
  if (mode === 'sniff') return [register(given, { mode, seeds, ...skip })];
  if (mode === 'unknown') return setAddress(given, '<host>:<port>');
  const server = serverName === undefined ? {} : { server_name: serverName };
  return [register(given, { mode, proxy_address: proxyAddress, ...server, ...skip })];
}

/** Points the registration at another `host:port`, in the setting that its mode reads. */
export function setAddress(circumstances: Circumstances, address: string): Step[] {
  if (circumstances.mode === 'proxy') return [register(circumstances, { proxy_address: address })];
  const seeds = register(circumstances, { seeds: [address] });
  if (circumstances.mode === 'sniff') return [seeds];
  return [
    seeds,
    say(`In proxy mode, set cluster.remote.${circumstances.alias}.proxy_address instead.`),
  ];
}

/** From sniff mode to one address that leads to the remote. */
export function useProxyMode(given: Circumstances, proxy_address = '<host>:<port>'): Step {
  const { seeds, node_connections } = { seeds: null, node_connections: null };
  return register(given, { mode: 'proxy', seeds, node_connections, proxy_address });
}

/** What each node of the remote publishes, and where. */
export const publishAddresses = get(
  '_nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address,nodes.*.remote_cluster_server.publish_address',
  'remote-cluster',
);

/** The settings of every registration. */
export const registrations = get('_cluster/settings?flat_settings&filter_path=*.cluster.remote*');

/**
 * The address alone, if the subject says more about it; if the subject is none, the first address
 * of the registration. It goes into commands that people paste into a shell, and clusters choose
 * it: what does not look like an address becomes a placeholder.
 */
export function address(given: Circumstances): string {
  return addressIn(given.subject) ?? configuredAddress(given);
}

/** Where the registration leads, or the first seed. */
export function configuredAddress({ registration }: Circumstances): string {
  return addressIn(registration?.proxyAddress ?? registration?.seeds[0]) ?? '<address>';
}

function addressIn(text = ''): string | undefined {
  return /^[\w[][\w.:[\]-]*(?=[ ,]|$)/.exec(text)?.[0];
}

/** Another port on the host of the subject. */
export function onHost(given: Circumstances, port: number | string): string {
  return address(given) === '<address>' ? `<host>:${port}` : withPort(address(given), port);
}

function withPort(one: string, port: number | string): string {
  return `${one.replace(/:\d+$/, '')}:${port}`;
}

/** The registration with another port on each of its hosts. */
export function usePort(given: Circumstances, port: number): Step[] {
  const { mode, registration } = given;
  const hosts = mode === 'sniff' ? (registration?.seeds ?? []) : [];
  const isKnown = hosts.length > 1 && hosts.every((seed) => parseAddress(seed) !== undefined);
  if (!isKnown) return setAddress(given, onHost(given, port));
  const seeds = new Set(hosts.map((seed) => withPort(address({ ...given, subject: seed }), port)));
  return [register(given, { seeds: [...seeds] })];
}

/** The port by default of the remote cluster server, of transport, or both if that is not known. */
export function usualPort({ registration, platforms }: Circumstances): string {
  const model = registration?.securityModel ?? 'unknown';
  if (model === 'unknown') return '<9300, or 9443 with an API key>';
  if (model === 'api-key') return '9443';
  return platforms?.remote === 'ech' || platforms?.remote === 'ece' ? '9400' : '9300';
}

/**
 * The DNS names in the certificate at the subject, or in those of all addresses if the subject is
 * none of them.
 */
export function certifiedNames(given: Circumstances): string[] {
  const { certificateNames = new Map<string, readonly string[]>() } = given;
  const names = certificateNames.get(address(given)) ?? [...certificateNames.values()].flat();
  const dns = names.flatMap((name) => /^DNS:([\w.-]+)$/.exec(name)?.[1] ?? []);
  return [...new Set(dns)];
}

/** The name or IP of the address, as getent takes it. */
export function host(circumstances: Circumstances): string {
  return address(circumstances)
    .replace(/:\d+$/, '')
    .replace(/^\[(.+)\]$/, '$1');
}

/** `host port`, as nc takes it. */
export function hostAndPort(circumstances: Circumstances): string {
  const [, port] = /:(\d+)$/.exec(address(circumstances)) ?? [];
  return port === undefined ? '<host> <port>' : `${host(circumstances)} ${port}`;
}
