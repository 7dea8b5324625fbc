/** Licenses that end, of both clusters. */

import type { License } from '../../result/expiry.ts';
import { licenseSource, type Side } from '../../state/baseline/expirations.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { asLastSeen, lastSeenOf } from '../lastSeen.ts';
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';

interface Held {
  readonly side: Side;
  readonly license: License;
  /** Where it is only remembered. */
  readonly lastSeenAt?: string;
}

function licensesOf(view: View): Held[] {
  const { local, remote } = view.facts;
  const remembered = lastSeenOf(view, ['license']).map(
    ({ source, at, dated: { id: uid, name: type, expiresAt } }): Held => {
      return {
        side: source === licenseSource('local') ? 'local' : 'remote',
        license: { uid, type, status: 'active', expiresAt },
        lastSeenAt: at,
      };
    },
  );
  return [
    ...(local.license?.ok ? [{ side: 'local' as const, license: local.license.value }] : []),
    ...(remote?.license?.ok ? [{ side: 'remote' as const, license: remote.license.value }] : []),
    ...remembered,
  ];
}

/**
 * With API keys all requests need the license, with certificates only replication does. A trial
 * ends by design: that is a note.
 */
function expiresSoon(view: View): Seen[] {
  const { now, expiryWarningDays: warningDays, registration } = view.facts;
  return licensesOf(view).flatMap(({ side, license: { type, expiresAt }, lastSeenAt }) => {
    const days = expiresAt === undefined ? Number.POSITIVE_INFINITY : daysLeft(expiresAt, now);
    const urgency = {
      warningDays,
      isVital: registration.securityModel === 'api-key' && lastSeenAt === undefined,
    };
    const severity = severityOf(days, urgency);
    if (expiresAt === undefined || severity === undefined || days < 0) return [];
    const evidence = `The ${type} license of the ${side} cluster expires on ${expiresAt.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
    const expires = expiresIn(expiresAt, days, urgency);
    return [
      {
        subject: `${side} license`,
        severity: type === 'trial' ? 'note' : severity,
        evidence,
        expires,
      },
    ];
  });
}

/** What it stops, if anything, Elasticsearch says by itself; a trial was to end. */
function expired(view: View): Seen[] {
  return licensesOf(view).flatMap(({ side, license: { type, status, expiresAt }, lastSeenAt }) => {
    const isOver =
      status === 'expired' || (expiresAt !== undefined && daysLeft(expiresAt, view.facts.now) < 0);
    if (!isOver) return [];
    const since = expiresAt === undefined ? '' : ` on ${expiresAt.slice(0, 10)}`;
    return [
      {
        subject: `${side} license`,
        severity: type === 'trial' ? 'note' : 'warning',
        evidence: `The ${type} license of the ${side} cluster expired${since}${asLastSeen(lastSeenAt)}`,
        ...(expiresAt === undefined
          ? {}
          : { expires: expiresIn(expiresAt, -1, { warningDays: 0, isVital: false }) }),
      },
    ];
  });
}

export const LICENSE_RULES: readonly Rule[] = [
  { code: 'license-expired', when: expired },
  { code: 'license-expires-soon', when: expiresSoon },
];
