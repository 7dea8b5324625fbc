/** Things that happen to a link while it is connected. */
import { type ConnectionMode, MODES } from '../cases/addresses.ts';
import { clusterOf, nodeOf, startNodes, stopNodes } from '../clusters/lab.ts';
import { untilConnected, untilDisconnected } from '../clusters/remoteInfo.ts';
import { demand, pause } from '../clusters/request.ts';
import type { Relay } from '../network/relay.ts';
import type { Stage } from '../stage.ts';
import { PUBLISHED_PORTS } from './clusters.ts';
import { type Link, registration } from './registration.ts';
import { record } from './step.ts';

const LOCAL = { local: ['l95'] } as const;

async function connect(files: string, mode: ConnectionMode, link: Link): Promise<void> {
  await record({ ...LOCAL, files: `${files}set-`, settings: registration(mode, link) });
  await untilConnected('l95', link.alias);
  await record({ ...LOCAL, files });
}

/** Last of all: the key is gone for good. */
export async function recordInvalidation(stage: Stage): Promise<void> {
  await connect('j-invalidated-api-key/while-connected-1-before-', 'sniff', {
    alias: 'good_key',
    address: stage.address('r95', 'remote'),
  });
  await demand(nodeOf('r95'), '/_security/api_key', {
    method: 'DELETE',
    body: { ids: [clusterOf('r95').keys['good']?.id] },
  });
  await record({ ...LOCAL, files: 'j-invalidated-api-key/while-connected-2-after-' });
}

async function freeze(files: string, relay: Relay): Promise<void> {
  await relay.setMode('freeze');
  await record({ ...LOCAL, files: `${files}frozen-` });
  await relay.setMode('refuse');
  relay.cut();
  await pause(1000);
  await record({ ...LOCAL, files: `${files}closed-` });
  await relay.close();
}

export async function recordHalfOpen(stage: Stage): Promise<void> {
  for (const [prefix, alias, kind] of [
    ['certificate-', 'remote_b', 'transport'],
    ['api-key-', 'good_key', 'remote'],
  ] as const) {
    const relay = await stage.relayTo('r95', kind);
    await connect(`w-half-open-proxy/${prefix}before-`, 'proxy', {
      alias,
      address: `127.0.0.1:${relay.port}`,
    });
    await freeze(`w-half-open-proxy/${prefix}`, relay);
  }
  const relay = await stage.relayTo('r95pub', 'transport', { port: PUBLISHED_PORTS.transport });
  await connect('w-half-open-sniff/before-', 'sniff', {
    alias: 'remote_b',
    address: stage.address('r95pub', 'transport'),
  });
  await freeze('w-half-open-sniff/', relay);
}

const LINKS = {
  sniff: { alias: 'remote_b', kind: 'transport' },
  proxy: { alias: 'good_key', kind: 'remote' },
} as const;
const WAITING_MS = { sniff: 60_000, proxy: 20_000 } as const;

export async function recordRestart(stage: Stage): Promise<void> {
  for (const mode of MODES) {
    const files = `x-recovered/${mode}-`;
    const link = LINKS[mode];
    await connect(`${files}1-up-`, mode, {
      alias: link.alias,
      address: stage.address('r95', link.kind),
    });
    await stopNodes('r95');
    await untilDisconnected('l95', link.alias);
    await record({ ...LOCAL, files: `k-remote-stopped/${mode}-` });
    await record({ ...LOCAL, files: `${files}2-stopped-` });
    await startNodes('r95');
    await record({ ...LOCAL, files: `${files}3-started-` });
    await pause(WAITING_MS[mode]);
    for (const step of ['4-waiting-', '5-first-', '6-second-'])
      await record({ ...LOCAL, files: `${files}${step}` });
  }
}
