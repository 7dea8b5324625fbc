/**
 * The remote's nodes as its seeds tell them, where the registry has no HTTP address of the remote,
 * and what seeds answer to a key that will not do.
 */
import { plainName } from '../clusters/specs.ts';
import type { Case, RemoteSettings, Scene, Seen } from '../scene.ts';
import type { PortKind, Stage } from '../stage.ts';
import { at, broken, HEALTHY } from './addresses.ts';

/** It works, but Elastic does not support searches from 9.1 and later in 8.19. */
const UNSUPPORTED: Seen = { status: 'degraded', cause: 'version-unsupported-for-search' };

/** Seeds of a cluster, by the indexes of their nodes. */
function seeds(cluster: string, kind: PortKind, ...nodes: readonly number[]) {
  return (stage: Stage): RemoteSettings => ({
    mode: 'sniff',
    seeds: nodes.map((node) => stage.address(cluster, kind, node)),
  });
}

function usable(...names: readonly string[]): string[] {
  return names.map((name) => `${name}: eligible, chosen, reachable`);
}

function answered(as: 'api-key' | 'node' | 'nobody', count = 1): string[] {
  return Array.from({ length: count }, () => `${as}: answered after nodes`);
}

const MANY = [...usable('many-1', 'many-2', 'many-3'), 'many-master: dedicated master, reachable'];
const LACKS = 'lacks the attribute gateway = true, reachable';

const WITH_KEY: readonly Case[] = [
  {
    name: 'nodes by the key of the checker, seeds are the dedicated master and another node',
    local: 'local9',
    remote: 'many',
    key: 'many.good',
    set: seeds('many', 'remote', 0, 1),
    sniffing: { key: 'many.checker' },
    seen: { ...HEALTHY, gateways: MANY, sniff: answered('api-key', 2) },
  },
  {
    name: 'nodes by the key of the checker and by HTTP',
    local: 'local9',
    remote: 'many',
    key: 'many.good',
    set: seeds('many', 'remote', 2),
    sniffing: { key: 'many.checker', http: true },
    seen: { ...HEALTHY, gateways: MANY, sniff: answered('api-key') },
  },
  {
    name: 'nodes by the key of the checker, node.attr',
    local: 'choosy',
    remote: 'many',
    key: 'many.good',
    set: seeds('many', 'remote', 3),
    sniffing: { key: 'many.checker' },
    seen: {
      ...HEALTHY,
      findings: ['gateways-partly-reachable'],
      gateways: [
        ...usable('many-1'),
        `many-2: ${LACKS}`,
        `many-3: ${LACKS}`,
        'many-master: dedicated master, reachable',
      ],
      sniff: answered('api-key'),
    },
  },
  {
    name: 'nodes by the key of the checker, 8.19, IPv6, one publish address is dead',
    local: 'local9',
    remote: 'many8',
    key: 'many8.good',
    set: seeds('many8', 'remote', 0, 1),
    sniffing: { key: 'many8.checker' },
    seen: {
      status: 'degraded',
      cause: 'gateways-partly-reachable',
      findings: ['version-unsupported-for-search'],
      gateways: [
        ...usable('many8-1'),
        'many8-2: eligible, unreachable',
        'many8-master: dedicated master, reachable',
      ],
      sniff: answered('api-key', 2),
    },
  },
];

const BY_CERTIFICATE: readonly Case[] = [
  {
    name: 'nodes, certificate, as a node',
    local: 'local9',
    remote: 'many',
    set: seeds('many', 'transport', 0, 3),
    sniffing: { asNode: true },
    seen: { ...HEALTHY, gateways: MANY, sniff: answered('node', 2) },
  },
  {
    name: 'nodes, certificate, as a node, 8.19',
    local: 'local9',
    remote: 'many8',
    set: seeds('many8', 'transport', 1),
    sniffing: { asNode: true },
    seen: {
      ...UNSUPPORTED,
      gateways: [...usable('many8-1', 'many8-2'), 'many8-master: dedicated master, reachable'],
      sniff: answered('node'),
    },
  },
  {
    name: 'nodes, certificate, not as a node',
    local: 'local9',
    remote: 'many',
    set: seeds('many', 'transport', 1, 2),
    sniffing: {},
    seen: {
      ...HEALTHY,
      findings: ['gateways-not-known'],
      gateways: [],
      sniff: ['nobody: refused after transport-handshake, credentials-missing'],
    },
  },
  {
    name: 'nodes, one seed belongs to another cluster',
    local: 'local9',
    remote: 'many',
    set: (stage) => ({
      mode: 'sniff',
      seeds: [stage.address('many', 'transport', 1), stage.address('many8', 'transport', 1)],
    }),
    sniffing: { asNode: true },
    seen: {
      status: 'degraded',
      cause: 'seeds-differ',
      findings: ['seeds-differ'],
      gateways: MANY,
      sniff: answered('node', 2),
    },
  },
];

/**
 * The node of the cluster `hidden` publishes ports where nothing listens: all seen without any
 * access to its HTTP port.
 */
function hidden(): Case[] {
  const { settings, seen } = broken('local9', 'sniff');
  const common = { local: 'local9', remote: 'hidden' };
  const dead = { ...seen('gateways-unreachable'), gateways: ['hidden-0: eligible, unreachable'] };
  return [
    {
      ...common,
      name: 'nodes by the key of the checker, every publish address is dead',
      key: 'hidden.good',
      set: (stage) => at('sniff', stage.address('hidden', 'remote'), settings),
      sniffing: { key: 'hidden.checker' },
      seen: { ...dead, sniff: answered('api-key') },
    },
    {
      ...common,
      name: 'nodes, certificate, as a node, every publish address is dead',
      set: (stage) => at('sniff', stage.address('hidden', 'transport'), settings),
      sniffing: { asNode: true },
      seen: { ...dead, sniff: answered('node') },
    },
  ];
}

interface Refusal {
  readonly what: string;
  /** Of the remote, unless a cluster is named. */
  readonly key: string;
  readonly kind: string;
  readonly remotes?: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  { what: 'wrong secret', key: 'wrong', kind: 'key-secret-wrong' },
  { what: 'key of another cluster', key: 'othername.good', kind: 'key-unknown' },
  { what: 'invalidated key', key: 'gone', kind: 'key-revoked' },
  { what: 'expired key', key: 'expired', kind: 'key-expired' },
  { what: 'key of type rest', key: 'rest', kind: 'key-type-wrong' },
  {
    what: 'key with a certificate identity',
    key: 'named',
    kind: 'certificate-identity-missing',
    remotes: ['remote9'],
  },
];

/** The key of the local nodes is a good one: only that of the checker is wrong. */
function refused(local: string, remote: string): Case[] {
  const common = { local, remote, key: `${remote}.good`, set: seeds(remote, 'remote', 0) };
  const noKey: Case = {
    ...common,
    name: 'the checker has no key',
    sniffing: {},
    seen: {
      ...HEALTHY,
      findings: ['gateways-not-known'],
      gateways: [],
      sniff: ['nobody: refused after transport-handshake, key-missing'],
    },
  };
  const wrong = REFUSALS.filter(({ remotes = [remote] }) => remotes.includes(remote)).map(
    ({ what, key, kind }): Case => ({
      ...common,
      name: `the checker's key: ${what}`,
      sniffing: { key: key.includes('.') ? key : `${remote}.${key}` },
      seen: {
        ...HEALTHY,
        findings: ['checker-key-rejected', 'gateways-not-known'],
        gateways: [],
        sniff: [`api-key: refused after transport-handshake, ${kind}`],
      },
    }),
  );
  return [noKey, ...wrong];
}

const OPEN_PAIRS = [
  ['7.17.29', '8.19.21', HEALTHY],
  ['8.19.21', '7.17.29', UNSUPPORTED],
  ['8.19.21', '8.14.3', UNSUPPORTED],
  ['8.19.21', '9.5.3', HEALTHY],
  ['9.5.3', '9.0.8', UNSUPPORTED],
] as const;

const OPEN: readonly Case[] = OPEN_PAIRS.map(([from, to, seen]) => ({
  name: `nodes, no security, ${to}`,
  local: plainName(from),
  remote: plainName(to),
  set: seeds(plainName(to), 'transport', 0),
  sniffing: {},
  seen: { ...seen, gateways: usable(`${plainName(to)}-0`), sniff: answered('nobody') },
}));

export const SNIFFING_SCENES: readonly Scene[] = [
  { name: 'nodes that seeds tell', phase: 'gateways', cases: [...WITH_KEY, ...BY_CERTIFICATE] },
  { name: 'nodes that seeds tell, dead', phase: 'secure', cases: hidden() },
  { name: 'keys of the checker, 9.5.3', phase: 'secure', cases: refused('local9', 'remote9') },
  { name: 'keys of the checker, 8.19.21', phase: 'secure', cases: refused('local8', 'remote8') },
  { name: 'nodes that seeds tell without security', phase: 'plain', cases: OPEN },
];
