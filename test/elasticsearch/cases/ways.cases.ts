/** Remotes of several nodes of which one is frozen, shares its address, or is gone. */
import { nodeOf } from '../clusters/lab.ts';
import { demand, pause } from '../clusters/request.ts';
import { WAY_PORTS } from '../clusters/specs.ts';
import { openRelay, type Relay } from '../network/relay.ts';
import { openWay } from '../network/way.ts';
import type { Case, Scene, Seen } from '../scene.ts';
import { portOfNode, type Stage } from '../stage.ts';
import { at, HEALTHY } from './addresses.ts';

const HUB = { local: 'hub', remote: 'three', key: 'three.good' } as const;
const TELLS = { skip_unavailable: false } as const;

function failing(cause: string): Seen {
  return { status: 'failing', cause };
}

let relay: Relay | undefined;

const FROZEN: readonly Case[] = [
  {
    ...HUB,
    name: 'one of three gateways is frozen',
    set: async (stage) => {
      relay = await stage.keep(
        openRelay(portOfNode(nodeOf('three', 2), 'remote'), { port: WAY_PORTS.relayed }),
      );
      const seeds = [0, 1].map((index) => stage.address('three', 'remote', index));
      return { mode: 'sniff', seeds, ...TELLS };
    },
    onceConnected: async () => {
      await pause(1000);
      await relay?.setMode('freeze');
    },
    seen: { status: 'degraded', cause: 'gateway-silent', findings: ['half-open'] },
  },
];

const SOUND: readonly Case[] = [
  {
    ...HUB,
    name: 'API key for replication only',
    key: 'three.replication',
    set: (stage) => at('proxy', stage.address('three', 'remote'), TELLS),
    seen: { ...HEALTHY, findings: ['api-key-without-search'] },
  },
  {
    name: 'an expired CA in the truststore beside the valid one',
    local: 'hub',
    remote: 'three',
    nodes: [1],
    set: (stage) => at('proxy', stage.address('three', 'transport'), TELLS),
    seen: { ...HEALTHY, findings: ['expired-certificate-trusted'] },
  },
  {
    name: 'registered in two places',
    local: 'hub',
    remote: 'three',
    set: (stage) => at('sniff', stage.address('three', 'transport'), TELLS),
    seen: { ...HEALTHY, findings: ['registration-twice'] },
  },
];

/** A load balancer that always takes the same node, so that no run differs from another. */
function balanced(stage: Stage) {
  const targets = [portOfNode(nodeOf('two', 2), 'remote')] as const;
  return stage.keep(openWay({ port: WAY_PORTS.shared, targets }));
}

const SHARED: readonly Case[] = [
  {
    name: 'two gateways behind one address',
    local: 'hub',
    remote: 'two',
    key: 'two.good',
    set: async (stage) => {
      await balanced(stage);
      return at('sniff', `127.0.0.1:${WAY_PORTS.shared}`, TELLS);
    },
    seen: { status: 'degraded', cause: 'shared-publish-address' },
  },
];

async function forgetKeys(): Promise<void> {
  await demand(nodeOf('two'), '/_security/api_key/*/_clear_cache', { method: 'POST' });
}

/** Whoever checks a key has it in a cache for a day, so the cache is emptied. */
const WITHOUT_SECURITY_INDEX: readonly Case[] = [
  {
    name: 'node with the security index is gone',
    local: 'hub',
    remote: 'two',
    key: 'two.good',
    set: async (stage) => {
      await pause(2000);
      await forgetKeys();
      return at('proxy', stage.address('two', 'remote'), TELLS);
    },
    seen: failing('remote-cannot-check-keys'),
  },
];

/**
 * Searches are refused (cluster_block_exception), and `_resolve/cluster`, which reads no blocks,
 * is answered: the check does not see it.
 */
const WITHOUT_MASTER: readonly Case[] = [
  {
    name: 'remote has no master',
    local: 'hub',
    remote: 'two',
    set: (stage) => at('proxy', stage.address('two', 'transport', 1), TELLS),
    seen: HEALTHY,
  },
];

export const WAY_SCENES: readonly Scene[] = [
  { name: 'sound links with a note', phase: 'ways', cases: SOUND },
  { name: 'a frozen gateway', phase: 'ways', cases: FROZEN },
  { name: 'a shared publish address', phase: 'ways', cases: SHARED },
  {
    name: 'a remote without its security index',
    phase: 'ways',
    stopped: ['two-d'],
    cases: WITHOUT_SECURITY_INDEX,
  },
  { name: 'a remote without a master', phase: 'ways', stopped: ['two-m'], cases: WITHOUT_MASTER },
];
