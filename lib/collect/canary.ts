/** Whether the checker itself has a network. Never rejects: what fails is the answer. */
import { type Address, formatAddress } from '../address.ts';
import type { CanaryFacts } from '../facts/clusterFacts.ts';
import type { Canary } from '../registry/canary.ts';
import type { Defaults } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';
import { systemResolve } from './probe/dns.ts';
import { PROBES } from './probe/probes.ts';
import { runProbe } from './probe/step.ts';
import { createProber, probeTimeouts } from './prober.ts';

export interface CanaryOptions {
  readonly cluster: string;
  readonly defaults: Defaults;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * There are problems if none of its addresses accepts a connection, or none of its names is found:
 * one that works is proof enough.
 */
export async function askCanary(
  { connect, resolve }: Canary,
  options: CanaryOptions,
): Promise<CanaryFacts> {
  const [connected, resolved] = await Promise.all([
    Promise.all(connect.map((address) => connectProblem(address, options))),
    Promise.all(resolve.map((name) => lookUpProblem(name, options))),
  ]);
  const problems = [connected, resolved].flatMap((answers) => {
    const failed = answers.filter((problem) => problem !== undefined);
    return failed.length === answers.length ? failed : [];
  });
  return { cluster: options.cluster, problems, askedAt: options.now() };
}

async function connectProblem(
  address: Address,
  { defaults, signal }: CanaryOptions,
): Promise<string | undefined> {
  const probe = createProber({ concurrency: 1, timeouts: defaults.timeouts, signal });
  const { dns, endpoints } = await probe({
    address,
    roles: [],
    expects: 'plain',
    tls: {},
    tcpOnly: true,
  });
  if (endpoints.some(({ tcp }) => tcp.outcome === 'ok')) return undefined;
  const steps: readonly (AddressProbe['dns'] | AddressProbe['endpoints'][number]['tcp'])[] = [
    dns,
    ...endpoints.map(({ tcp }) => tcp),
  ];
  const why = steps.flatMap((step) =>
    step.outcome === 'failed' ? [step.message] : step.outcome === 'not-measured' ? [step.why] : [],
  );
  return `${formatAddress(address)}: ${why.join(', ')}`;
}

async function lookUpProblem(
  host: string,
  { defaults, signal }: CanaryOptions,
): Promise<string | undefined> {
  const options = { timeouts: probeTimeouts(defaults.timeouts), signal };
  const { step } = await runProbe(PROBES.dns, { host, resolve: systemResolve }, options);
  return step.outcome === 'failed' ? step.message : undefined;
}
