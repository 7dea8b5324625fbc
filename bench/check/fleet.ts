/**
 * The simulated clusters of the check, in their own process: `node fleet.ts LOCALS PREFIX HOST`.
 * Each local cluster has 50 remotes of three nodes in sniff mode and 5 in proxy mode. Every tenth
 * remote hangs: it accepts connections and sends nothing. Prints the registry as one line of JSON
 * and runs until it is killed. Everything listens on HOST, a loopback address with enough ports for
 * about thirty of these local clusters.
 */
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../local/fleet/simulatedCluster.ts';

export const SNIFF_REMOTES = 50;
export const PROXY_REMOTES = 5;
const NODES = 3;
const ONE_HANGS_OF = 10;

const [, , locals, prefix, host = '127.0.0.1'] = process.argv;
const certificates = makeFleetCertificates(new Date(), [host]);
const common = { security: 'tls', certificates, host, handshakeTimeoutMs: 20_000 } as const;
const access = ({ nodes }: SimulatedCluster) => ({
  urls: nodes.slice(0, 1).map(({ url }) => url),
  auth: { basic: { username: 'elastic', password: 'env:BENCH_PASSWORD' } },
});

async function startRemote(name: string): Promise<SimulatedCluster> {
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    name: `${name}-${index}`,
    hasRemoteClusterServer: false,
  }));
  return startSimulatedCluster({ ...common, name, nodes });
}

async function startLocal(name: string): Promise<object> {
  const local = await startSimulatedCluster({ ...common, name });
  const remotes: Record<string, object> = {};
  for (let index = 0; index < SNIFF_REMOTES + PROXY_REMOTES; index++) {
    const alias = `remote_${index}`;
    const remote = await startRemote(`${name}-${alias}`);
    const seeds = remote.nodes.slice(0, 1).map(({ transportAddress }) => transportAddress);
    const [proxyAddress = ''] = seeds;
    await local.register({
      alias,
      maxConnections: 1,
      ...(index < SNIFF_REMOTES ? { mode: 'sniff', seeds } : { mode: 'proxy', proxyAddress }),
    });
    if (index % ONE_HANGS_OF === 0) await remote.setTransportFault({ kind: 'hang' });
    const { ca, client } = certificates;
    remotes[alias] = {
      remote: access(remote),
      transportTls: { ca: `${prefix}.ca.crt`, certificate: `${prefix}.crt`, key: `${prefix}.key` },
    };
    Object.assign(files, {
      [`${prefix}.ca.crt`]: ca.certificate,
      [`${prefix}.crt`]: client.certificate,
      [`${prefix}.key`]: client.key,
    });
  }
  return { name, ...access(local), remotes };
}

const files: Record<string, string> = {};
const clusters: object[] = [];
for (let index = 0; index < Number(locals); index++)
  clusters.push(await startLocal(`${prefix}-${index}`));
process.stdout.write(`${JSON.stringify({ clusters, files })}\n`);
