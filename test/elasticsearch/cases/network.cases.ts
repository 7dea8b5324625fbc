/** The remote cannot be reached, or what is reached is no remote. */
import { canDropPackets, dropPackets } from '../network/droppingPort.ts';
import { closedPort } from '../network/ports.ts';
import type { Relay } from '../network/relay.ts';
import { openSilentPort } from '../network/silentPort.ts';
import type { Case, Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { at, broken, type ConnectionMode, everywhere } from './addresses.ts';

export async function noDroppingHere(): Promise<string | undefined> {
  return (await canDropPackets())
    ? undefined
    : 'this system does not drop packets to a listener whose queue is full';
}

function refused(local: string, mode: ConnectionMode): Case[] {
  const { settings, both } = broken(local, mode);
  const common = { local, remote: 'remote9' };
  return [
    {
      ...common,
      name: `nothing listens, ${mode}`,
      set: async () => at(mode, `127.0.0.1:${await closedPort()}`, settings),
      ...both('connection-refused'),
    },
    {
      ...common,
      name: `name does not resolve, ${mode}`,
      set: () => at(mode, 'no-such-host.invalid:9300', settings),
      ...both('name-not-resolved'),
    },
    {
      ...common,
      name: `HTTP port, ${mode}`,
      set: (stage) => at(mode, stage.address('remote9', 'http'), settings),
      ...both('http-port'),
    },
  ];
}

function unanswered(local: string, mode: ConnectionMode): Case[] {
  const { settings, both } = broken(local, mode);
  const common = { local, remote: 'remote9' };
  return [
    {
      ...common,
      name: `firewall drops, ${mode}`,
      skip: noDroppingHere,
      set: async (stage) =>
        at(mode, `127.0.0.1:${(await stage.keep(dropPackets())).port}`, settings),
      ...both('connection-timed-out', ['restart-unsafe']),
    },
    {
      ...common,
      name: `peer accepts and is silent, ${mode}`,
      set: async (stage) =>
        at(mode, `127.0.0.1:${(await stage.keep(openSilentPort())).port}`, settings),
      ...both('silent-peer', ['restart-unsafe']),
    },
  ];
}

const OTHER_HOST = '127.0.0.2';
const opened = new WeakMap<Stage, Promise<Relay>>();

/** Another host, as far as addresses go, where the transport port alone is open. */
async function openTransportPort(stage: Stage): Promise<void> {
  const relay =
    opened.get(stage) ?? stage.relayTo('remote9', 'transport', { host: OTHER_HOST, port: 9300 });
  opened.set(stage, relay);
  await relay;
}

/** The remote cluster server is shut, the transport port of the same host is open. */
function serverPortShut(local: string, mode: ConnectionMode): Case[] {
  const { settings, both } = broken(local, mode);
  return [
    {
      name: `remote cluster server is shut, ${mode}`,
      local,
      remote: 'remote9',
      key: 'remote9.good',
      skip: async () =>
        process.platform === 'linux' ? undefined : 'this system has no address 127.0.0.2',
      set: async (stage) => {
        await openTransportPort(stage);
        return at(mode, `${OTHER_HOST}:9443`, settings);
      },
      ...both('remote-cluster-server-closed', ['connection-refused']),
    },
  ];
}

export const NETWORK_SCENES: readonly Scene[] = [
  {
    name: 'the network refuses',
    phase: 'secure',
    cases: everywhere((local, mode) => [...refused(local, mode), ...serverPortShut(local, mode)]),
  },
  { name: 'the network gives no answer', phase: 'secure', cases: everywhere(unanswered) },
];
