/** Addresses where something takes the connection, or does not even refuse it, and says nothing. */
import type { AddressProbe, Endpoint } from './network.ts';

const STEPS = ['tcp', 'tls', 'transport'] as const;

/** The step that timed out; undefined if the peer answered, or if nothing was measured. */
export function silentStep(endpoint: Endpoint): (typeof STEPS)[number] | undefined {
  return STEPS.find((name) => {
    const step = endpoint[name];
    return step.outcome === 'failed' && step.failure === 'timed-out';
  });
}

/** Whether every IP of the address is silent. */
export function isSilent({ endpoints }: Pick<AddressProbe, 'endpoints'>): boolean {
  return endpoints.length > 0 && endpoints.every((one) => silentStep(one) !== undefined);
}

/** Whether any IP of the address is silent. */
export function isPartlySilent({ endpoints }: Pick<AddressProbe, 'endpoints'>): boolean {
  return endpoints.some((one) => silentStep(one) !== undefined);
}

/** Whether anything at the address answered the checker. */
export function hasAnswered({ endpoints }: Pick<AddressProbe, 'endpoints'>): boolean {
  return endpoints.some(({ tcp, tls, transport }) =>
    [tls, transport, tcp].some(({ outcome }) => outcome === 'ok'),
  );
}

/** It is remembered with every result. */
const LONGEST_LIST = 500;

/** The silent addresses as one text, the same as long as they are the same. */
export function silentAddresses(network: readonly AddressProbe[]): string {
  return network
    .filter(isPartlySilent)
    .map(({ address }) => address)
    .toSorted()
    .join(' ')
    .slice(0, LONGEST_LIST);
}
