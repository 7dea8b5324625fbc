/**
 * A warm function that checks one local cluster repeatedly, with kept or with new connections:
 * `node keeper.ts URL [CA]`, where CA is a file. For each line `{"checks":50,"isKept":true}` it
 * prints the cost of one check.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createInterface } from 'node:readline';
import { check } from '../../lib/check.ts';
import { keepConnections } from '../../lib/collect/elasticsearch/keepAlive.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { median } from '../report.ts';

export interface Checks {
  readonly cpuMs: number;
  /** Median of one check. */
  readonly wallMs: number;
  /** Average number of opened connections for one check. */
  readonly connections: number;
}

const [url = '', ca] = process.argv.slice(2);
const auth = { basic: { username: 'elastic', password: 'env:PASSWORD' } };
const cluster = { name: 'local', urls: [url], auth, ...(ca === undefined ? {} : { tls: { ca } }) };
const registry = await parseRegistry(JSON.stringify({ clusters: [cluster] }), {
  file: 'clusters.yml',
  directory: process.cwd(),
});
const secrets = localSecretResolvers(process.cwd(), { PASSWORD: 'changeme' });
const connections = keepConnections(() => new Date());
let opened = 0;
subscribe('net.client.socket', () => {
  opened += 1;
});

async function checkOnce(isKept: boolean): Promise<number> {
  const began = performance.now();
  const { results } = await check(registry, {
    secrets,
    vantage: 'bench',
    kept: isKept ? connections : undefined,
  });
  if (results.length > 0)
    throw new Error(`${results[0]?.cause.code}: ${results[0]?.cause.evidence}`);
  return performance.now() - began;
}

async function measure({ checks, isKept }: { checks: number; isKept: boolean }): Promise<Checks> {
  // Replaces idle connections before the measurement begins.
  await checkOnce(isKept);
  opened = 0;
  const before = process.cpuUsage();
  const times = [];
  for (let count = 0; count < checks; count++) times.push(await checkOnce(isKept));
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000 / checks,
    wallMs: median(times),
    connections: opened / checks,
  };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(line)))}\n`);
