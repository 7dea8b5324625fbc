/**
 * What goes over the loopback interface, as Wireshark's own dissector for Elasticsearch's transport
 * protocol reads it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pause } from '../clusters/request.ts';

export interface DecodedFrame {
  readonly port: number;
  /** The version in the frame's header, such as 7170099. */
  readonly version: number;
  /** Empty in answers. */
  readonly action: string;
  readonly status: number;
  readonly isMalformed: boolean;
}

const FIELDS = [
  'tcp.port',
  'elasticsearch.version',
  'elasticsearch.action',
  'elasticsearch.header.status_flags',
  '_ws.malformed',
];

/** Why this machine cannot capture; undefined where it can. */
export function cannotCapture(): string | undefined {
  if (process.platform !== 'linux') return 'the loopback interface is captured on Linux only';
  if (spawnSync('tshark', ['--version']).status !== 0)
    return 'tshark is not installed (apt-get install tshark)';
  const tried = spawnSync('tshark', ['-q', '-i', 'lo', '-a', 'duration:1', '-w', '/dev/null'], {
    encoding: 'utf8',
  });
  return tried.status === 0
    ? undefined
    : `tshark may not capture here: ${tried.stderr.trim().split('\n').at(-1)}`;
}

/** Captures these TCP ports while the action runs → the frames of the protocol in their order. */
export async function captured(
  ports: readonly number[],
  action: () => Promise<void>,
): Promise<DecodedFrame[]> {
  const directory = await mkdtemp(join(tmpdir(), 'capture-'));
  const file = join(directory, 'frames.pcapng');
  try {
    const filter = ports.map((port) => `tcp port ${port}`).join(' or ');
    const tshark = spawn('tshark', ['-q', '-i', 'lo', '-f', filter, '-w', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await started(tshark);
    await action();
    await pause(1500);
    tshark.kill('SIGINT');
    await once(tshark, 'close');
    return await decoded(file, ports);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** It says so when packets are taken, which is some time after its start. */
async function started({ stderr }: ChildProcess): Promise<void> {
  let said = '';
  for await (const chunk of stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(chunk);
    if (/Capture started|Capturing on/.test(said)) break;
  }
  stderr?.resume();
  await pause(1500);
}

async function decoded(file: string, ports: readonly number[]): Promise<DecodedFrame[]> {
  const dissect = ports.flatMap((port) => ['-d', `tcp.port==${port},elasticsearch`]);
  const tshark = spawn('tshark', [
    '-r',
    file,
    ...dissect,
    '-Y',
    'elasticsearch',
    '-T',
    'fields',
    ...FIELDS.flatMap((field) => ['-e', field]),
  ]);
  const lines = (await text(tshark.stdout)).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [tcpPorts = '', version = '', action = '', status = '', malformed = ''] =
      line.split('\t');
    const port =
      tcpPorts
        .split(',')
        .map(Number)
        .find((one) => ports.includes(one)) ?? 0;
    return {
      port,
      version: Number(version),
      action,
      status: Number(status),
      isMalformed: malformed !== '',
    };
  });
}
