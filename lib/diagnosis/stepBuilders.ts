/** Builds the steps of verifications and fixes. */
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

/** Settings of the registration by their last part, such as `seeds`; `null` removes one. */
export function register({ alias }: Circumstances, settings: Body): Step {
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
export function useProxyMode(circumstances: Circumstances): Step {
  return register(circumstances, { mode: 'proxy', seeds: null, proxy_address: '<host>:<port>' });
}

/** Puts a value that Elasticsearch asks for into keystores, and has the nodes read them again. */
export function storeKey({ alias }: Circumstances, on: Place): Step[] {
  return [
    type(on, `bin/elasticsearch-keystore add -f cluster.remote.${alias}.credentials`),
    post('_nodes/reload_secure_settings'),
  ];
}

/** What each node of the remote publishes, and where. */
export const publishAddresses = get(
  '_nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address,nodes.*.remote_cluster_server.publish_address',
  'remote-cluster',
);

/** The settings of every registration. */
export const registrations = get('_cluster/settings?flat_settings&filter_path=*.cluster.remote*');

/**
 * The address alone, if the subject says more about it. It goes into commands that people paste
 * into a shell, and clusters choose it: what does not look like an address becomes a placeholder.
 */
export function address({ subject }: Circumstances): string {
  return /^[\w[][\w.:[\]-]*(?=[ ,]|$)/.exec(subject ?? '')?.[0] ?? '<address>';
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
