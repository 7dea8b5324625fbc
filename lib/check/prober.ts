/** Probes addresses for a whole run: so many at a time, and each only once however many aliases share it. */
import { type ProbeTarget, probeAddress } from '../probe/address.ts';
import type { ProbeOptions } from '../probe/step.ts';
import type { Timeouts } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';
import { createPlaces } from './places.ts';

export type Prober = (target: ProbeTarget) => Promise<AddressProbe>;

export interface ProberOptions {
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

export function createProber({ concurrency, timeouts, signal }: ProberOptions): Prober {
  const whenPlaced = createPlaces(concurrency);
  const known = new Map<string, Promise<AddressProbe>>();
  const options = { signal, timeouts: probeTimeouts(timeouts) };
  return async (target) => {
    const key = keyOf(target);
    const probed = known.get(key) ?? whenPlaced(() => probeAddress(target, options));
    known.set(key, probed);
    return { ...(await probed), roles: [...target.roles] };
  };
}

export function probeTimeouts({ dnsSeconds, connectSeconds, tlsSeconds, handshakeSeconds }: Timeouts): ProbeOptions['timeouts'] {
  return {
    dnsMs: dnsSeconds * 1000,
    connectMs: connectSeconds * 1000,
    tlsMs: tlsSeconds * 1000,
    handshakeMs: handshakeSeconds * 1000,
  };
}

/** Everything that makes a difference on the wire. */
function keyOf({ address, serverName, expects, tls, localVoice, tcpOnly }: ProbeTarget): string {
  return JSON.stringify([address, serverName, expects, tls, localVoice?.transportVersion, tcpOnly]);
}
