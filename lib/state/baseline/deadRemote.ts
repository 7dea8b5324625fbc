/**
 * Memory of requests that failed. Each request to a dead remote makes a local node log a stack
 * trace, so they are repeated only now and then while nothing at all has changed.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instantSchema } from '../../instant.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import type { CheckResult } from '../../result/result.ts';
import {
  type ActiveWitness,
  activeWitnessSchema,
  type PassiveWitness,
} from '../../result/witness.ts';

export const deadMemorySchema = z.object({
  /** When the requests failed. */
  at: instantSchema,
  /** What the registration, the local nodes and the addresses showed then. */
  signs: z.string(),
  active: z.array(activeWitnessSchema),
});
export type DeadMemory = z.infer<typeof deadMemorySchema>;

/** What there is of a remote beside the requests to it. */
export type Signs = Pick<
  CheckResult,
  'mode' | 'proxyAddress' | 'serverName' | 'skipUnavailable'
> & {
  readonly seeds: readonly string[];
  readonly passive: readonly PassiveWitness[];
  readonly network: readonly AddressProbe[];
};

/** Results keep no more seeds than this. */
const SEEDS = 100;

/**
 * The same text as long as nothing has changed. Undefined if a local node holds a connection, if an
 * address passes each step that was tried, or if no address was tried: then it may be alive.
 */
export function signsOfDeath(signs: Signs): string | undefined {
  const { mode, seeds, proxyAddress, serverName, skipUnavailable, passive, network } = signs;
  const endpoints = network.flatMap((probe) => probe.endpoints);
  const isSeen = network.some(({ dns }) => dns.outcome === 'failed') || endpoints.length > 0;
  const isHeld = passive.some(({ connected }) => connected === true);
  if (!isSeen || isHeld || endpoints.some(isAlive)) return undefined;
  const registered = [mode, seeds.slice(0, SEEDS), proxyAddress, serverName, skipUnavailable];
  const nodes = passive.map(({ url, connected, hasCredentials, failed }) =>
    JSON.stringify([url, connected, hasCredentials, failed?.kind]),
  );
  const text = JSON.stringify([registered, nodes.toSorted(), network.map(signOf).toSorted()]);
  return createHash('sha256').update(text).digest('base64url');
}

function isAlive({ tcp, tls, transport }: Endpoint): boolean {
  return tcp.outcome === 'ok' && [tls, transport].every(({ outcome }) => outcome !== 'failed');
}

function signOf({ address, dns, endpoints }: AddressProbe): string {
  const steps = endpoints.map(({ ip, port, tcp, tls, transport }) =>
    [ip, port, ...[tcp, tls, transport].map(failureOf)].join(' '),
  );
  return JSON.stringify([address, failureOf(dns), steps.toSorted()]);
}

type Step = { readonly outcome: string; readonly failure?: string };

function failureOf({ outcome, failure }: Step): string {
  return failure ?? outcome;
}

/** A check that starts a little early, as schedules are not exact, is not put off to the next. */
const EARLY_MS = 30_000;

/** Whether requests that failed need not be repeated yet, if nothing has changed. */
export function isRecent(before: DeadMemory, now: Date, retryMs: number): boolean {
  return now.getTime() - Date.parse(before.at) + EARLY_MS < retryMs;
}

/** The witnesses as they stand in a result whose check did not make the requests. */
export function rememberedWitnesses({ active }: DeadMemory): ActiveWitness[] {
  return active.map((witness) => ({ ...witness, remembered: true }));
}

/** In characters of JSON. With longer texts the requests are made at each check. */
const LONGEST = 4000;

export function nextDead(
  before: DeadMemory | undefined,
  { witnesses, checkedAt, ...registration }: CheckResult,
): DeadMemory | undefined {
  const { active, passive, network } = witnesses;
  if (active.length === 0) return undefined;
  if (active.every(({ remembered }) => remembered === true)) return before;
  const isDead = active.every(
    ({ outcome }) => outcome === 'not-connected' || outcome === 'timed-out',
  );
  const signs = isDead ? signsOfDeath({ ...registration, passive, network }) : undefined;
  if (signs === undefined) return undefined;
  return JSON.stringify(active).length > LONGEST ? undefined : { at: checkedAt, signs, active };
}
