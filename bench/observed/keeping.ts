/**
 * Savings for a warm function and for the node if the function keeps its HTTP connections between
 * checks.
 */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';
import { ROUNDS } from '../part.ts';
import type { Elasticsearch } from '../probes/elasticsearch.ts';
import { cpuSeconds, type Processes } from '../processes.ts';
import { median, ratios, spread, table } from '../report.ts';
import type { Checks } from './keeper.ts';

const KEEPER = join(import.meta.dirname, 'keeper.ts');
const CHECKS_A_ROUND = 50;

interface Target {
  readonly name: string;
  readonly url: string;
  /** Path of the CA file. Plain HTTP if absent. */
  readonly ca?: string;
  /** Process id of the node if it runs in its own process. */
  readonly pid?: number;
}

type Measured = Checks & { readonly nodeCpuMs: number };

export async function keeping(
  processes: Processes,
  { directory, elasticsearch }: { directory: string; elasticsearch: Elasticsearch },
) {
  await using simulated = await startSimulatedCluster({ name: 'local' });
  const plain = simulated.nodes[0]?.url ?? '';
  await using encrypted = await startTlsInFrontOf(Number(new URL(plain).port), directory);
  const targets: Target[] = [
    { name: 'simulated, HTTP', url: plain },
    { name: 'simulated, TLS', ...encrypted },
  ];
  if (elasticsearch.place !== undefined) {
    const { name, http, https, certificates } = elasticsearch.place;
    targets.push({ name: `${name}, HTTP`, url: `http://127.0.0.1:${http.port}`, pid: http.pid });
    targets.push({
      name: `${name}, TLS`,
      url: `https://127.0.0.1:${https.port}`,
      pid: https.pid,
      ca: certificates.ca,
    });
  }
  const rows = [];
  for (const target of targets) rows.push(await rowOf(target, processes));
  const head = [
    'local cluster of one node',
    'CPU ms a check, opening',
    'keeping',
    'keeping ÷ opening',
  ];
  return table(
    [
      ...head,
      'ms a check, opening',
      'keeping',
      "node's CPU ms a check, opening",
      'keeping',
      'connections a check',
    ],
    rows,
  );
}

/** Alternates the variants, so that disturbances affect both. */
async function rowOf(
  { name, url, ca, pid }: Target,
  processes: Processes,
): Promise<(string | number)[]> {
  const keeper = processes.startAnswering<Checks>(
    process.execPath,
    KEEPER,
    url,
    ...(ca === undefined ? [] : [ca]),
  );
  const rounds: { readonly opening: Measured; readonly keeping: Measured }[] = [];
  const measure = async (isKept: boolean): Promise<Measured> => {
    const before = pid === undefined ? 0 : cpuSeconds(pid);
    const checks = await keeper.ask({ checks: CHECKS_A_ROUND, isKept });
    return {
      ...checks,
      nodeCpuMs: (((pid === undefined ? 0 : cpuSeconds(pid)) - before) * 1000) / CHECKS_A_ROUND,
    };
  };
  for (let round = -1; round < ROUNDS; round++) {
    const measured = { opening: await measure(false), keeping: await measure(true) };
    if (round >= 0) rounds.push(measured);
  }
  const of = (how: 'opening' | 'keeping', what: keyof Measured) =>
    rounds.map((round) => round[how][what]);
  const ofNode = (how: 'opening' | 'keeping') =>
    pid === undefined ? '' : spread(of(how, 'nodeCpuMs'));
  return [
    name,
    spread(of('opening', 'cpuMs')),
    spread(of('keeping', 'cpuMs')),
    spread(ratios(of('keeping', 'cpuMs'), of('opening', 'cpuMs'))),
    spread(of('opening', 'wallMs'), 1),
    spread(of('keeping', 'wallMs'), 1),
    ofNode('opening'),
    ofNode('keeping'),
    `${median(of('opening', 'connections'))}, ${median(of('keeping', 'connections'))}`,
  ];
}

/** Runs in this process, so that its CPU does not count for the checker. */
async function startTlsInFrontOf(
  port: number,
  directory: string,
): Promise<{ url: string; ca: string } & AsyncDisposable> {
  const { ca, server: own } = makeFleetCertificates(new Date());
  const file = join(directory, 'simulated-ca.crt');
  await writeFile(file, ca.certificate);
  const server = createServer({ key: own.key, cert: own.certificate, noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: file,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
