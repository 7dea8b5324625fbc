/** Certificates that are, or will be, out of date while the remote still works. */
import { daysLeft, severityOf, whenInWords } from '../expirySteps.ts';
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';

interface Dated {
  readonly where: string;
  readonly subject: string;
  readonly notAfter: string;
  /** A new connection needs it; what files are for is not known. */
  readonly isVital: boolean;
}

/** Every certificate seen: on the wire, in the local nodes' files, in the remote's files. */
function certificatesOf({ facts: { network, local, remote } }: View): Dated[] {
  const onTheWire = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured'
        ? []
        : (tls.evidence?.chain ?? []).map((certificate) => ({ where: address, ...certificate, isVital: true })),
    ),
  );
  const files = [local.certificates, remote?.certificates].flatMap((answer) =>
    answer?.ok
      ? answer.value.map(({ node, path, subject, notAfter }) => ({ where: `${node}, file ${path}`, subject, notAfter, isVital: false }))
      : [],
  );
  return [...onTheWire, ...files];
}

function expiresSoon(view: View): Seen[] {
  return seenOnce(
    certificatesOf(view).flatMap((certificate) => {
      const { subject, where, notAfter, isVital } = certificate;
      const days = daysLeft(notAfter, view.facts.now);
      const severity = severityOf(days, { warningDays: view.facts.expiryWarningDays, isVital });
      if (severity === undefined || days < 0) return [];
      return [
        { subject, severity, evidence: `Certificate ${subject} (${where}) expires on ${notAfter.slice(0, 10)}, ${whenInWords(days)}` },
      ];
    }),
  );
}

/** Expired is not always down: Elasticsearch goes on with connections it has, and with a leaf that it trusts directly. */
function expiredButConnected(view: View): Seen[] {
  if (view.verdict !== 'connected') return [];
  return seenOnce(
    certificatesOf(view)
      .filter((certificate) => daysLeft(certificate.notAfter, view.facts.now) < 0)
      .map(({ where, subject, notAfter }) => ({
        subject,
        severity: 'warning' as const,
        evidence: `Certificate ${subject} (${where}) expired on ${notAfter.slice(0, 10)}; the connection works so far, a new one may not`,
      })),
  );
}

function seenOnce(seen: readonly Seen[]): Seen[] {
  return [...new Map(seen.map((entry) => [entry.evidence, entry])).values()];
}

export const EXPIRY_RULES: readonly Rule[] = [
  { code: 'certificate-expired', when: expiredButConnected },
  { code: 'certificate-expires-soon', when: expiresSoon },
];
