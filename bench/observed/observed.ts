/** Requests of one check to one local cluster, and their cost. */
import { join } from 'node:path';
import { type Part, type PartContext, ROUNDS } from '../part.ts';
import { startElasticsearch } from '../probes/elasticsearch.ts';
import { createProcesses } from '../processes.ts';
import { median, spread, table, verdict } from '../report.ts';
import type { Asked } from './asker.ts';
import { keeping } from './keeping.ts';
import { sniffing } from './sniffing.ts';

const ASKER = join(import.meta.dirname, 'asker.ts');
const CHECKS_A_ROUND = 50;

export const observed: Part = {
  title: 'Load on the observed',
  about: `One check of a local cluster without remotes, which requests all of the cluster's own APIs. It runs
repeatedly in one process, as in a warm function. The table shows the CPU of the checker and the
traffic. Target: at most 20 ms of CPU, the cost of one scrape of elasticsearch_exporter. The last
columns show the size of the same answers without filter_path, and the connections that one check
opens. The simulated cluster runs in the checker's process, so its CPU counts too. These checks open
their connections, as the first check of a function does. The third table compares them with checks
that keep their connections, as all later checks of a warm function do. It alternates both variants,
with HTTP and with TLS. Its connection counts are opened connections, and its simulated cluster runs
in another process. The last table is about a remote: the cost of asking a seed for its nodes over
its own connection.`,
  run,
};

async function run({ log, directory }: PartContext): Promise<string> {
  await using processes = createProcesses();
  await using elasticsearch = await startElasticsearch(log);
  const simulated = processes.startAnswering<Asked>(process.execPath, ASKER);
  const url = elasticsearch.place && `http://127.0.0.1:${elasticsearch.place.http.port}`;
  const askers = [
    ['simulated', simulated],
    ...(url
      ? [
          [
            elasticsearch.version,
            processes.startAnswering<Asked>(process.execPath, ASKER, url),
          ] as const,
        ]
      : []),
  ] as const;
  const rows = [];
  const verdicts = [];
  for (const [name, asker] of askers) {
    const rounds: Asked[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const asked = await asker.ask({ checks: CHECKS_A_ROUND });
      if (round >= 0) rounds.push(asked);
    }
    const cpu = rounds.map(({ cpuMs }) => cpuMs);
    verdicts.push([name, verdict(median(cpu), { atMost: 20 })]);
    const { requests, bytes, unfilteredBytes, connections } = rounds[0] as Asked;
    rows.push([name, spread(cpu), requests.join('<br>'), bytes, unfilteredBytes, connections]);
  }
  const head = [
    'local cluster of one node',
    'CPU ms a check',
    'requests',
    'bytes answered',
    'without filter_path',
    'connections',
  ];
  const kept = await keeping(processes, { directory, elasticsearch });
  const sniffed = await sniffing(processes, elasticsearch);
  return `\n\n${table(['local cluster', 'CPU ms a check, median'], verdicts)}\n\n${table(head, rows)}\n\n${kept}\n\n${sniffed}`;
}
