/** Certificates that are, or will be, out of date while the remote still works. */
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { asLastSeen, lastSeenOf } from '../lastSeen.ts';
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';

interface Dated {
  readonly where: string;
  readonly subject: string;
  readonly notAfter: string;
  /** A new connection needs it; what files are for is not known. */
  readonly isVital: boolean;
  /** Where it is only remembered. */
  readonly lastSeenAt?: string;
}

/** What is remembered may have been replaced meanwhile. */
function certificatesOf(view: View): Dated[] {
  const now = seenNow(view);
  const remembered = lastSeenOf(view, ['certificate', 'signing-certificate']).filter(
    ({ dated }) =>
      !now.some(({ subject, notAfter }) => subject === dated.name && notAfter === dated.expiresAt),
  );
  return [
    ...now,
    ...remembered.map(({ source, at, dated: { name, place, expiresAt } }) => {
      const where = place === undefined ? source : `${source}: ${place}`;
      return { where, subject: name, notAfter: expiresAt, isVital: false, lastSeenAt: at };
    }),
  ];
}

/** Every certificate seen: on the wire, in the local nodes' files, in the remote's files. */
function seenNow({ facts: { network, local, remote } }: View): Dated[] {
  const onTheWire = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured'
        ? []
        : (tls.evidence?.chain ?? []).map((certificate) => ({
            where: address,
            ...certificate,
            isVital: true,
          })),
    ),
  );
  const files = [local.certificates, remote?.certificates].flatMap((answer) =>
    answer?.ok
      ? answer.value.map(({ node, path, subject, notAfter }) => ({
          where: `${node}, file ${path}`,
          subject,
          notAfter,
          isVital: false,
        }))
      : [],
  );
  return [...onTheWire, ...files];
}

function expiresSoon(view: View): Seen[] {
  return seenOnce(
    certificatesOf(view).flatMap((certificate) => {
      const { subject, where, notAfter, isVital, lastSeenAt } = certificate;
      const days = daysLeft(notAfter, view.facts.now);
      const urgency = { warningDays: view.facts.expiryWarningDays, isVital };
      const severity = severityOf(days, urgency);
      if (severity === undefined || days < 0) return [];
      const evidence = `Certificate ${subject} (${where}) expires on ${notAfter.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
      return [{ subject, severity, evidence, expires: expiresIn(notAfter, days, urgency) }];
    }),
  );
}

/**
 * Expired is not always down: Elasticsearch goes on with connections it has, and with a leaf that
 * it trusts directly.
 */
function expiredButNotTheCause(view: View): Seen[] {
  const isConnected = view.verdict === 'connected';
  return seenOnce(
    certificatesOf(view)
      .filter(
        ({ notAfter, lastSeenAt }) =>
          daysLeft(notAfter, view.facts.now) < 0 && (isConnected || lastSeenAt !== undefined),
      )
      .map(({ where, subject, notAfter, lastSeenAt }) => ({
        subject,
        severity: 'warning' as const,
        evidence: `Certificate ${subject} (${where}) expired on ${notAfter.slice(0, 10)}${asLastSeen(lastSeenAt)}; ${isConnected ? STILL_WORKS : NOT_KNOWN}`,
        expires: expired(notAfter),
      })),
  );
}

const STILL_WORKS = 'the connection works so far, a new one may not';
const NOT_KNOWN = 'whether it has been renewed since cannot be seen';

/** What works though it has expired is not certain to stop. */
function expired(at: string): NonNullable<Seen['expires']> {
  return expiresIn(at, -1, { warningDays: 0, isVital: false });
}

function seenOnce(seen: readonly Seen[]): Seen[] {
  return [...new Map(seen.map((entry) => [entry.evidence, entry])).values()];
}

export const EXPIRY_RULES: readonly Rule[] = [
  { code: 'certificate-expired', when: expiredButNotTheCause },
  { code: 'certificate-expires-soon', when: expiresSoon },
];
