/** One step of the walks to several addresses, told as one hop. */
import type { AddressProbe, Endpoint } from '../../../result/network.ts';
import type { Hop } from './hop.ts';

type Step =
  | { readonly outcome: 'ok'; readonly durationMs: number }
  | { readonly outcome: 'failed'; readonly durationMs: number; readonly failure: string }
  | { readonly outcome: 'not-measured'; readonly why: string };

type Measured = Pick<Hop, 'state' | 'word' | 'durationMs' | 'about'>;

export function dnsHop(probes: readonly AddressProbe[]): Measured {
  const addresses = probes.map(({ address }) => address);
  const about = addresses.length > 1 ? [`${addresses.length} addresses`, ...addresses.slice(0, 1)] : addresses;
  const looksNothingUp = probes.length > 0 && probes.every(({ dns }) => dns.outcome === 'ok' && !dns.evidence.lookedUp);
  // Nothing was measured, and nothing is missing either.
  if (looksNothingUp) return { state: 'ok', word: 'IP address', about };
  return { ...together(probes.map(({ dns }) => dns)), about };
}

export function tcpHop(endpoints: readonly Endpoint[]): Measured {
  const ips = [...new Set(endpoints.map(({ ip, port }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)))];
  return { ...together(endpoints.map(({ tcp }) => tcp)), about: ips.length > 1 ? [`${ips.length} IP addresses`] : ips };
}

export function tlsHop(endpoints: readonly Endpoint[]): Measured {
  const told = together(endpoints.map(({ tls }) => tls));
  const isPlain = endpoints.length > 0 && endpoints.every(({ speaks, tls }) => speaks === 'plain' && tls.outcome === 'not-measured');
  if (isPlain) return { ...told, word: 'not used', about: ['plain text'] };
  const seen = endpoints.flatMap(({ tls }) => (tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence]));
  const protocols = seen.map(({ protocol }) => protocol).filter((protocol) => protocol !== undefined);
  const ends = seen.flatMap(({ chain }) => chain.map(({ notAfter }) => notAfter)).toSorted();
  return { ...told, about: [...protocols.slice(0, 1), ...ends.slice(0, 1).map((end) => `until ${end.slice(0, 10)}`)] };
}

export function transportHop(endpoints: readonly Endpoint[]): Measured {
  const releases = new Set(
    endpoints.flatMap(({ transport }) => (transport.outcome === 'ok' && transport.evidence.release ? [transport.evidence.release] : [])),
  );
  return { ...together(endpoints.map(({ transport }) => transport)), about: [...releases].slice(0, 2) };
}

/** The words are those of a failure; whether it breaks the path is judged with the rest. */
function together(steps: readonly Step[]): Omit<Measured, 'about'> {
  const measured = steps.filter((step) => step.outcome !== 'not-measured');
  const failed = measured.filter((step) => step.outcome === 'failed');
  if (measured.length === 0) return { state: 'not-measured', word: 'not measured' };
  const durationMs = Math.max(...measured.map((step) => step.durationMs));
  if (failed.length === 0) return { state: 'ok', word: 'ok', durationMs };
  if (failed.length < measured.length)
    return { state: 'impaired', word: `${measured.length - failed.length} of ${measured.length} ok`, durationMs };
  const failures = new Set(failed.map(({ failure }) => failure));
  const inCommon = failures.size === 1 && !failures.has('other') ? [...failures].join() : 'failed';
  return { state: 'broken', word: inCommon.replaceAll('-', ' '), durationMs };
}
