/** Cost of asking a seed for the nodes of its cluster, as a check in sniff mode does. */
import { join } from 'node:path';
import { parseAddress } from '../../lib/address.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';
import { ROUNDS } from '../part.ts';
import type { Elasticsearch } from '../probes/elasticsearch.ts';
import type { Processes } from '../processes.ts';
import { spread, table } from '../report.ts';
import type { Sniffs, Target } from './sniffer.ts';

const SNIFFER = join(import.meta.dirname, 'sniffer.ts');
const SNIFFS_A_ROUND = 50;
const NODES = ['n-0', 'n-1', 'n-2'].map((name) => ({ name, hasRemoteClusterServer: false }));

export async function sniffing(processes: Processes, { place }: Elasticsearch): Promise<string> {
  await using simulated = await startSimulatedCluster({ name: 'remote', nodes: NODES });
  const plain = parseAddress(simulated.nodes[0]?.transportAddress ?? '') ?? { host: '', port: 0 };
  const targets: [string, Target][] = [
    ['simulated, three nodes, security off', { ...plain, as: 'nobody' }],
  ];
  if (place !== undefined) {
    const { name, host, ports, certificates } = place;
    targets.push([
      `${name}, one node, mutual TLS, as a node`,
      { host, port: ports.mtls, certificates, as: 'node' },
    ]);
  }
  const rows = [];
  for (const [name, target] of targets) {
    const sniffer = processes.startAnswering<Sniffs>(
      process.execPath,
      SNIFFER,
      JSON.stringify(target),
    );
    const rounds: Sniffs[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const sniffs = await sniffer.ask({ sniffs: SNIFFS_A_ROUND });
      if (round >= 0) rounds.push(sniffs);
    }
    const [cpu, wall] = [rounds.map(({ cpuMs }) => cpuMs), rounds.map(({ wallMs }) => wallMs)];
    const outcomes = new Set(rounds.flatMap((round) => round.outcomes));
    rows.push([
      name,
      spread(cpu),
      spread(wall, 1),
      rounds[0]?.roundTrips ?? 0,
      [...outcomes].join('; '),
    ]);
  }
  const head = [
    'seed that is asked for its nodes',
    'CPU ms',
    'ms',
    'round trips over TCP and TLS',
    'answered',
  ];
  return table(head, rows);
}
