/** Connections that were open when something happened to them. */

import { nodeOf, startNodes, stopNodes } from '../clusters/lab.ts';
import { isConnected, untilDisconnected } from '../clusters/remoteInfo.ts';
import { demand, pause } from '../clusters/request.ts';
import { HIDDEN_PORTS } from '../clusters/specs.ts';
import type { Relay, RelayMode } from '../network/relay.ts';
import { aliasOf, type Case, type Scene } from '../scene.ts';
import type { PortKind, Stage } from '../stage.ts';
import { at, HEALTHY } from './addresses.ts';
import { noDroppingHere } from './network.cases.ts';

/** A remote behind a relay of its own. */
function behindRelay(
  remote: string,
  kind: PortKind,
  port?: number,
): { open: (stage: Stage) => Promise<Relay>; relay: () => Relay } {
  let opened: Relay | undefined;
  return {
    open: async (stage) => {
      opened = await stage.relayTo(remote, kind, port === undefined ? {} : { port });
      return opened;
    },
    relay: () => {
      if (opened === undefined) throw new Error(`The relay to ${remote} is not open yet`);
      return opened;
    },
  };
}

interface Given {
  readonly local: string;
  readonly security: 'certificate' | 'API key';
}

const PORTS = { certificate: 'transport', 'API key': 'remote' } as const;

function keyOf({ security }: Given, remote: string): Pick<Case, 'key'> {
  return security === 'API key' ? { key: `${remote}.good` } : {};
}

function halfOpenProxy(given: Given, mode: RelayMode, finding: string): Case {
  const { open, relay } = behindRelay('remote9', PORTS[given.security]);
  return {
    name: `connected, then ${mode === 'drop' ? 'dropped' : 'frozen'}, ${given.security}, proxy`,
    local: given.local,
    remote: 'remote9',
    ...keyOf(given, 'remote9'),
    ...(mode === 'drop' ? { skip: noDroppingHere } : {}),
    set: async (stage) =>
      at('proxy', `127.0.0.1:${(await open(stage)).port}`, { skip_unavailable: true }),
    onceConnected: () => relay().setMode(mode),
    seen: {
      status: 'failing',
      cause: 'half-open',
      findings: [finding, 'searches-skip-this-remote'],
    },
    bare: {
      status: 'failing',
      cause: 'half-open',
      findings: [finding, 'searches-skip-this-remote'],
    },
  };
}

/**
 * The remote's node publishes the relay's port, so the sniffed connection goes through it; the seed
 * answers all the time.
 */
function halfOpenSniff(given: Given): Case {
  const kind = PORTS[given.security];
  const { open, relay } = behindRelay('hidden', kind, HIDDEN_PORTS[kind]);
  return {
    name: `connected, then frozen, ${given.security}, sniff`,
    local: given.local,
    remote: 'hidden',
    ...keyOf(given, 'hidden'),
    set: async (stage) => {
      await open(stage);
      return at('sniff', stage.address('hidden', kind), { skip_unavailable: false });
    },
    onceConnected: () => relay().setMode('freeze'),
    seen: { status: 'failing', cause: 'half-open', findings: ['gateways-unreachable'] },
    bare: { status: 'failing', cause: 'half-open' },
  };
}

/**
 * Attempts that were under way when the connections were cut may still succeed once the relay
 * forwards again; then it is cut once more.
 */
async function cutForGood(relay: Relay, local: string, alias: string): Promise<void> {
  do {
    await relay.setMode('refuse');
    relay.cut();
    await untilDisconnected(local, alias);
    await pause(2000);
    await relay.setMode('pass');
    await pause(1000);
  } while (await isConnected(local, alias));
}

/** Elasticsearch does not reconnect by itself; the request of the check does. */
function idle(given: Given): Case {
  const { open, relay } = behindRelay('remote9', PORTS[given.security]);
  const name = `was cut and is back, ${given.security}, proxy`;
  return {
    name,
    local: given.local,
    remote: 'remote9',
    ...keyOf(given, 'remote9'),
    set: async (stage) => at('proxy', `127.0.0.1:${(await open(stage)).port}`),
    onceConnected: async () => {
      await cutForGood(relay(), given.local, aliasOf({ name }));
    },
    seen: { status: 'healthy', cause: 'reconnected' },
  };
}

/** The address is dead; the connections that are open go on working. */
function stale(given: Given): Case {
  const { open, relay } = behindRelay('remote9', PORTS[given.security]);
  return {
    name: `address gone while connected, ${given.security}, proxy`,
    local: given.local,
    remote: 'remote9',
    ...keyOf(given, 'remote9'),
    set: async (stage) => at('proxy', `127.0.0.1:${(await open(stage)).port}`),
    onceConnected: () => relay().setMode('refuse'),
    seen: { status: 'degraded', cause: 'stale-connection' },
    bare: { ...HEALTHY, findings: ['vantage-differs'] },
  };
}

/** The node itself, in both modes at once. */
const RESTARTED: readonly Case[] = [
  {
    name: 'remote was restarted, certificate, sniff',
    local: 'local9',
    remote: 'remote9',
    set: (stage) => at('sniff', stage.address('remote9', 'transport')),
    onceConnected: async () => {
      await stopNodes('remote9');
      await startNodes('remote9');
    },
    seen: { status: 'healthy', cause: 'reconnected' },
  },
  {
    name: 'remote was restarted, API key, proxy',
    local: 'local9',
    remote: 'remote9',
    key: 'remote9.good',
    set: (stage) => at('proxy', stage.address('remote9', 'remote')),
    onceConnected: () => untilDisconnected('local9', 'remote_was_restarted_api_key_proxy'),
    seen: { status: 'healthy', cause: 'reconnected' },
  },
];

const LACKING = 'searches leave out a remote that works';

/**
 * Elasticsearch leaves it out of a search for an index that it does not have, and answers HTTP 200.
 */
const LACKING_DATA: Case = {
  name: LACKING,
  local: 'local9',
  remote: 'remote9',
  set: (stage) => at('sniff', stage.address('remote9', 'transport'), { skip_unavailable: true }),
  onceConnected: async () => {
    await demand(nodeOf('local9'), `/${aliasOf({ name: LACKING })}:missing/_search?size=0`);
  },
  seen: { ...HEALTHY, findings: ['searches-skipped'] },
  bare: { ...HEALTHY, findings: ['searches-skipped'] },
};

const GIVEN: readonly Given[] = [
  { local: 'local9', security: 'certificate' },
  { local: 'local8', security: 'API key' },
];

export const CONNECTION_SCENES: readonly Scene[] = [
  {
    name: 'half-open connections',
    phase: 'secure',
    cases: [
      ...GIVEN.flatMap((given) => [
        halfOpenProxy(given, 'freeze', 'silent-peer'),
        halfOpenProxy(given, 'drop', 'connection-timed-out'),
      ]),
      ...GIVEN.map(halfOpenSniff),
    ],
  },
  { name: 'connections that were cut', phase: 'secure', cases: GIVEN.map(idle) },
  { name: 'remotes that were restarted', phase: 'uneven', cases: RESTARTED },
  { name: 'addresses that went away', phase: 'secure', cases: [...GIVEN.map(stale), LACKING_DATA] },
];
