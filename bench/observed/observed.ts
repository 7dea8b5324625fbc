/** What one check asks of one local cluster, and what asking costs. */
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
  about: `One check of a local cluster without remotes, which asks all of the cluster's own APIs, again and again in one process, as a warm function does: CPU of the checker,
and what went over the wire. Aimed at: at most 20 ms of our CPU, which is what one scrape of elasticsearch_exporter costs. The last columns
show what the same requests would be answered without filter_path, and how many connections one check opens. The simulated cluster's process is the checker's
own, so its CPU counts too there. These checks open their connections, as the first of a function does; the third table has them beside checks that keep
their connections, as all further ones of a warm function do, with HTTP and with TLS in turns; connections a check are those opened, and the simulated cluster is in
another process there. The last table is about a remote: what it costs to ask a seed for its nodes, over a connection of its own.`,
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
