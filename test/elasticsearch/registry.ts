/** The registry, as clusters.yml has it, for clusters of the lab. */
import { keyVariable } from './clusters/keyVariables.ts';
import { clusterOf, type LabNode, nodeOf } from './clusters/lab.ts';
import { certificateFile } from './clusters/labCommand.ts';
import { USERNAME } from './clusters/request.ts';
import type { Expectation, Sniffing } from './scene.ts';

/** Longer than the defaults: the machine runs all clusters, and may have other work. */
const TIMEOUTS = {
  checkSeconds: 120,
  httpSeconds: 20,
  resolveSeconds: 25,
  connectSeconds: 4,
  tlsSeconds: 20,
  handshakeSeconds: 20,
};

export interface Credentials {
  readonly username: string;
  /** A reference, such as `env:NAME`. */
  readonly password: string;
}

const SUPERUSER: Credentials = { username: USERNAME, password: 'env:LAB_PASSWORD' };

/** As the registry may name the nodes' client certificate and CA. */
export function transportTls() {
  return {
    ca: certificateFile('ca.crt'),
    certificate: certificateFile('local.crt'),
    key: certificateFile('local.key'),
  };
}

export function accessTo(
  cluster: string,
  {
    nodes,
    as = SUPERUSER,
  }: { nodes?: readonly number[] | undefined; as?: Credentials | undefined } = {},
) {
  const { nodes: all, security } = clusterOf(cluster);
  return {
    urls: (nodes ?? [...all.keys()]).map((index) => urlOf(nodeOf(cluster, index))),
    auth: security ? { basic: as } : 'none',
  };
}

export function urlOf({ http }: LabNode): string {
  return `http://127.0.0.1:${http}`;
}

export interface RemoteEntryOptions {
  readonly expect?: Expectation | undefined;
  readonly as?: Credentials | undefined;
  readonly sniffing?: Sniffing | undefined;
}

/** What a full registry says of one remote. */
export function remoteEntry(
  remote: string,
  { expect, as, sniffing = { http: true } }: RemoteEntryOptions,
) {
  const { key, asNode, http } = sniffing;
  return {
    ...(http === undefined ? {} : { remote: accessTo(remote, { as }) }),
    ...(clusterOf(remote).security ? { transportTls: transportTls() } : {}),
    ...(key === undefined ? {} : { crossClusterApiKey: `env:${keyVariable(key)}` }),
    ...(asNode === undefined ? {} : { sniffAsNode: asNode }),
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
