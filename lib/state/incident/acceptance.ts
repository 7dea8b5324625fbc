/** Somebody says that the remote is as it should be, though it is not what it was. */
import type { CheckResult } from '../../result/result.ts';
import { type Decision, decideEnded } from './decide.ts';
import { hash } from './hash.ts';
import { type IncidentState, incidentStateSchema, type Summary } from './incident.ts';
import { summaryOf } from './summary.ts';

/** Causes that are over once somebody has accepted what was seen. */
export const ACCEPTABLE_CAUSES = ['cluster-replaced', 'certificate-issuer-changed'] as const;

export interface Acceptance {
  readonly result: CheckResult;
  readonly reason: string;
  readonly now: Date;
}

/**
 * An incident about who the remote is is over at once; one about anything else goes on. Whatever is
 * wrong beside it is counted anew.
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
    verify: '',
    fix: '',
    documentation: '',
  };
}

/** Which remote cluster it is, whatever alias it goes by. */

type Addressed = Pick<CheckResult, 'mode' | 'seeds' | 'proxyAddress' | 'serverName'>;

/**
 * The same for registrations with the same addresses; undefined where none are known. A shared
 * proxy tells remotes apart by the server name.
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
