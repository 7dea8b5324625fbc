/** The local cluster: nodes that differ, registrations that do not fit. */
import { nodeOf } from '../clusters/lab.ts';
import { untilConnected, untilDisconnected } from '../clusters/remoteInfo.ts';
import { demand, until } from '../clusters/request.ts';
import type { Relay } from '../network/relay.ts';
import { aliasOf, type Case, type Expectation, type Scene } from '../scene.ts';
import { portOfNode } from '../stage.ts';
import { at, HEALTHY } from './addresses.ts';

const [WITH_KEY, WITHOUT_KEY, WITHOUT_ROLE] = [0, 1, 2];

const PAIR = { local: 'pair', remote: 'remote9' } as const;

const UNEVEN: readonly Case[] = [
  {
    ...PAIR,
    name: 'API key on one of two nodes',
    key: 'remote9.good',
    nodes: [WITH_KEY, WITHOUT_KEY],
    set: (stage) => at('proxy', stage.address('remote9', 'remote'), { skip_unavailable: true }),
    seen: {
      status: 'degraded',
      cause: 'api-key-missing-on-nodes',
      findings: [
        'uneven-local-nodes',
        'no-api-key-on-remote-server-port',
        'searches-skip-this-remote',
      ],
    },
  },
  {
    ...PAIR,
    name: 'a node without the role',
    nodes: [WITH_KEY, WITHOUT_ROLE],
    set: (stage) => at('sniff', stage.address('remote9', 'transport')),
    seen: { status: 'degraded', cause: 'local-node-without-role' },
  },
  {
    ...PAIR,
    name: 'no node with the role',
    nodes: [WITHOUT_ROLE],
    set: (stage) => at('sniff', stage.address('remote9', 'transport')),
    seen: { status: 'unknown', cause: 'local-node-without-role' },
  },
];

async function uuidOf(cluster: string): Promise<string> {
  const root = await demand(nodeOf(cluster), '/');
  return typeof root === 'object' && root !== null && 'cluster_uuid' in root
    ? String(root.cluster_uuid)
    : '';
}

const pinned = async (): Promise<Expectation> => ({ clusterUuid: await uuidOf('remote9') });

const LOCAL = { local: 'local9', remote: 'remote9' } as const;

/**
 * The registry pins remote9; at its address now stands the cluster `twin`, which has the same name,
 * or `pair`, which has another.
 */
function replaced(by: string, what: string, settled: (alias: string) => Promise<void>): Case {
  let relay: Relay | undefined;
  const name = `another cluster at the address, ${what}`;
  return {
    ...LOCAL,
    name,
    set: async (stage) => {
      relay = await stage.relayTo('remote9', 'transport');
      return at('proxy', `127.0.0.1:${relay.port}`, { skip_unavailable: false });
    },
    onceConnected: async () => {
      if (relay === undefined) throw new Error('The relay is not open yet');
      const { setTarget, cut, accepted } = relay;
      const before = accepted();
      setTarget(portOfNode(nodeOf(by), 'transport'));
      cut();
      await until('the local node connects anew', async () => accepted() > before);
      await settled(aliasOf({ name }));
    },
    expect: pinned,
    seen: { status: 'failing', cause: 'identity-changed' },
  };
}

const IDENTITY: readonly Case[] = [
  {
    ...LOCAL,
    name: 'the cluster that the registry pins',
    set: (stage) => at('sniff', stage.address('remote9', 'transport')),
    expect: pinned,
    seen: HEALTHY,
  },
  replaced('twin', 'of the same name', (alias) => untilConnected('local9', alias)),
  replaced('pair', 'of another name', (alias) => untilDisconnected('local9', alias)),
];

const EXPECTED: readonly Case[] = [
  {
    ...LOCAL,
    name: 'another mode than expected',
    set: (stage) => at('proxy', stage.address('remote9', 'transport')),
    expect: () => ({ mode: 'sniff' }),
    seen: { status: 'degraded', cause: 'registration-unexpected' },
  },
  {
    ...LOCAL,
    name: 'another version than expected',
    set: (stage) => at('proxy', stage.address('remote9', 'transport')),
    expect: () => ({ version: '<9' }),
    seen: { status: 'degraded', cause: 'registration-unexpected' },
  },
  {
    ...LOCAL,
    name: 'expected and not registered',
    set: () => undefined,
    seen: { status: 'failing', cause: 'registration-missing' },
  },
];

const SPEECH: readonly Case[] = [
  {
    ...LOCAL,
    remote: 'plain9',
    name: 'remote without TLS',
    set: (stage) => at('sniff', stage.address('plain9', 'transport'), { skip_unavailable: true }),
    seen: {
      status: 'failing',
      cause: 'plaintext-expected',
      findings: ['searches-skip-this-remote'],
    },
    bare: {
      status: 'failing',
      cause: 'plaintext-expected',
      findings: ['searches-skip-this-remote'],
    },
  },
  {
    local: 'plain9',
    remote: 'remote9',
    name: 'remote with TLS, certificate',
    set: (stage) => at('sniff', stage.address('remote9', 'transport'), { skip_unavailable: true }),
    seen: { status: 'failing', cause: 'tls-expected', findings: ['searches-skip-this-remote'] },
    bare: { status: 'failing', cause: 'tls-expected', findings: ['searches-skip-this-remote'] },
  },
];

export const LOCAL_SIDE_SCENES: readonly Scene[] = [
  { name: 'nodes that differ', phase: 'uneven', cases: UNEVEN },
  { name: 'identity', phase: 'uneven', cases: IDENTITY },
  { name: 'what the registry expects', phase: 'uneven', cases: EXPECTED },
  { name: 'TLS on one side only', phase: 'uneven', cases: SPEECH },
];
