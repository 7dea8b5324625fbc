/** Links that are sound, or not asked about: what is wrong is the registry, or stands beside. */
import { nodeOf } from '../clusters/lab.ts';
import { demand } from '../clusters/request.ts';
import { closedPort } from '../network/ports.ts';
import { BAD_GATEWAY, openSpeaker } from '../network/speaker.ts';
import { accessTo, urlOf } from '../registry.ts';
import type { Case, Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { at, HEALTHY } from './addresses.ts';

const PAIR = {
  local: 'local9',
  remote: 'remote9',
  set: (stage: Stage) => at('sniff', stage.address('remote9', 'transport')),
} as const;

const UNKNOWN = 'unknown' as const;

function basic(username: string) {
  return { basic: { username, password: 'env:LAB_PASSWORD' } };
}

async function makeUser(username: string): Promise<void> {
  await demand(nodeOf('local9'), `/_security/user/${username}`, {
    method: 'PUT',
    body: { password: 'changeme', roles: [] },
  });
}

const ACCESS: readonly Case[] = [
  {
    ...PAIR,
    name: 'credentials of the checker are refused',
    registry: () => ({ local: { auth: basic('nobody') } }),
    seen: { status: UNKNOWN, cause: 'checker-credentials-refused' },
  },
  {
    ...PAIR,
    name: 'user of the checker has no role',
    registry: async () => {
      await makeUser('bystander');
      return { local: { auth: basic('bystander') } };
    },
    seen: { status: UNKNOWN, cause: 'checker-not-authorized', findings: ['not-measured'] },
  },
  {
    ...PAIR,
    name: 'password of the checker is not there',
    registry: () => ({
      local: { auth: { basic: { username: 'elastic', password: 'env:NOT_THERE' } } },
    }),
    seen: { status: UNKNOWN, cause: 'secret-unreadable' },
  },
  {
    ...PAIR,
    name: 'nothing listens at the URL of the local cluster',
    registry: async () => ({ local: { urls: [`http://127.0.0.1:${await closedPort()}`] } }),
    seen: { status: UNKNOWN, cause: 'local-cluster-unreachable', findings: ['not-measured'] },
  },
  {
    ...PAIR,
    name: 'proxy in front of the local cluster has no backend',
    registry: async (stage) => {
      const { port } = await stage.keep(openSpeaker(BAD_GATEWAY));
      return { local: { urls: [`http://127.0.0.1:${port}`] } };
    },
    seen: { status: UNKNOWN, cause: 'local-http-error' },
  },
  {
    ...PAIR,
    name: 'one of two local nodes does not answer',
    registry: async () => ({
      local: { urls: [urlOf(nodeOf('local9')), `http://127.0.0.1:${await closedPort()}`] },
    }),
    seen: { status: 'degraded', cause: 'local-node-silent' },
  },
  {
    ...PAIR,
    name: 'credentials for the remote are refused',
    registry: () => ({
      remote: { remote: { ...accessTo('remote9'), auth: basic('nobody') } },
    }),
    seen: { ...HEALTHY, findings: ['remote-http-fails'] },
  },
  {
    ...PAIR,
    name: 'URLs of the remote lead to another cluster',
    registry: () => ({ remote: { remote: accessTo('serving') } }),
    seen: { status: 'degraded', cause: 'registry-leads-elsewhere' },
  },
];

/** Of an alias that has no seeds; Elasticsearch lets some settings stay behind. */
async function leaveSetting(): Promise<void> {
  await demand(nodeOf('local9'), '/_cluster/settings', {
    method: 'PUT',
    body: { persistent: { 'cluster.remote.removed.node_connections': 2 } },
  });
}

const REGISTRATIONS: readonly Case[] = [
  {
    ...PAIR,
    name: 'registration with the deprecated proxy',
    set: (stage) => {
      const address = stage.address('remote9', 'transport');
      return { mode: 'sniff', seeds: [address], proxy: address };
    },
    seen: { status: 'degraded', cause: 'registration-invalid' },
  },
  {
    ...PAIR,
    name: 'skip_unavailable is left to the default',
    set: (stage) => ({ seeds: [stage.address('remote9', 'transport')] }),
    seen: { ...HEALTHY, findings: ['skip-unavailable-implicit'] },
  },
  {
    ...PAIR,
    // The first of all aliases has what is said of none that is registered.
    name: 'a registration that was removed has left a setting',
    onceConnected: leaveSetting,
    seen: { ...HEALTHY, findings: ['registration-leftover'] },
  },
];

/** Each alone: with another access, the others would be checked once more. */
export const REGISTRY_SCENES: readonly Scene[] = [
  ...ACCESS.map((one): Scene => ({ name: one.name, phase: 'mismatched', cases: [one] })),
  { name: 'registrations with a flaw', phase: 'mismatched', cases: REGISTRATIONS },
];
