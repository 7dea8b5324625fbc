/**
 * Asks one seed repeatedly for the nodes of its cluster: `node sniffer.ts TARGET` with TARGET as
 * JSON. For each line `{"sniffs":50}` it prints the cost of one request.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DEFAULT_TIMEOUTS } from '../../lib/collect/probe/step.ts';
import type { SniffCredentials } from '../../lib/collect/sniff/conversation.ts';
import { type SniffTarget, sniffSeed } from '../../lib/collect/sniff/seed.ts';
import type { Certificates } from '../probes/certificates.ts';
import { median } from '../report.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly as: Exclude<SniffCredentials['as'], 'api-key'>;
  /** Plain TCP if absent. */
  readonly certificates?: Certificates;
}

export interface Sniffs {
  readonly cpuMs: number;
  /** Median of one request. */
  readonly wallMs: number;
  readonly roundTrips: number;
  /** Distinct outcomes. One if all requests succeed. */
  readonly outcomes: readonly string[];
}

const { host, port, as, certificates }: Target = JSON.parse(process.argv[2] ?? '');
const tls = Object.fromEntries(
  Object.entries(certificates ?? {}).map(([name, file]) => [name, readFileSync(file, 'utf8')]),
);
const target: SniffTarget = {
  ...{ seed: `${host}:${port}`, host, ip: host, port, tls, checksNames: false },
  ...{
    speaks: certificates === undefined ? 'plain' : 'tls',
    portKind: 'transport',
    credentials: { as },
  },
};

async function measure(sniffs: number): Promise<Sniffs> {
  const before = process.cpuUsage();
  const witnesses = [];
  for (let count = 0; count < sniffs; count++) {
    const { witness, nodes } = await sniffSeed(target, {
      timeouts: DEFAULT_TIMEOUTS,
      signal: new AbortController().signal,
    });
    witnesses.push({ ...witness, said: `${witness.outcome}, ${nodes?.length ?? 0} nodes` });
  }
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000 / sniffs,
    wallMs: median(witnesses.map(({ durationMs }) => durationMs)),
    roundTrips: Math.max(...witnesses.map(({ roundTrips }) => roundTrips)),
    outcomes: [...new Set(witnesses.map(({ said }) => said))],
  };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(line).sniffs))}\n`);
