/** CPU and time of one probe, compared with blackbox_exporter and with the minimum in Node. */
import { join } from 'node:path';
import { type Part, type PartContext, ROUNDS } from '../part.ts';
import {
  type Answering,
  createProcesses,
  type Processes,
  peakMiB,
  untilAnswering,
} from '../processes.ts';
import { median, ratios, spread, table, verdict } from '../report.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { startElasticsearch } from './elasticsearch.ts';
import { buildPeers, type Peers, writeModules } from './peers.ts';
import type { Mode, Shot } from './prober.ts';

const PROBER = join(import.meta.dirname, 'prober.ts');
const STATS = 'http://127.0.0.1:19703/';
const PORTS: Readonly<Record<Mode, number>> = { tcp: 19700, tls: 19701, mtls: 19702 };
const BLACKBOX_PORT = 19710;

const MODES = { tcp: 'TCP', tls: 'TLS', mtls: 'mutual TLS' } as const satisfies Record<
  Mode,
  string
>;
const TOOLS = { blackbox: 'blackbox_exporter', floor: 'floor', ours: 'this project' } as const;
type Tool = keyof typeof TOOLS;

const CONCURRENCY = [1, 32, 128];
const PROBES_A_SHOT: Readonly<Record<Mode, number>> = { tcp: 600, tls: 250, mtls: 200 };
/** Uncounted rounds, because Node compiles frequent code only after a while. */
const WARM_UPS = 4;
const TARGETS: Readonly<Record<Mode, number>> = { tcp: 0.5, tls: 1, mtls: 0.8 };

interface Place {
  readonly name: string;
  readonly ports: Readonly<Partial<Record<Mode, number>>>;
  /** One address. If absent, a thousand loopback addresses. */
  readonly host?: string;
  readonly certificates: Certificates;
  readonly concurrency: readonly number[];
  readonly blackboxPort: number;
}

interface Case {
  readonly place: Place;
  readonly mode: Mode;
  readonly c: number;
  readonly n: number;
  /** By tool. */
  readonly shots: Readonly<Record<Tool, Shot[]>>;
}

type Probers = ReadonlyMap<string, Answering<Shot>>;

export const probes: Part = {
  title: 'Probes',
  about: `One probe in three forms: TCP; TCP and TLS; TCP and mutual TLS. Over TLS, our probe continues with
Elasticsearch's transport handshake, as a check does. It sends three requests: the version, the
release, and whether the peer accepts the local nodes' version. It also judges chain, trust and
name, and closes the connection cleanly. blackbox_exporter and the floor (only \`net.connect\` and
\`tls.connect\` with one secure context) stop after the TLS handshake. The cheap target is a Go
program in its own process that answers the transport handshake. No session is resumed. Targets for
CPU ÷ blackbox_exporter: TCP at most 0.5, TLS with the handshake 1.0, mutual TLS with it 0.8. Over
TLS, the difference between our probe and the floor is the transport handshake, reading the chain,
and waiting for the peer to close. Our probe saves a key of the post-quantum group that OpenSSL
sends first by default and that Java does not support. CPU is that of the prober's process only.
Ratios are paired round by round, and each figure is min / median / max.`,
  run,
};

async function run({ cache, directory, log }: PartContext): Promise<string> {
  await using processes = createProcesses();
  log('building blackbox_exporter, the target and the driver');
  const peers = await buildPeers(cache);
  const certificates = makeCertificates(directory);
  startTarget(processes, peers, { directory, certificates });
  await untilAnswering(STATS);
  const cheap: Place = {
    name: 'cheap target',
    ports: PORTS,
    certificates,
    concurrency: CONCURRENCY,
    blackboxPort: BLACKBOX_PORT,
  };
  await using elasticsearch = await startElasticsearch(log);
  const real: Place[] = elasticsearch.place
    ? [{ ...elasticsearch.place, concurrency: [1, 32], blackboxPort: BLACKBOX_PORT + 1 }]
    : [];
  const cases = [cheap, ...real].flatMap(casesOf);
  const probers = await startProbers(processes, peers, { directory, places: [cheap, ...real] });
  for (let round = 0; round < WARM_UPS; round++)
    for (const each of cases) await shootOnce(each, probers);
  for (let round = 0; round < ROUNDS; round++) {
    log(`round ${round + 1} of ${ROUNDS}`);
    for (const each of cases) await shootOnce(each, probers, { keep: true });
  }
  const memory = [...probers].map(([key, { pid }]) => `${key} ${peakMiB(pid).toFixed(0)}`);
  return [
    `${peers.versions}; ${elasticsearch.version}.`,
    summary(cases),
    resultTable(cases),
    `Peak memory in MiB: ${memory.join(', ')}. The cheap target saw \`${await untilAnswering(STATS)}\`.`,
  ].join('\n\n');
}

function startTarget(
  processes: Processes,
  { target }: Peers,
  { directory, certificates }: { directory: string; certificates: Certificates },
): void {
  const server = [
    '-cert',
    join(directory, 'server.crt'),
    '-key',
    join(directory, 'server.key'),
    '-ca',
    certificates.ca,
  ];
  const ports = Object.entries({ plain: PORTS.tcp, tls: PORTS.tls, mtls: PORTS.mtls }).flatMap(
    ([name, port]) => [`-${name}`, String(port)],
  );
  processes.start(target, ...ports, '-aliases', '1000', '-stats', new URL(STATS).host, ...server);
}

function casesOf(place: Place): Case[] {
  return (Object.keys(place.ports) as Mode[]).flatMap((mode) =>
    place.concurrency.map((c) => ({
      place,
      mode,
      c,
      n: PROBES_A_SHOT[mode] / (place.host === undefined ? 1 : 2),
      shots: { blackbox: [], floor: [], ours: [] },
    })),
  );
}

async function startProbers(
  processes: Processes,
  { blackbox, drive }: Peers,
  { directory, places }: { readonly directory: string; readonly places: readonly Place[] },
): Promise<Probers> {
  const probers = new Map<string, Answering<Shot>>();
  for (const { name, ports, host, certificates, blackboxPort } of places) {
    const file = join(directory, `${blackboxPort}.json`);
    writeModules(file, certificates);
    const exporter = processes.start(
      blackbox,
      `--config.file=${file}`,
      `--web.listen-address=127.0.0.1:${blackboxPort}`,
      '--log.level=error',
    );
    await untilAnswering(`http://127.0.0.1:${blackboxPort}/-/healthy`);
    for (const [mode, port] of Object.entries(ports)) {
      const base = [
        '-base',
        `http://127.0.0.1:${blackboxPort}/probe?module=${mode}&target=`,
        '-port',
        String(port),
        '-pid',
        String(exporter.pid),
      ];
      const driver = processes.startAnswering<Shot>(
        drive,
        ...base,
        ...(host === undefined ? [] : ['-host', host]),
      );
      probers.set(keyOf(name, mode, 'blackbox'), { ...driver, pid: exporter.pid ?? 0 });
      for (const tool of ['floor', 'ours'] as const) {
        const options = JSON.stringify({ tool, mode, port, host, ...certificates });
        probers.set(
          keyOf(name, mode, tool),
          processes.startAnswering<Shot>(process.execPath, PROBER, options),
        );
      }
    }
  }
  return probers;
}

function keyOf(place: string, mode: string, tool: Tool): string {
  return `${place}, ${mode}, ${TOOLS[tool]}:`;
}

async function shootOnce(
  { place, mode, c, n, shots }: Case,
  probers: Probers,
  { keep = false } = {},
): Promise<void> {
  for (const tool of Object.keys(TOOLS) as Tool[]) {
    const shot = await probers.get(keyOf(place.name, mode, tool))?.ask({ n, c });
    if (shot !== undefined && keep) shots[tool].push(shot);
  }
}

function cpuMs({ shots, n }: Case, tool: Tool): number[] {
  return shots[tool].map(({ cpuS }) => (cpuS * 1000) / n);
}

function summary(cases: readonly Case[]): string {
  const rows = (Object.keys(MODES) as Mode[]).map((mode) => {
    const own = cases.filter((each) => each.mode === mode && each.place.host === undefined);
    const ratio = median(
      own.flatMap((each) => ratios(cpuMs(each, 'ours'), cpuMs(each, 'blackbox'))),
    );
    const aboveFloor = median(
      own.flatMap((each) => ratios(cpuMs(each, 'ours'), cpuMs(each, 'floor'))),
    );
    return [
      mode === 'tcp' ? 'TCP' : `${MODES[mode]}, with the transport handshake`,
      verdict(ratio, { atMost: TARGETS[mode] }),
      aboveFloor.toFixed(2),
    ];
  });
  return table(
    [
      'cheap target, all concurrencies',
      'CPU of ours ÷ blackbox_exporter, median',
      'ours ÷ floor, median',
    ],
    rows,
  );
}

function resultTable(cases: readonly Case[]): string {
  const rows = cases.flatMap((each) =>
    (Object.keys(TOOLS) as Tool[]).map((tool) => {
      const shots = each.shots[tool];
      const cost = cpuMs(each, tool);
      return [
        `${MODES[each.mode]}, ${each.place.name}`,
        each.c,
        TOOLS[tool],
        spread(cost, 3),
        tool === 'blackbox' ? '' : spread(ratios(cost, cpuMs(each, 'blackbox'))),
        spread(shots.map(({ wallS }) => (wallS * 1000) / each.n)),
        spread(
          shots.map(({ p50Ms }) => p50Ms),
          1,
        ),
        spread(
          shots.map(({ p95Ms }) => p95Ms),
          1,
        ),
        `${shots.reduce((sum, { good }) => sum + good, 0)}/${shots.length * each.n}`,
      ];
    }),
  );
  return table(
    [
      'probe',
      'at a time',
      'tool',
      'CPU s per 1,000',
      'CPU ÷ blackbox',
      'wall s per 1,000',
      'p50 ms',
      'p95 ms',
      'good',
    ],
    rows,
  );
}
