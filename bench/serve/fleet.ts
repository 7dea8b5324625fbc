/**
 * The simulated clusters of `serve`, in their own process: `node fleet.ts LOCALS`. Each local
 * cluster registers 10 of 20 remotes; two of the 20 refuse connections. Prints the registry as one
 * line of JSON and runs until it is killed.
 */
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';

const REMOTES = 20;
const REMOTES_OF_EACH = 10;
const DEAD = 2;

const [, , locals] = process.argv;
const certificates = makeFleetCertificates(new Date());
const common = { security: 'tls', certificates } as const;
const remotes = await Promise.all(
  Array.from({ length: REMOTES }, (_, index) =>
    startSimulatedCluster({ ...common, name: `remote-${index}` }),
  ),
);
const clusters: object[] = [];
for (let index = 0; index < Number(locals); index++) {
  const local = await startSimulatedCluster({ ...common, name: `local-${index}` });
  for (let each = 0; each < REMOTES_OF_EACH; each++) {
    const remote = remotes[(index + each) % REMOTES];
    const seeds = remote?.nodes.map(({ transportAddress }) => transportAddress) ?? [];
    await local.register({ alias: `remote_${each}`, mode: 'sniff', seeds, maxConnections: 1 });
  }
  const auth = { basic: { username: 'elastic', password: 'env:BENCH_PASSWORD' } };
  clusters.push({ name: local.name, urls: local.nodes.map(({ url }) => url), auth });
}
for (const remote of remotes.slice(0, DEAD)) await remote.setTransportFault({ kind: 'refuse' });
process.stdout.write(`${JSON.stringify({ clusters })}\n`);
