/** A user accepts a changed remote as correct. */
import type { CheckResult } from '../../result/result.ts';
import { type Decision, decideEnded } from './decide.ts';
import { hash } from './hash.ts';
import { type IncidentState, incidentStateSchema, type Summary } from './incident.ts';
import { summaryOf } from './summary.ts';

/** Causes that end when a user accepts the change. */
export const ACCEPTABLE_CAUSES = ['cluster-replaced', 'certificate-issuer-changed'] as const;

export interface Acceptance {
  readonly result: CheckResult;
  readonly reason: string;
  readonly now: Date;
}

/**
 * Ends an incident about the identity of the remote. An incident with another cause continues.
 * Counting starts again for any other problem.
 */
export function decideAccepted(
  state: IncidentState | undefined,
  { result, reason, now }: Acceptance,
): Decision | undefined {
  const { incident, status, since } = state ?? {};
  if (incident === undefined || !ACCEPTABLE_CAUSES.some((cause) => cause === incident.cause))
    return undefined;
  return decideEnded(incident, acceptedSummary(result, reason), {
    now,
    state: incidentStateSchema.parse({ status, since }),
  });
}

function acceptedSummary(result: CheckResult, reason: string): Summary {
  const title = 'The remote is accepted as it is now';
  const over = { status: 'unknown', severity: 'ok', cause: 'identity-accepted', title } as const;
  return {
    ...summaryOf(result, ''),
    ...over,
    evidence: `Accepted: ${reason}`,
    meaning: '',
    verify: [],
    fix: [],
    documentation: '',
  };
}

/** Identity of the remote cluster, independent of its alias. */

type Addressed = Pick<CheckResult, 'mode' | 'seeds' | 'proxyAddress' | 'serverName'>;

/**
 * The same text for registrations with the same addresses. Undefined if no addresses are known. It
 * includes the server name, which distinguishes remotes behind a shared proxy.
 */
export function addressesOf({
  mode,
  seeds,
  proxyAddress,
  serverName = '',
}: Addressed): string | undefined {
  const addresses = mode === 'proxy' ? [proxyAddress ?? ''] : seeds.toSorted();
  return addresses.join('') === '' ? undefined : hash(...addresses, serverName);
}
