/** Licenses of both clusters: refused, expired, or about to. */

import type { Instant } from '../../instant.ts';
import type { License } from '../../result/expiry.ts';
import { licenseSource, type Side } from '../../state/baseline/expirations.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { saidAboutKey } from '../keyEvidence.ts';
import { asLastSeen, staleExpiriesOf } from '../staleExpiries.ts';
import { get, post, say } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';

interface Held {
  readonly side: Side;
  readonly license: License;
  /** Set if only an earlier check saw it. */
  readonly lastSeenAt?: Instant;
}

function licensesOf(view: View): Held[] {
  const { local, remote } = view.facts;
  const stale = staleExpiriesOf(view, ['license']).map(({ source, at, dated }): Held => {
    return {
      side: source === licenseSource('local') ? 'local' : 'remote',
      license: { uid: dated.id, type: dated.name, status: 'active', expiresAt: dated.expiresAt },
      lastSeenAt: at,
    };
  });
  return [
    ...(local.license?.ok ? [{ side: 'local' as const, license: local.license.value }] : []),
    ...(remote?.license?.ok ? [{ side: 'remote' as const, license: remote.license.value }] : []),
    ...stale,
  ];
}

/**
 * With API keys all requests need the license, with certificates only replication does. A trial
 * ends by design: that is a note.
 */
function expiresSoon(view: View): Match[] {
  const { now, expiryWarningDays: warningDays, registration } = view.facts;
  return licensesOf(view).flatMap(({ side, license: { type, expiresAt }, lastSeenAt }) => {
    const days = expiresAt === undefined ? Number.POSITIVE_INFINITY : daysLeft(expiresAt, now);
    const isVital = registration.securityModel === 'api-key' && lastSeenAt === undefined;
    const severity = severityOf(days, { warningDays, isVital });
    if (expiresAt === undefined || severity === undefined || days < 0) return [];
    const end = `${expiresAt.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
    return [
      {
        subject: `${side} license`,
        severity: type === 'trial' ? 'note' : severity,
        evidence: `The ${type} license of the ${side} cluster expires on ${end}`,
        expires: expiresIn(expiresAt, days, { warningDays, isVital }),
      },
    ];
  });
}

/** If it stops anything, Elasticsearch says so by itself. */
function expired(view: View): Match[] {
  return licensesOf(view).flatMap(({ side, license: { type, status, expiresAt }, lastSeenAt }) => {
    const isPast = expiresAt !== undefined && daysLeft(expiresAt, view.facts.now) < 0;
    if (status !== 'expired' && !isPast) return [];
    const since = expiresAt === undefined ? '' : ` on ${expiresAt.slice(0, 10)}`;
    const match: Match = {
      subject: `${side} license`,
      severity: type === 'trial' ? 'note' : 'warning',
      evidence: prose`
        The ${type} license of the ${side} cluster expired${since}${asLastSeen(lastSeenAt)}`,
    };
    if (expiresAt === undefined) return [match];
    return [{ ...match, expires: expiresIn(expiresAt, -1, { warningDays: 0, isVital: false }) }];
  });
}

/** The license of the remote counts for every key. */
function refusedBySeed(view: View): Match | undefined {
  const refused = (view.facts.sniff ?? []).find(
    ({ witness }) => witness.refusal?.kind === 'license',
  );
  if (!isBroken(view) || refused === undefined) return undefined;
  const { seed, refusal } = refused.witness;
  return {
    subject: seed,
    evidence: `Asked with the checker's own API key, ${seed} says: ${refusal?.message}`,
  };
}

function soonTitle({ daysLeft: days }: Circumstances): string {
  return days === undefined ? 'A license expires soon' : `A license expires ${whenInWords(days)}`;
}

const verify = () => [get('_license', 'named-cluster')];

const INSTALL = prose`
  no restart is needed. Send PUT _license with the content of the license file as the body.`;

export const LICENSES = {
  'license-non-compliant': {
    title: 'The license does not cover remote clusters with API keys',
    meaning: prose`
      The API key model needs an Enterprise (or trial) license on both sides, and replication the
      same kind of license. If it is missing or has expired, Elasticsearch refuses cross-cluster
      requests.`,
    verify: () => [get('_license', 'both-clusters')],
    fix: () => [
      say('Renew or upgrade the license on the side that lacks it, or use the certificate model.'),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: [saidAboutKey('license-non-compliant'), refusedBySeed] },
  },
  'license-expires-soon': {
    title: soonTitle,
    meaning: prose`
      When it has expired, the cluster refuses requests with cross-cluster API keys, and followers
      stop reading. Searches in the certificate model go on.`,
    verify,
    fix: () => [say(`Install the new license before that day; ${INSTALL}`)],
    documentation: DOCUMENTATION.license,
    when: { finding: expiresSoon },
  },
  'license-expired': {
    title: 'A license has expired',
    meaning: prose`
      The cluster refuses what its license covered: requests with cross-cluster API keys, and
      replication. What still works may stop with the next connection.`,
    verify,
    fix: () => [
      say(`Install a valid license; ${INSTALL}`),
      say('Without one, start the basic license and use the certificate model for remotes:'),
      post('_license/start_basic?acknowledge=true', { on: 'named-cluster' }),
    ],
    documentation: DOCUMENTATION.license,
    when: { finding: expired },
  },
} as const satisfies Record<CodesOf<'licenses'>, Cause>;
