/** What a case may use to set itself up; all of it is taken away when its scene ends. */
import { type LabNode, nodeOf } from './clusters/lab.ts';
import { openRelay, type Relay, type RelayMode } from './network/relay.ts';

export type PortKind = 'http' | 'transport' | 'remote';

export interface Stage {
  /** `127.0.0.1:port` of a cluster's node, by default of its first. */
  address(cluster: string, kind: PortKind, index?: number): string;
  relayTo(
    cluster: string,
    kind: PortKind,
    options?: { host?: string; port?: number; mode?: RelayMode },
  ): Promise<Relay>;
  /** Closes the thing with the scene. */
  keep<T extends { close(): Promise<void> }>(opened: Promise<T>): Promise<T>;
  strike(): Promise<void>;
}

export function createStage(): Stage {
  const kept = new AsyncDisposableStack();
  async function keep<T extends { close(): Promise<void> }>(opened: Promise<T>): Promise<T> {
    const thing = await opened;
    kept.defer(() => thing.close());
    return thing;
  }
  return {
    address: (cluster, kind, index) => `127.0.0.1:${portOfNode(nodeOf(cluster, index), kind)}`,
    relayTo: (cluster, kind, options) =>
      keep(openRelay(portOfNode(nodeOf(cluster), kind), options)),
    keep,
    strike: () => kept.disposeAsync(),
  };
}

export function portOfNode(node: LabNode, kind: PortKind): number {
  const port = node[kind];
  if (port === undefined) throw new Error(`Node ${node.name} has no ${kind} port`);
  return port;
}
