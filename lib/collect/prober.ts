/**
 * Probes addresses for a whole run: a limited number at a time, and each only once, however many
 * aliases share it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Timeouts } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';
import { type ProbeTarget, probeAddress } from './probe/endpoint.ts';
import type { ProbeOptions } from './probe/step.ts';

/** `silence`: the remote has let us, or a local node, wait in vain. */
export type Outlook = 'answer' | 'silence';

/** An address that waits for its turn may be asked for once more with another outlook. */
export type Prober = (target: ProbeTarget, outlook?: Outlook) => Promise<AddressProbe>;

export interface ProberOptions {
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

export function createProber({ concurrency, timeouts, signal }: ProberOptions): Prober {
  // What will most likely cost time and no work need not wait until all work is done.
  const lines: Readonly<Record<Outlook, Places>> = {
    answer: createPlaces(concurrency),
    silence: createPlaces(concurrency),
  };
  const known = new Map<string, Beginning>();
  const options = { signal, timeouts: probeTimeouts(timeouts) };
  return async (target, outlook = 'answer') => {
    const key = keyOf(target);
    const beginning = known.get(key) ?? { begin: () => probeAddress(target, options) };
    known.set(key, beginning);
    const probed = beginning.begun ?? lines[outlook](() => begin(beginning));
    return { ...(await probed), roles: [...target.roles] };
  };
}

interface Beginning {
  readonly begin: () => Promise<AddressProbe>;
  begun?: Promise<AddressProbe>;
}

function begin(beginning: Beginning): Promise<AddressProbe> {
  beginning.begun ??= beginning.begin();
  return beginning.begun;
}

export function probeTimeouts({
  dnsSeconds,
  connectSeconds,
  tlsSeconds,
  handshakeSeconds,
}: Timeouts): ProbeOptions['timeouts'] {
  return {
    dnsMs: dnsSeconds * 1000,
    connectMs: connectSeconds * 1000,
    tlsMs: tlsSeconds * 1000,
    handshakeMs: handshakeSeconds * 1000,
  };
}

/** Everything that makes a difference on the wire. */
function keyOf({
  address,
  serverName,
  expects,
  tls,
  localVoice,
  tcpOnly,
  ipsAtMost,
  ranges,
}: ProbeTarget): string {
  return JSON.stringify([
    address,
    serverName,
    expects,
    tls,
    localVoice?.transportVersion,
    tcpOnly,
    ipsAtMost,
    ranges,
  ]);
}

/** Bounds how much is done at a time by work of which some may hang. */

/** Begins work when there is a place for it. */
export type Places = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * What waits longer for its peer hands its place on to the next: those that hang must not hold up
 * all others.
 */
const PLACE_MS = 500;

export function createPlaces(atATime: number): Places {
  const limit = pLimit(atATime);
  return <T>(work: () => Promise<T>) => {
    const { promise, resolve } = Promise.withResolvers<T>();
    void limit(async () => {
      const begun = work();
      resolve(begun);
      await Promise.race([begun, sleep(PLACE_MS, undefined, { ref: false })]);
    }).catch(() => undefined);
    return promise;
  };
}
