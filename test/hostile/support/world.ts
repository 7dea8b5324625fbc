/** Simulated clusters that work, for hostile peers to stand between. */

import { makeFleetCertificates } from '../../../local/fleet/certificates.ts';
import type { RemoteRegistration } from '../../../local/fleet/remoteLink.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { KEY } from '../../support/fleet.ts';
import { type Peer, startHttpPeer } from './listening.ts';

export const AUTH = { basic: { username: 'elastic', password: 'env:PASSWORD' } };

export interface World extends AsyncDisposable {
  readonly local: SimulatedCluster;
  readonly remote: SimulatedCluster;
  /** Whatever asks it was led there by a peer. */
  readonly trap: Peer;
  /** URLs of the HTTP ports. */
  readonly localUrl: string;
  readonly remoteUrl: string;
  readonly trapUrl: string;
}

/**
 * A local cluster that has registered one remote by each of the aliases, and follows an index of
 * the first.
 */
export async function startWorld(aliases: readonly string[]): Promise<World> {
  const common = { security: 'tls', certificates: makeFleetCertificates(new Date()) } as const;
  const remote = await startSimulatedCluster({ ...common, name: 'archive', apiKeys: [KEY] });
  const seeds = remote.nodes.map(({ transportAddress }) => transportAddress);
  const remotes = aliases.map(
    (alias): RemoteRegistration => ({ alias, mode: 'sniff', seeds, skipUnavailable: true }),
  );
  const [alias = ''] = aliases;
  const followers = [{ alias, leaderIndex: 'logs', followerIndex: 'logs-copy' }];
  const local = await startSimulatedCluster({ ...common, name: 'eu', remotes, followers });
  const trap = await startHttpPeer((_request, response) => response.end('{}'));
  const urlOf = ({ nodes }: SimulatedCluster) => nodes[0]?.url ?? '';
  return {
    local,
    remote,
    trap,
    localUrl: urlOf(local),
    remoteUrl: urlOf(remote),
    trapUrl: `http://127.0.0.1:${trap.port}/trap`,
    [Symbol.asyncDispose]: async () => {
      await trap[Symbol.asyncDispose]();
      await local.close();
      await remote.close();
    },
  };
}
