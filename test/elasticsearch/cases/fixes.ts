/**
 * Remotes that are broken so that the printed fix consists of requests; what a person fills in, and
 * what the checker says afterwards. fixes.test.ts applies the requests as they are printed.
 */
import type { CauseCode } from '../../../lib/diagnosis/codes.ts';
import type { Status } from '../../../lib/result/result.ts';
import { nodeOf } from '../clusters/lab.ts';
import { demand } from '../clusters/request.ts';
import { HIDDEN_PORTS, WAY_PORTS } from '../clusters/specs.ts';
import { closedPort } from '../network/ports.ts';
import type { Relay } from '../network/relay.ts';
import { openSilentPort } from '../network/silentPort.ts';
import { openSniRouter } from '../network/sniRouter.ts';
import { openWay } from '../network/way.ts';
import type { Sniffing } from '../scene.ts';
import { portOfNode, type Stage } from '../stage.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface Fix {
  readonly code: CauseCode;
  readonly alias: string;
  readonly remote: string;
  /** `cluster.key` that the keystore of the first local node has for the alias. */
  readonly key?: string;
  readonly nodes?: readonly number[];
  /** How the remote is registered; nothing if it is not. */
  readonly set: (stage: Stage) => Promise<Settings | undefined> | Settings | undefined;
  /** Once the remote is connected, if it is at first. */
  readonly onceConnected?: (alias: string) => Promise<void>;
  /** What else the registry says of the remote; `bare`: nothing at all. */
  readonly registry?: 'bare' | Settings;
  readonly sniffing?: Sniffing;
  /** The user of the checker, with the password of all users; the superuser if absent. */
  readonly user?: string;
  /** Searches between two checks. */
  readonly searches?: number;
  /** Of the steps, those from one text, and before another: a person takes one of several ways. */
  readonly from?: RegExp;
  readonly until?: RegExp;
  /** What stands in the requests for a person to fill in → what is put in its place. */
  readonly fill?: (stage: Stage) => Readonly<Record<string, string>>;
  /** The key that is stored, if the steps create none. */
  readonly stores?: string;
  /** What the text of the fix asks for beside the requests. */
  readonly byHand?: () => Promise<void>;
  /** If the remote is not healthy afterwards: what it is, and why. */
  readonly after?: { readonly status: Status; readonly because: string };
}

const ADDRESS = '<host>:<port>';
const TELLS = { skip_unavailable: false } as const;

function proxied(address: string, more: Settings = TELLS): Settings {
  return { mode: 'proxy', proxy_address: address, ...more };
}

function sniffed(...seeds: readonly string[]): Settings {
  return { mode: 'sniff', seeds, ...TELLS };
}

function to(remote: string, kind: 'transport' | 'remote' = 'transport', index = 0) {
  return (stage: Stage) => ({ [ADDRESS]: stage.address(remote, kind, index) });
}

const ARCHIVE = { remote: 'archive' } as const;

const KEY_FAULTS = [
  { code: 'api-key-invalid', alias: 'key_of_another_cluster', key: 'archive8.good' },
  { code: 'api-key-invalidated', alias: 'key_invalidated', key: 'archive.gone' },
  { code: 'api-key-expired', alias: 'key_expired', key: 'archive.expired' },
  { code: 'api-key-wrong-type', alias: 'key_of_type_rest', key: 'archive.rest' },
] as const;

const KEYS: readonly Fix[] = [
  ...(['hidden', 'archive8'] as const).map(
    (remote): Fix => ({
      remote,
      code: 'api-key-expires-soon',
      alias: `key_of_${remote}_ends_soon`,
      key: `${remote}.soon`,
      set: (stage) => proxied(stage.address(remote, 'remote')),
      until: /^If it has expired/,
      ...(remote === 'archive8'
        ? { after: { status: 'degraded', because: 'searches from 9.5 in 8.19 are not supported' } }
        : {}),
    }),
  ),
  ...KEY_FAULTS.map(
    (fault): Fix => ({
      ...ARCHIVE,
      ...fault,
      set: (stage) => proxied(stage.address('archive', 'remote')),
      fill: () => ({ '<indices>': '*' }),
    }),
  ),
  {
    ...ARCHIVE,
    code: 'api-key-refused',
    alias: 'key_with_wrong_secret',
    key: 'archive.wrong',
    set: (stage) => proxied(stage.address('archive', 'remote')),
    stores: 'archive.good',
  },
  {
    ...ARCHIVE,
    code: 'no-api-key-on-remote-server-port',
    alias: 'no_key',
    set: (stage) => proxied(stage.address('archive', 'remote')),
    stores: 'archive.good',
    until: /^Or use the certificate model/,
  },
  {
    ...ARCHIVE,
    code: 'api-key-missing-on-nodes',
    alias: 'key_on_one_node',
    key: 'archive.good',
    nodes: [0, 1],
    set: (stage) => proxied(stage.address('archive', 'remote')),
    stores: 'archive.good',
  },
  {
    ...ARCHIVE,
    code: 'api-key-on-transport-port',
    alias: 'key_on_transport_port',
    key: 'archive.good',
    set: (stage) => proxied(stage.address('archive', 'transport')),
    until: /^Check that the remote cluster server is on/,
  },
];

let relay: Relay | undefined;

/** A way that is cut later. */
async function behindRelay(stage: Stage): Promise<Settings> {
  relay = await stage.relayTo('archive', 'transport');
  return proxied(`127.0.0.1:${relay.port}`);
}

const LINKS: readonly Fix[] = [
  {
    ...ARCHIVE,
    code: 'half-open',
    alias: 'forgotten_by_nat',
    set: behindRelay,
    onceConnected: async () => relay?.forget(),
  },
  {
    ...ARCHIVE,
    code: 'connection-refused',
    alias: 'refuses',
    set: behindRelay,
    onceConnected: async () => {
      await relay?.setMode('refuse');
      relay?.cut();
    },
    byHand: async () => relay?.setMode('pass'),
  },
  {
    ...ARCHIVE,
    code: 'identity-changed',
    alias: 'another_name',
    set: behindRelay,
    onceConnected: async () => {
      relay?.setTarget(portOfNode(nodeOf('hidden'), 'transport'));
      relay?.cut();
    },
    registry: {},
    sniffing: {},
    from: /^If the change was meant/,
  },
  {
    ...ARCHIVE,
    code: 'searches-skip-this-remote',
    alias: 'skipped',
    set: async () => proxied(`127.0.0.1:${await closedPort()}`, { skip_unavailable: true }),
    after: { status: 'failing', because: 'the request changes searches, not the link' },
  },
  {
    ...ARCHIVE,
    code: 'searches-failed',
    alias: 'failed',
    set: async () => proxied(`127.0.0.1:${await closedPort()}`),
    searches: 3,
    after: { status: 'failing', because: 'the request changes searches, not the link' },
  },
  {
    ...ARCHIVE,
    code: 'restart-unsafe',
    alias: 'silent',
    set: async (stage) => proxied(`127.0.0.1:${(await stage.keep(openSilentPort())).port}`),
    after: { status: 'failing', because: 'the registration is removed until the restart is over' },
  },
];

const ADDRESSES: readonly Fix[] = [
  {
    ...ARCHIVE,
    code: 'name-not-resolved',
    alias: 'no_name_sniff',
    set: () => sniffed('no-such-host.invalid:9300'),
    fill: to('archive'),
  },
  {
    ...ARCHIVE,
    code: 'name-not-resolved',
    alias: 'no_name_proxy',
    set: () => proxied('no-such-host.invalid:9300'),
    fill: to('archive'),
  },
  {
    ...ARCHIVE,
    code: 'http-port',
    alias: 'http_port',
    set: async (stage) => {
      await stage.relayTo('archive', 'transport', { port: 9300 });
      return sniffed(stage.address('archive', 'http'));
    },
  },
  {
    ...ARCHIVE,
    code: 'address-invalid',
    alias: 'with_scheme',
    set: () => proxied('https://127.0.0.1:9243'),
    fill: (stage) => ({
      '127.0.0.1:<9443 with an API key, 9400 with certificates>': stage.address(
        'archive',
        'transport',
      ),
    }),
  },
  {
    ...ARCHIVE,
    code: 'wrong-server-name',
    alias: 'other_server_name',
    set: async (stage) => {
      const routes = { 'remote.example.test': portOfNode(nodeOf('archive'), 'transport') };
      const { port } = await stage.keep(openSniRouter(routes));
      return proxied(`127.0.0.1:${port}`, { ...TELLS, server_name: 'unknown.example.test' });
    },
    fill: () => ({ '<name>': 'remote.example.test' }),
  },
  {
    ...ARCHIVE,
    code: 'registration-missing',
    alias: 'not_registered',
    set: () => undefined,
    until: /^Or remove what depends on it/,
    fill: to('archive'),
  },
  {
    ...ARCHIVE,
    code: 'registration-leftover',
    alias: 'left_over',
    set: (stage) => sniffed(stage.address('archive', 'transport')),
    onceConnected: async () => {
      await demand(nodeOf('base'), '/_cluster/settings', {
        method: 'PUT',
        body: { persistent: { 'cluster.remote.removed.node_connections': 2 } },
      });
    },
  },
  {
    ...ARCHIVE,
    code: 'registration-invalid',
    alias: 'deprecated_proxy',
    set: (stage) => {
      const address = stage.address('archive', 'transport');
      return { ...sniffed(address), proxy: address };
    },
    fill: () => ({ '<setting>': 'proxy' }),
  },
  {
    ...ARCHIVE,
    code: 'remote-is-local',
    alias: 'itself',
    set: (stage) => sniffed(stage.address('base', 'transport')),
    registry: 'bare',
    fill: to('archive'),
  },
  {
    ...ARCHIVE,
    code: 'seed-ports-mixed',
    alias: 'mixed_ports',
    set: async (stage) => {
      await stage.relayTo('archive', 'transport', { port: 9300 });
      await stage.relayTo('archive', 'remote', { port: 9443 });
      return sniffed('127.0.0.1:9300', '127.0.0.1:9443');
    },
    fill: () => ({ '<host>:<9443 with an API key, 9300 with certificates>': '127.0.0.1:9300' }),
  },
];

const GATEWAYS: readonly Fix[] = [
  {
    remote: 'hidden',
    code: 'gateways-unreachable',
    alias: 'publishes_dead_address',
    set: (stage) => sniffed(stage.address('hidden', 'transport')),
  },
  {
    remote: 'hidden',
    code: 'gateways-unreachable',
    alias: 'publishes_dead_address_key',
    key: 'hidden.good',
    set: (stage) => sniffed(stage.address('hidden', 'remote')),
  },
  {
    remote: 'hidden',
    code: 'another-node-at-publish-address',
    alias: 'another_node',
    set: async (stage) => {
      await stage.relayTo('archive', 'transport', { port: HIDDEN_PORTS.transport });
      return sniffed(stage.address('hidden', 'transport'));
    },
    fill: to('hidden'),
  },
  {
    remote: 'sharing',
    code: 'shared-publish-address',
    alias: 'shared_address',
    key: 'sharing.good',
    set: async (stage) => {
      const [one, other] = [1, 2].map((index) => portOfNode(nodeOf('sharing', index), 'remote'));
      const targets = [Number(one), Number(other)] as const;
      await stage.keep(openWay({ port: WAY_PORTS.shared, targets }));
      return sniffed(`127.0.0.1:${WAY_PORTS.shared}`);
    },
    fill: () => ({ [ADDRESS]: `127.0.0.1:${WAY_PORTS.shared}` }),
  },
  {
    ...ARCHIVE,
    code: 'seeds-differ',
    alias: 'seeds_of_two',
    set: (stage) =>
      sniffed(stage.address('archive', 'transport'), stage.address('archive8', 'transport')),
    sniffing: { asNode: true },
    fill: to('archive'),
  },
];

const CHECKER: readonly Fix[] = [
  {
    ...ARCHIVE,
    code: 'checker-not-authorized',
    alias: 'without_role',
    user: 'remote-cluster-checker',
    set: (stage) => sniffed(stage.address('archive', 'transport')),
  },
  {
    ...ARCHIVE,
    code: 'checker-key-rejected',
    alias: 'key_of_checker',
    key: 'archive.good',
    set: (stage) => sniffed(stage.address('archive', 'remote')),
    sniffing: { key: 'archive.wrong' },
    until: /^Put its "encoded" value/,
  },
];

export const FIXES: readonly Fix[] = [...KEYS, ...LINKS, ...ADDRESSES, ...GATEWAYS, ...CHECKER];

const IN_FORESIGHT = 'foresight.test.ts applies it';
const WITHOUT_CCR = 'cross-cluster replication is not published as a library';

/** Fixes with requests that change something, and why they are not applied here. */
export const NOT_APPLIED: Partial<Record<CauseCode, string>> = {
  'replication-stopped': WITHOUT_CCR,
  'replication-paused': WITHOUT_CCR,
  'auto-follow-failing': WITHOUT_CCR,
  'gateway-silent': 'its request is that of half-open; the node has to be restarted beside',
  'gateways-behind-nat': 'loopback has no NAT; its request is that of gateways-unreachable',
  'no-gateway-connected': 'its request is that of gateways-unreachable',
  'proxy-sockets-low': 'Elasticsearch 9.5.3 opens all of its sockets to a proxy or none',
  'license-expired': 'no license of the lab has expired',
  'cluster-replaced': 'its request is that of restart-unsafe',
  'skip-unavailable-implicit': IN_FORESIGHT,
  'single-seed': IN_FORESIGHT,
  'single-connection': IN_FORESIGHT,
  'sniff-to-managed-service': IN_FORESIGHT,
  'unusual-port': IN_FORESIGHT,
  'server-name-missing': IN_FORESIGHT,
};
