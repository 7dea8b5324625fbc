/**
 * Local clusters with ten remotes each, in a separate process: `node fleet.ts LOCALS DEAD`. The
 * remotes of the first DEAD local clusters refuse connections. Those of the others are one healthy
 * cluster. Prints the registry as one line of JSON and runs until it is killed.
 */
import { createServer } from 'node:net';
import { listen } from '../../local/fleet/listen.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';

export const REMOTES = 10;
const [locals = 0, dead = 0] = process.argv.slice(2).map(Number);

/** A port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const healthy = await startSimulatedCluster({
  name: 'healthy',
  nodes: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
});
const seeds = healthy.nodes.map(({ transportAddress }) => transportAddress);
const refused = [`127.0.0.1:${await closedPort()}`];
const clusters: object[] = [];
for (let index = 0; index < locals; index++) {
  const name = `local-${index}`;
  const remotes = Array.from({ length: REMOTES }, (_, number) => ({
    alias: `remote_${number}`,
    mode: 'sniff' as const,
    seeds: index < dead ? refused : seeds,
    maxConnections: 1,
  }));
  const local = await startSimulatedCluster({ name, remotes });
  clusters.push({ name, urls: local.nodes.map(({ url }) => url), auth: 'none' });
}
process.stdout.write(`${JSON.stringify({ clusters })}\n`);
