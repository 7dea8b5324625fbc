/** Licences that end, of both clusters. */
import type { License } from '../../result/expiry.ts';
import { daysLeft, severityOf, whenInWords } from '../expirySteps.ts';
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';

type Side = 'local' | 'remote';

function licensesOf({ facts: { local, remote } }: View): { readonly side: Side; readonly license: License }[] {
  return [
    ...(local.license?.ok ? [{ side: 'local' as const, license: local.license.value }] : []),
    ...(remote?.license?.ok ? [{ side: 'remote' as const, license: remote.license.value }] : []),
  ];
}

/** With API keys all requests need the licence, with certificates only replication does. A trial ends by design: that is a note. */
function expiresSoon(view: View): Seen[] {
  const { now, expiryWarningDays: warningDays, registration } = view.facts;
  return licensesOf(view).flatMap(({ side, license: { type, expiresAt } }) => {
    const days = expiresAt === undefined ? Number.POSITIVE_INFINITY : daysLeft(expiresAt, now);
    const severity = severityOf(days, { warningDays, isVital: registration.securityModel === 'api-key' });
    if (expiresAt === undefined || severity === undefined || days < 0) return [];
    const evidence = `The ${type} licence of the ${side} cluster expires on ${expiresAt.slice(0, 10)}, ${whenInWords(days)}`;
    return [{ subject: `${side} licence`, severity: type === 'trial' ? 'note' : severity, evidence }];
  });
}

function expired(view: View): Seen[] {
  return licensesOf(view).flatMap(({ side, license: { type, status, expiresAt } }) => {
    const isOver = status === 'expired' || (expiresAt !== undefined && daysLeft(expiresAt, view.facts.now) < 0);
    if (!isOver) return [];
    const since = expiresAt === undefined ? '' : ` on ${expiresAt.slice(0, 10)}`;
    return [{ subject: `${side} licence`, evidence: `The ${type} licence of the ${side} cluster expired${since}` }];
  });
}

export const LICENSE_RULES: readonly Rule[] = [
  { code: 'license-expired', when: expired },
  { code: 'license-expires-soon', when: expiresSoon },
];
