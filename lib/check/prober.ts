/** Probes addresses for a whole run: so many at a time, and each only once however many aliases share it. */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type ProbeTarget, probeAddress } from '../probe/address.ts';
import type { Timeouts } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';

export type Prober = (target: ProbeTarget) => Promise<AddressProbe>;

export interface ProberOptions {
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

/** What waits longer for its peer hands its place on to the next: those that hang must not hold up all others. */
const PLACE_MS = 500;

export function createProber({ concurrency, timeouts, signal }: ProberOptions): Prober {
  const limit = pLimit(concurrency);
  const known = new Map<string, Promise<AddressProbe>>();
  const options = {
    signal,
    timeouts: {
      dnsMs: timeouts.dnsSeconds * 1000,
      connectMs: timeouts.connectSeconds * 1000,
      tlsMs: timeouts.tlsSeconds * 1000,
      handshakeMs: timeouts.handshakeSeconds * 1000,
    },
  };
  const begin = async (target: ProbeTarget): Promise<AddressProbe> => {
    const { promise, resolve } = Promise.withResolvers<AddressProbe>();
    void limit(async () => {
      const probed = probeAddress(target, options);
      resolve(probed);
      await Promise.race([probed, sleep(PLACE_MS, undefined, { ref: false })]);
    });
    return promise;
  };
  return async (target) => {
    const key = keyOf(target);
    const probed = known.get(key) ?? begin(target);
    known.set(key, probed);
    return { ...(await probed), roles: [...target.roles] };
  };
}

/** Everything that makes a difference on the wire. */
function keyOf({ address, serverName, expects, tls, localVoice, tcpOnly }: ProbeTarget): string {
  return JSON.stringify([address, serverName, expects, tls, localVoice?.transportVersion, tcpOnly]);
}
