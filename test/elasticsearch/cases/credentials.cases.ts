/** API keys. */
import { clusterOf, nodeOf } from '../clusters/lab.ts';
import { demand } from '../clusters/request.ts';
import type { Case, Scene } from '../scene.ts';
import { at, broken, type ConnectionMode, LOCALS, MODES } from './addresses.ts';

interface KeyFault {
  readonly what: string;
  readonly key: string;
  readonly cause: string;
}

const KEY_FAULTS: readonly KeyFault[] = [
  { what: 'wrong secret', key: 'remote9.wrong', cause: 'api-key-refused' },
  { what: 'key of another cluster', key: 'remote8.good', cause: 'api-key-invalid' },
  { what: 'expired key', key: 'remote9.expired', cause: 'api-key-expired' },
  { what: 'invalidated key', key: 'remote9.gone', cause: 'api-key-invalidated' },
  { what: 'key of type rest', key: 'remote9.rest', cause: 'api-key-wrong-type' },
];

function badKeys(local: string, mode: ConnectionMode): Case[] {
  const { settings, tells, seen } = broken(local, mode);
  return KEY_FAULTS.map(({ what, key, cause }) => ({
    name: `${what}, ${mode}`,
    local,
    remote: 'remote9',
    key,
    set: (stage) => at(mode, stage.address('remote9', 'remote'), settings),
    seen: seen(cause),
    // "unable to authenticate user" is said of wrong, expired and invalidated keys alike. Only the
    // list of the remote shows that a key is valid there.
    bare: seen(
      cause !== 'api-key-refused' && (tells || cause === 'api-key-wrong-type')
        ? cause
        : 'api-key-invalid',
    ),
  }));
}

function wrongPort(local: string, mode: ConnectionMode): Case[] {
  const { settings, both, seen } = broken(local, mode);
  return [
    {
      name: `API key on the transport port, ${mode}`,
      local,
      remote: 'remote9',
      key: 'remote9.good',
      set: (stage) => at(mode, stage.address('remote9', 'transport'), settings),
      seen: seen('api-key-on-transport-port'),
      // Without the remote's list of nodes, the port may be the right one that asks for too much.
      bare: seen('api-key-on-transport-port', ['client-certificate-required']),
    },
    {
      name: `no API key on the remote cluster server port, ${mode}`,
      local,
      remote: 'remote9',
      set: (stage) => at(mode, stage.address('remote9', 'remote'), settings),
      ...both('no-api-key-on-remote-server-port'),
    },
  ];
}

/** Open connections stay open, and `_remote/info` goes on saying so. */
function invalidatedWhileConnected(local: string, mode: ConnectionMode): Case {
  const { settings, seen } = broken(local, mode);
  return {
    name: `key invalidated while connected, ${mode}`,
    local,
    remote: 'remote9',
    key: 'remote9.doomed',
    set: (stage) => at(mode, stage.address('remote9', 'remote'), settings),
    onceConnected: async () => {
      const id = clusterOf('remote9').keys['doomed']?.id;
      await demand(nodeOf('remote9'), '/_security/api_key', {
        method: 'DELETE',
        body: { ids: [id] },
      });
    },
    seen: seen('api-key-invalidated'),
  };
}

export const CREDENTIAL_SCENES: readonly Scene[] = [
  ...LOCALS.map(
    (local): Scene => ({
      name: `API keys that do not fit, ${local}`,
      phase: 'secure',
      cases: MODES.flatMap((mode) => [...badKeys(local, mode), ...wrongPort(local, mode)]),
    }),
  ),
  {
    name: 'API keys that are taken away',
    phase: 'secure',
    cases: [
      invalidatedWhileConnected('local9', 'proxy'),
      invalidatedWhileConnected('local8', 'sniff'),
    ],
  },
];
