/** Certificates and server names. */

import { nodeOf } from '../clusters/lab.ts';
import { openSniRouter } from '../network/sniRouter.ts';
import type { Case, Scene } from '../scene.ts';
import { portOfNode } from '../stage.ts';
import { at, broken, type ConnectionMode, HEALTHY, LOCALS, MODES } from './addresses.ts';

/** Which cluster shows which fault at which port: see specs.ts. */
const FAULTS = [
  {
    what: 'certificate has expired',
    transport: 'expired',
    remoteServer: 'foreign',
    cause: 'certificate-expired',
  },
  {
    what: 'certificate of an unknown CA',
    transport: 'foreign',
    remoteServer: 'othername',
    cause: 'certificate-untrusted',
  },
  {
    what: 'certificate names another host',
    transport: 'othername',
    remoteServer: 'expired',
    cause: 'certificate-name-mismatch',
  },
] as const;

function badCertificates(local: string, mode: ConnectionMode): Case[] {
  const { settings, tells, seen } = broken(local, mode);
  return FAULTS.flatMap(({ what, transport, remoteServer, cause }): Case[] => {
    // Without a CA the checker cannot judge trust by itself.
    const bare = seen(cause === 'certificate-untrusted' && !tells ? 'not-connected' : cause);
    return [
      {
        name: `${what}, certificate, ${mode}`,
        local,
        remote: transport,
        set: (stage) => at(mode, stage.address(transport, 'transport'), settings),
        seen: seen(cause),
        bare,
      },
      {
        name: `${what}, API key, ${mode}`,
        local,
        remote: remoteServer,
        key: `${remoteServer}.good`,
        set: (stage) => at(mode, stage.address(remoteServer, 'remote'), settings),
        seen: seen(cause),
        bare,
      },
    ];
  });
}

/** The local cluster `stranger` has certificates of a CA that the remote does not know. */
function rejectedClient(mode: ConnectionMode): Case {
  const { settings, seen } = broken('stranger', mode);
  return {
    name: `remote rejects the client certificate, ${mode}`,
    local: 'stranger',
    remote: 'remote9',
    set: (stage) => at(mode, stage.address('remote9', 'transport'), settings),
    seen: seen('client-certificate-rejected'),
    // All that Elasticsearch says is "connection reset".
    bare: seen('not-connected'),
  };
}

const KNOWN_NAME = 'remote.example.test';

function behindSniRouter(local: string): Case[] {
  const common = { local, remote: 'remote9' };
  const { settings, both } = broken(local, 'proxy');
  const router =
    (serverName: string | undefined): Case['set'] =>
    async (stage) => {
      const { port } = await stage.keep(
        openSniRouter({ [KNOWN_NAME]: portOfNode(nodeOf('remote9'), 'transport') }),
      );
      return at('proxy', `127.0.0.1:${port}`, {
        ...settings,
        ...(serverName === undefined ? {} : { server_name: serverName }),
      });
    };
  return [
    {
      ...common,
      name: 'SNI router, its server name',
      set: router(KNOWN_NAME),
      seen: HEALTHY,
      bare: HEALTHY,
    },
    {
      ...common,
      name: 'SNI router, another server name',
      set: router('unknown.example.test'),
      ...both('wrong-server-name'),
    },
    {
      ...common,
      name: 'SNI router, no server name',
      set: router(undefined),
      ...both('connection-reset', ['server-name-missing']),
    },
    // Elasticsearch goes by the address: it is content where the certificate names that.
    {
      ...common,
      name: 'server name that the certificate lacks',
      set: (stage) =>
        at('proxy', stage.address('remote9', 'transport'), {
          ...settings,
          server_name: 'other.example.test',
        }),
      seen: HEALTHY,
      bare: HEALTHY,
    },
  ];
}

export const TLS_SCENES: readonly Scene[] = [
  // One local cluster at a time: every attempt in proxy mode costs several handshakes on both
  // sides.
  ...LOCALS.map(
    (local): Scene => ({
      name: `certificates, ${local}`,
      phase: 'secure',
      cases: MODES.flatMap((mode) => badCertificates(local, mode)),
    }),
  ),
  { name: 'client certificates', phase: 'uneven', cases: MODES.map(rejectedClient) },
  { name: 'server names', phase: 'secure', cases: LOCALS.flatMap(behindSniRouter) },
];
