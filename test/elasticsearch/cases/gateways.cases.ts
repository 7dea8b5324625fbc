/**
 * Sniff mode behind the seeds: who may be a gateway, and who can be reached. The cluster `many` has
 * a dedicated master and three other nodes.
 */
import type { Case, Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { at, broken, type ConnectionMode, everywhere, HEALTHY, MODES } from './addresses.ts';

const MANY = { local: 'local9', remote: 'many' } as const;

function seeds(...nodes: readonly number[]) {
  return (stage: Stage) => ({
    mode: 'sniff',
    seeds: nodes.map((node) => stage.address('many', 'transport', node)),
    skip_unavailable: true,
  });
}

const MASTER = 0;

const ONE_SEED = { ...HEALTHY, findings: ['single-seed'] } as const;

const ALL_UP: readonly Case[] = [
  {
    ...MANY,
    name: 'three gateways, seed is the dedicated master',
    set: seeds(MASTER),
    seen: ONE_SEED,
    bare: ONE_SEED,
  },
  {
    ...MANY,
    name: 'three gateways, all of them seeds',
    set: seeds(1, 2, 3),
    seen: HEALTHY,
    bare: HEALTHY,
  },
  {
    ...MANY,
    local: 'choosy',
    name: 'node.attr, one node has it',
    set: seeds(2),
    seen: { ...HEALTHY, findings: ['gateways-partly-reachable'] },
    bare: { ...HEALTHY, findings: ['gateways-not-known'] },
  },
];

const ONE_DOWN: readonly Case[] = [
  {
    ...MANY,
    name: 'one of three gateways is down',
    set: seeds(1, 2, 3),
    seen: { ...HEALTHY, findings: ['gateways-partly-reachable', 'vantage-differs'] },
    bare: { ...HEALTHY, findings: ['gateways-partly-reachable', 'vantage-differs'] },
  },
  {
    ...MANY,
    local: 'choosy',
    name: 'node.attr, no node has it',
    set: seeds(2),
    seen: {
      status: 'failing',
      cause: 'no-eligible-gateway',
      findings: ['searches-skip-this-remote'],
    },
    bare: {
      status: 'failing',
      cause: 'not-connected',
      findings: ['searches-skip-this-remote', 'gateway-attribute-required'],
    },
  },
  {
    ...MANY,
    local: 'choosy',
    name: 'node.attr does not matter, proxy',
    set: (stage) => at('proxy', stage.address('many', 'transport', 2)),
    seen: HEALTHY,
    bare: HEALTHY,
  },
];

const MASTER_LEFT: readonly Case[] = MODES.map((mode) => {
  const failing = { status: 'failing', findings: ['searches-skip-this-remote'] } as const;
  return {
    ...MANY,
    name: `only the dedicated master is left, ${mode}`,
    set: (stage) =>
      at(mode, stage.address('many', 'transport', MASTER), { skip_unavailable: true }),
    ...(mode === 'proxy'
      ? { seen: HEALTHY, bare: HEALTHY }
      : {
          seen: { ...failing, cause: 'no-eligible-gateway' },
          bare: { ...failing, cause: 'not-connected' },
        }),
  };
});

const TOLD_OF_MASTER: Case = {
  ...MANY,
  name: 'only the dedicated master is left, Elasticsearch tells',
  set: (stage) =>
    at('sniff', stage.address('many', 'transport', MASTER), { skip_unavailable: false }),
  seen: { status: 'failing', cause: 'no-eligible-gateway' },
  bare: { status: 'failing', cause: 'no-gateway-connected' },
};

/** The node of the cluster `hidden` publishes ports where nothing listens. */
function hidden(local: string, mode: ConnectionMode): Case[] {
  const { settings, tells, seen } = broken(local, mode);
  const bare = seen(tells ? 'gateways-unreachable' : 'not-connected');
  const failing = { seen: seen('gateways-unreachable'), bare };
  const working = { seen: HEALTHY, bare: HEALTHY };
  const common = { local, remote: 'hidden', ...(mode === 'sniff' ? failing : working) };
  return [
    {
      ...common,
      name: `publish address unreachable, certificate, ${mode}`,
      set: (stage) => at(mode, stage.address('hidden', 'transport'), settings),
    },
    {
      ...common,
      name: `publish address unreachable, API key, ${mode}`,
      key: 'hidden.good',
      set: (stage) => at(mode, stage.address('hidden', 'remote'), settings),
    },
  ];
}

const ONE_HIDDEN: Case = {
  name: 'one of two gateways unreachable, API key',
  local: 'local9',
  remote: 'twin',
  key: 'twin.good',
  set: (stage) => at('sniff', stage.address('twin', 'remote')),
  seen: { status: 'degraded', cause: 'gateways-partly-reachable' },
  bare: HEALTHY,
};

export const GATEWAY_SCENES: readonly Scene[] = [
  { name: 'publish addresses', phase: 'secure', cases: everywhere(hidden) },
  { name: 'some publish addresses', phase: 'uneven', cases: [ONE_HIDDEN] },
  { name: 'gateways, all up', phase: 'gateways', cases: ALL_UP },
  { name: 'gateways, one down', phase: 'gateways', stopped: ['many-1'], cases: ONE_DOWN },
  {
    name: 'gateways, only a dedicated master left',
    phase: 'gateways',
    stopped: ['many-1', 'many-2', 'many-3'],
    cases: [...MASTER_LEFT, TOLD_OF_MASTER],
  },
];
