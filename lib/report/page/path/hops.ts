/**
 * Turns a result into the hops of its path. Pure: it shows the judgement of the result and adds
 * none.
 */
import type { AddressProbe, Endpoint } from '../../../result/network.ts';
import type { CheckResult, Status } from '../../../result/result.ts';
import { type Hop, type HopId, type HopState, hopOfCause } from './hop.ts';

/**
 * From the local nodes over DNS, TCP, TLS, and the transport handshake to the gateway nodes (sniff
 * mode) or through the proxy. The middle hops describe the seeds or the proxy address. At most one
 * hop shows the cause. No hop shows it if the remote is healthy.
 */
export function hopsOf(result: CheckResult): Hop[] {
  const probes = entrances(result.witnesses.network);
  const endpoints = probes.flatMap((probe) => probe.endpoints);
  const measured: Hop[] = [
    localHop(result),
    { id: 'dns', name: 'DNS', ...dnsHop(probes) },
    { id: 'tcp', name: 'TCP', ...tcpHop(endpoints) },
    { id: 'tls', name: 'TLS', ...tlsHop(endpoints) },
    { id: 'transport', name: 'Handshake', ...transportHop(endpoints) },
    remoteHop(result),
  ];
  return withCause(
    measured.map((hop) => damped(hop, result.status)),
    result,
  );
}

/**
 * Addresses to which local nodes connect first. Addresses found only as gateways belong to the end
 * of the path.
 */
function entrances(network: readonly AddressProbe[]): readonly AddressProbe[] {
  return network.filter(({ roles }) => roles.includes('seed') || roles.includes('proxy'));
}

function localHop({ cluster, witnesses: { passive } }: CheckResult): Hop {
  const answered = passive.filter(({ failed }) => failed === undefined);
  const connected = answered.filter((witness) => witness.connected === true).length;
  const count = `${answered.length} of ${passive.length}`;
  const common = { id: 'local', name: 'Local nodes' } as const;
  if (answered.length === 0)
    return { ...common, state: 'not-measured', word: 'not asked', about: [cluster] };
  const state = answered.length === passive.length ? 'ok' : 'impaired';
  return {
    ...common,
    state,
    word: `${count} answer`,
    about: [cluster, `${connected} of ${answered.length} connected`],
  };
}

function remoteHop(result: CheckResult): Hop {
  const { mode, proxyAddress, alias, gateways } = result;
  const name = { sniff: 'Gateways', proxy: 'Proxy', unknown: 'Remote cluster' }[mode];
  const passed = result.witnesses.active.filter(({ outcome }) => outcome === 'connected');
  const durationMs =
    passed.length === 0 ? undefined : Math.max(...passed.map((witness) => witness.durationMs));
  const common = { id: 'remote', name, durationMs } as const;
  const isListed = gateways.source !== 'not-known' && gateways.source !== 'not-applicable';
  if (isListed) return { ...common, ...gatewaysOf(result), about: [alias] };
  const about =
    mode === 'proxy' && proxyAddress !== undefined ? [alias, `via ${proxyAddress}`] : [alias];
  return passed.length === 0
    ? {
        ...common,
        state: 'not-measured',
        word: mode === 'sniff' ? 'not known' : 'not measured',
        about,
      }
    : { ...common, state: 'ok', word: 'answers', about };
}

function gatewaysOf({ gateways: { nodes } }: CheckResult): Pick<Hop, 'state' | 'word'> {
  const eligible = nodes.filter((node) => node.eligible);
  const count = (reachable: 'yes' | 'no') =>
    eligible.filter((node) => node.reachable === reachable).length;
  if (eligible.length === 0) return { state: 'broken', word: `0 of ${nodes.length} eligible` };
  if (count('yes') + count('no') === 0)
    return { state: 'not-measured', word: `${eligible.length} not probed` };
  const word = `${count('yes')} of ${eligible.length} reachable`;
  if (count('no') === 0) return { state: 'ok', word };
  return { state: count('no') === eligible.length ? 'broken' : 'impaired', word };
}

/**
 * A failure that only the checker saw does not break the path: the local nodes are elsewhere in the
 * network.
 */
function damped(hop: Hop, status: Status): Hop {
  return hop.state === 'broken' && status !== 'failing' ? { ...hop, state: 'impaired' } : hop;
}

const STATE_OF_CAUSE = {
  failing: 'broken',
  degraded: 'impaired',
  unknown: 'not-measured',
} as const satisfies Record<Exclude<Status, 'healthy'>, HopState>;

/**
 * The checker's own probe succeeded, but the cause lies at this hop. The word is about the hop; the
 * probe stands below it.
 */
const OK_AND_YET = {
  failing: 'local nodes fail',
  degraded: 'at risk',
  unknown: 'not certain',
} as const;

function withCause(hops: readonly Hop[], { status, cause }: CheckResult): Hop[] {
  if (status === 'healthy') return [...hops];
  const state = STATE_OF_CAUSE[status];
  const id = hopOfCause(cause.code) ?? firstInTrouble(hops);
  return hops.map((hop) => {
    if (hop.id !== id) return hop;
    const isOk = hop.word === 'ok';
    return {
      ...hop,
      state,
      word: isOk ? OK_AND_YET[status] : hop.word,
      about: isOk ? ['probe of the checker: ok', ...hop.about] : hop.about,
      cause: cause.title,
    };
  });
}

function firstInTrouble(hops: readonly Hop[]): HopId {
  const found = (['broken', 'impaired'] as const)
    .map((state) => hops.find((hop) => hop.state === state))
    .find((hop) => hop !== undefined);
  return found?.id ?? 'local';
}

/** Combines the same step of several probes into one hop. */

type Step =
  | { readonly outcome: 'ok'; readonly durationMs: number }
  | { readonly outcome: 'failed'; readonly durationMs: number; readonly failure: string }
  | { readonly outcome: 'not-measured'; readonly why: string };

type Measured = Pick<Hop, 'state' | 'word' | 'durationMs' | 'about'>;

export function dnsHop(probes: readonly AddressProbe[]): Measured {
  const addresses = probes.map(({ address }) => address);
  const about =
    addresses.length > 1 ? [`${addresses.length} addresses`, ...addresses.slice(0, 1)] : addresses;
  const looksNothingUp =
    probes.length > 0 && probes.every(({ dns }) => dns.outcome === 'ok' && !dns.evidence.lookedUp);
  // The address is an IP address, so nothing was resolved and nothing is missing.
  if (looksNothingUp) return { state: 'ok', word: 'IP address', about };
  return { ...together(probes.map(({ dns }) => dns)), about };
}

export function tcpHop(endpoints: readonly Endpoint[]): Measured {
  const ips = [
    ...new Set(
      endpoints.map(({ ip, port }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
    ),
  ];
  return {
    ...together(endpoints.map(({ tcp }) => tcp)),
    about: ips.length > 1 ? [`${ips.length} IP addresses`] : ips,
  };
}

export function tlsHop(endpoints: readonly Endpoint[]): Measured {
  const told = together(endpoints.map(({ tls }) => tls));
  const isPlain =
    endpoints.length > 0 &&
    endpoints.every(({ speaks, tls }) => speaks === 'plain' && tls.outcome === 'not-measured');
  if (isPlain) return { ...told, word: 'not used', about: ['plain text'] };
  const seen = endpoints.flatMap(({ tls }) =>
    tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence],
  );
  const protocols = seen
    .map(({ protocol }) => protocol)
    .filter((protocol) => protocol !== undefined);
  const ends = seen.flatMap(({ chain }) => chain.map(({ notAfter }) => notAfter)).toSorted();
  return {
    ...told,
    about: [
      ...protocols.slice(0, 1),
      ...ends.slice(0, 1).map((end) => `until ${end.slice(0, 10)}`),
    ],
  };
}

export function transportHop(endpoints: readonly Endpoint[]): Measured {
  const releases = new Set(
    endpoints.flatMap(({ transport }) =>
      transport.outcome === 'ok' && transport.evidence.release ? [transport.evidence.release] : [],
    ),
  );
  return {
    ...together(endpoints.map(({ transport }) => transport)),
    about: [...releases].slice(0, 2),
  };
}

/** Shows the words of a failure. The caller decides whether it breaks the path. */
function together(steps: readonly Step[]): Omit<Measured, 'about'> {
  const measured = steps.filter((step) => step.outcome !== 'not-measured');
  const failed = measured.filter((step) => step.outcome === 'failed');
  if (measured.length === 0) return { state: 'not-measured', word: 'not measured' };
  const durationMs = Math.max(...measured.map((step) => step.durationMs));
  if (failed.length === 0) return { state: 'ok', word: 'ok', durationMs };
  if (failed.length < measured.length)
    return {
      state: 'impaired',
      word: `${measured.length - failed.length} of ${measured.length} ok`,
      durationMs,
    };
  const failures = new Set(failed.map(({ failure }) => failure));
  const inCommon = failures.size === 1 && !failures.has('other') ? [...failures].join() : 'failed';
  return { state: 'broken', word: inCommon.replaceAll('-', ' '), durationMs };
}
