/**
 * One prober in its own process: `node prober.ts
 * '{"tool":"ours","mode":"tls","port":19701,"ca":"…"}'`. For each line `{"n":1000,"c":32}` it
 * probes n addresses, c at a time, and prints the cost. `ours` is the code of the check. `floor`
 * only connects and completes the TLS handshake.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createSecureContext, connect as tlsConnect } from 'node:tls';
import { type ProbeTarget, probeAddress } from '../../lib/collect/probe/endpoint.ts';
import { DEFAULT_TIMEOUTS } from '../../lib/collect/probe/step.ts';

export type Mode = 'tcp' | 'tls' | 'mtls';

export interface ProberOptions {
  readonly tool: 'ours' | 'floor';
  readonly mode: Mode;
  readonly port: number;
  /** One address instead of the loopback aliases. */
  readonly host?: string;
  /** PEM files. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Shot {
  readonly good: number;
  readonly wallS: number;
  readonly cpuS: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const options: ProberOptions = JSON.parse(process.argv[2] ?? '{}');
const { mode, port } = options;
const ca = readFileSync(options.ca, 'utf8');
const own =
  mode === 'mtls'
    ? {
        certificate: readFileSync(options.certificate, 'utf8'),
        key: readFileSync(options.key, 'utf8'),
      }
    : {};

function hostOf(index: number): string {
  return options.host ?? `127.0.${1 + Math.floor((index % 1000) / 250)}.${1 + (index % 250)}`;
}

const tls = { ca, ...own };
const VOICE = { transportVersion: 9_458_007, release: '9.5.3', mayAsk: () => true } as const;
const { signal } = new AbortController();

/** The same call as in a check, for a local cluster of 9.5.3. */
async function ours(index: number): Promise<boolean> {
  const target: ProbeTarget = {
    address: { host: hostOf(index), port },
    serverName: 'localhost',
    roles: ['seed'],
    expects: 'tls',
    tls,
    localVoice: VOICE,
    tcpOnly: mode === 'tcp',
  };
  const { endpoints } = await probeAddress(target, { timeouts: DEFAULT_TIMEOUTS, signal });
  const [endpoint] = endpoints;
  return mode === 'tcp'
    ? endpoint?.tcp.outcome === 'ok'
    : endpoint?.transport.outcome === 'ok' && isTrusted(endpoint.tls);
}

function isTrusted(
  tls: Awaited<ReturnType<typeof probeAddress>>['endpoints'][number]['tls'],
): boolean {
  return tls.outcome === 'ok' && tls.evidence.trust === 'trusted';
}

const secureContext = createSecureContext({
  ca,
  ...(own.key === undefined ? {} : { cert: own.certificate, key: own.key }),
});

function floor(index: number): Promise<boolean> {
  const where = { host: hostOf(index), port };
  return new Promise((resolve) => {
    let isGood = false;
    const opened = () => {
      isGood = true;
      socket.end();
    };
    const socket =
      mode === 'tcp'
        ? connect(where, opened)
        : tlsConnect({ ...where, servername: 'localhost', secureContext }, opened);
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(isGood));
  });
}

const probe = { ours, floor }[options.tool];

async function shoot({ n, c }: { readonly n: number; readonly c: number }): Promise<Shot> {
  const tookMs = new Float64Array(n);
  let next = 0;
  let good = 0;
  const worker = async () => {
    for (let index = next++; index < n; index = next++) {
      const began = performance.now();
      if (await probe(index)) good += 1;
      tookMs[index] = performance.now() - began;
    }
  };
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: c }, worker));
  const wallS = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  tookMs.sort();
  const at = (share: number) => tookMs[Math.floor(share * (n - 1))] ?? Number.NaN;
  return { good, wallS, cpuS: (user + system) / 1e6, p50Ms: at(0.5), p95Ms: at(0.95) };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await shoot(JSON.parse(line)))}\n`);
