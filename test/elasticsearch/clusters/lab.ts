/** Real clusters of this run, started and stopped by `lab/lab`. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { lab } from './labCommand.ts';

const nodeSchema = z.object({
  name: z.string(),
  http: z.number(),
  transport: z.number(),
  /** The remote cluster server's port; absent without security. */
  remote: z.number().optional(),
  pid: z.number(),
  log: z.string(),
});
const stateSchema = z.object({
  clusters: z.record(
    z.string(),
    z.object({
      version: z.string(),
      security: z.boolean(),
      nodes: z.array(nodeSchema),
      keys: z.record(z.string(), z.object({ id: z.string(), encoded: z.string() })),
    }),
  ),
});

export type LabNode = z.infer<typeof nodeSchema>;
export type LabCluster = z.infer<typeof stateSchema>['clusters'][string];

/** Settings as in elasticsearch.yml; `secure:` ones go to the keystore; see lab/README.md. */
export type NodeSettings = Readonly<
  Record<string, string | number | boolean | readonly string[] | null>
>;

export interface NodeSpec {
  readonly name?: string;
  /** The remote cluster server's port; a free one where absent. */
  readonly remote?: number;
  readonly version?: string;
  /** Where it differs from the cluster's. */
  readonly cert?: string;
  readonly roles?: readonly string[];
  readonly settings?: NodeSettings;
}

export interface KeySpec {
  readonly type?: 'rest';
  readonly expiration?: string;
  /** Search in all indices if absent. */
  readonly access?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly invalidated?: boolean;
  /** What the certificate has to match that requests are signed with; from 9.2 on. */
  readonly certificate_identity?: string;
  /** No key of its own: that key's id with this secret. */
  readonly like?: string;
  readonly secret?: string;
}

export interface ClusterSpec {
  readonly name: string;
  readonly version: string;
  readonly security?: boolean;
  /**
   * Of the transport and the remote cluster server port: local, remote, expired, and the others
   * that lab/lab makes.
   */
  readonly cert?: string;
  /** Of the HTTP port, which is plain where absent. */
  readonly https?: string;
  readonly nodes?: readonly NodeSpec[];
  readonly settings?: NodeSettings;
  readonly keys?: Readonly<Record<string, KeySpec>>;
}

function clusters(): Record<string, LabCluster> {
  try {
    return stateSchema.parse(
      JSON.parse(readFileSync(join(inject('runDirectory'), 'state.json'), 'utf8')),
    ).clusters;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {};
    throw thrown;
  }
}

export function clusterOf(name: string): LabCluster {
  const cluster = clusters()[name];
  if (cluster === undefined)
    throw new Error(`Cluster ${name} is not up; there are ${Object.keys(clusters()).join(', ')}`);
  return cluster;
}

export function nodeOf(cluster: string, index = 0): LabNode {
  const node = clusterOf(cluster).nodes[index];
  if (node === undefined) throw new Error(`Cluster ${cluster} has no node ${index}`);
  return node;
}

/** The API keys of all clusters, as `[cluster.key, encoded]`. */
export function allKeys(): [string, string][] {
  return Object.entries(clusters()).flatMap(([cluster, { keys }]) =>
    Object.entries(keys).map(([key, { encoded }]): [string, string] => [
      `${cluster}.${key}`,
      encoded,
    ]),
  );
}

/** `cluster.key` → what lab puts the encoded key in for. */
export function keyText(key: string): string {
  const [cluster, name] = key.split('.');
  return `\${${cluster}.key.${name}}`;
}

/**
 * Makes these clusters the only ones that run; they are kept only where exactly these were brought
 * up before.
 */
export async function bringUp(specs: readonly ClusterSpec[]): Promise<void> {
  const options = { runDirectory: inject('runDirectory') };
  const noted = join(options.runDirectory, 'specs.json');
  const input = JSON.stringify({ clusters: specs });
  if (existsSync(noted) && readFileSync(noted, 'utf8') === input) return;
  rmSync(noted, { force: true });
  await lab(['down'], options);
  await lab(['up', '-'], { ...options, input });
  writeFileSync(noted, input);
}

export async function stopNodes(...names: string[]): Promise<void> {
  if (names.length > 0) await lab(['stop', ...names], { runDirectory: inject('runDirectory') });
}

/** At the same time, since some need the others to become ready. */
export async function startNodes(...names: string[]): Promise<void> {
  if (names.length > 0) await lab(['start', ...names], { runDirectory: inject('runDirectory') });
}
