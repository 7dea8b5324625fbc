/** The registry, as clusters.yml has it, for clusters of the lab. */
import { clusterOf, type LabNode, nodeOf } from './clusters/lab.ts';
import { certificateFile } from './clusters/labCommand.ts';
import { USERNAME } from './clusters/request.ts';
import type { Expectation } from './scene.ts';

/** Shorter than the defaults, so that time-outs do not fill the day; long enough for a machine with other work. */
const TIMEOUTS = { checkSeconds: 60, httpSeconds: 12, resolveSeconds: 14, connectSeconds: 4, tlsSeconds: 6, handshakeSeconds: 6 };

export const AUTH = { basic: { username: USERNAME, password: 'env:LAB_PASSWORD' } };

/** As the registry may name the nodes' client certificate and CA. */
export function transportTls() {
  return { ca: certificateFile('ca.crt'), certificate: certificateFile('local.crt'), key: certificateFile('local.key') };
}

export function accessTo(cluster: string, nodes?: readonly number[]) {
  const { nodes: all, security } = clusterOf(cluster);
  return { urls: (nodes ?? [...all.keys()]).map((index) => urlOf(nodeOf(cluster, index))), auth: security ? AUTH : 'none' };
}

export function urlOf({ http }: LabNode): string {
  return `http://127.0.0.1:${http}`;
}

/** What a full registry says of one remote. */
export function remoteEntry(remote: string, expect?: Expectation) {
  return {
    remote: accessTo(remote),
    ...(clusterOf(remote).security ? { transportTls: transportTls() } : {}),
    ...(expect === undefined ? {} : { expect }),
  };
}

export interface LocalEntry {
  readonly name: string;
  readonly urls: readonly string[];
  readonly auth: unknown;
  readonly remotes?: Readonly<Record<string, unknown>>;
}

export function registryOf(clusters: readonly LocalEntry[]) {
  return { vantage: 'lab', defaults: { timeouts: TIMEOUTS }, clusters };
}
