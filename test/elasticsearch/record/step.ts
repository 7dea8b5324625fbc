/**
 * Records answers anew: every file of test/fixtures/recordings holds a request, which is asked
 * again. To record something more, add a file with its `request` under one of the names below.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type LabNode, nodeOf } from '../clusters/lab.ts';
import { request } from '../clusters/request.ts';
import { stable } from './stable.ts';

const RECORDINGS = new URL('../../fixtures/recordings/', import.meta.url);

/** In the order in which they are asked: first what only looks, then what connects. */
const NAMES = [
  'remote-info',
  'resolve-10s-client-limit',
  'resolve-65s-client-limit',
  'resolve',
  'resolve-timeout',
  'remote-info-after',
  'stats',
  'stats-timeout',
  'stats-65s-client-limit',
  'settings',
  'nodes',
  'root',
  'ssl-certificates',
  'license',
  'search',
  'remote-root',
  'remote-nodes',
  'remote-ssl-certificates',
  'remote-api-keys',
] as const;
const OF_REMOTE: ReadonlySet<string> = new Set([
  'remote-root',
  'remote-nodes',
  'remote-ssl-certificates',
  'remote-api-keys',
]);

/**
 * The outcome of a race that is seldom lost: a second request meets the connection while the first
 * one's refusal closes it. Kept as it is.
 */
const LUCKY: ReadonlySet<string> = new Set([
  'j-invalidated-api-key/while-connected-2-after-resolve-timeout',
]);

const fileSchema = z.object({ request: z.string(), client_timeout_s: z.number().default(65) });

export interface Step {
  /** `scenario/prefix-`, which all files of this step begin with. */
  readonly files: string;
  /** Cluster and number of the node asked; the first where absent. */
  readonly local: readonly [cluster: string, node?: number];
  readonly remote?: string;
  /** The registration, sent before anything is asked; without it the last one stays. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function record({ files, local, remote, settings }: Step): Promise<void> {
  const node = nodeOf(...local);
  if (settings !== undefined) await register(node, settings, files);
  for (const name of NAMES) {
    const asked = OF_REMOTE.has(name) ? remote && nodeOf(remote) : node;
    if (asked && existsSync(fileOf(files, name)) && !LUCKY.has(`${files}${name}`))
      await ask(asked, files, name);
  }
}

async function register(
  node: LabNode,
  settings: Readonly<Record<string, unknown>>,
  files: string,
): Promise<void> {
  await request(node, '/_cluster/settings', {
    method: 'PUT',
    body: { persistent: { 'cluster.remote.*': null } },
  });
  const started = performance.now();
  const answer = await request(node, '/_cluster/settings', {
    method: 'PUT',
    body: { persistent: settings },
  });
  if (answer.status !== 200)
    throw new Error(`Settings for ${files} are refused: ${JSON.stringify(answer.body)}`);
  const file = fileOf(files, 'put-settings');
  if (existsSync(file))
    write(file, {
      request: 'PUT /_cluster/settings',
      status: 200,
      ms: since(started),
      body: answer.body,
      sent: settings,
    });
}

async function ask(node: LabNode, files: string, name: string): Promise<void> {
  const file = fileOf(files, name);
  const { request: line, client_timeout_s: seconds } = fileSchema.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const started = performance.now();
  try {
    const { status, body } = await request(node, line.replace('GET ', ''), {
      timeoutMs: seconds * 1000,
    });
    write(file, { request: line, status, ms: since(started), body });
  } catch (thrown) {
    write(file, {
      request: line,
      status: null,
      ms: since(started),
      client_error: String(thrown),
      client_timeout_s: seconds,
    });
  }
}

function fileOf(files: string, name: string): URL {
  return new URL(`${files}${name}.json`, RECORDINGS);
}

function write(file: URL, content: object): void {
  const before = z.looseObject({}).parse(JSON.parse(readFileSync(file, 'utf8')));
  const {
    request: _request,
    status: _status,
    ms: _ms,
    body: _body,
    client_error: _error,
    ...remarks
  } = before;
  const after = stable({ ...remarks, ...content }, before);
  if (!isDeepStrictEqual(after, before))
    writeFileSync(file, `${JSON.stringify(after, undefined, 1)}\n`);
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
