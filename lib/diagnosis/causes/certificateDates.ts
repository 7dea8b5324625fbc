/** Certificates that have expired, or soon will. */
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { listing } from '../listing.ts';
import { asLastSeen, staleExpiriesOf } from '../staleExpiries.ts';
import { get, say, type } from '../stepBuilders.ts';
import type { View } from '../view.ts';
import { onTheWire, said } from '../wireRules.ts';
import { showCertificate } from './trust.ts';

interface Dated {
  readonly where: string;
  readonly subject: string;
  readonly notAfter: string;
  /** A new connection needs it. What files are for is not known. */
  readonly isVital: boolean;
  /** ISO time, if only an earlier check saw it. */
  readonly lastSeenAt?: string;
}

/** What an earlier check saw may have been replaced meanwhile. */
function certificatesOf(view: View): Dated[] {
  const current = currentCertificates(view);
  const isCurrent = (subject: string, notAfter: string) =>
    current.some(
      (certificate) => certificate.subject === subject && certificate.notAfter === notAfter,
    );
  const stale = staleExpiriesOf(view, ['certificate', 'signing-certificate'])
    .filter(({ dated }) => !isCurrent(dated.name, dated.expiresAt))
    .map(({ source, at, dated: { name, place, expiresAt } }) => {
      const where = place === undefined ? source : `${source}: ${place}`;
      return { where, subject: name, notAfter: expiresAt, isVital: false, lastSeenAt: at };
    });
  return [...current, ...stale];
}

/** On the wire, in the local nodes' files, in the remote's files. */
function currentCertificates({ facts: { network, local, remote } }: View): Dated[] {
  const onWire = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) => {
      const chain = tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []);
      return chain.map((certificate) => ({ where: address, ...certificate, isVital: true }));
    }),
  );
  const files = [local.certificates, remote?.certificates]
    .flatMap((answer) => (answer?.ok ? answer.value : []))
    .map(({ node, path, subject, notAfter }) => {
      return { where: `${node}, file ${path}`, subject, notAfter, isVital: false };
    });
  return [...onWire, ...files];
}

function expiresSoon(view: View): Match[] {
  const { now, expiryWarningDays: warningDays } = view.facts;
  const matches = certificatesOf(view).flatMap((certificate) => {
    const { subject, where, notAfter, isVital, lastSeenAt } = certificate;
    const days = daysLeft(notAfter, now);
    const urgency = { warningDays, isVital };
    const severity = severityOf(days, urgency);
    if (severity === undefined || days < 0) return [];
    const end = `${notAfter.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
    const evidence = `Certificate ${subject} (${where}) expires on ${end}`;
    return [{ subject, severity, evidence, expires: expiresIn(notAfter, days, urgency) }];
  });
  return once(matches);
}

/**
 * Expired, while the remote works. Elasticsearch keeps the connections that it has, and accepts an
 * expired leaf that it trusts directly.
 */
function expiredButNotTheCause(view: View): Match[] {
  const isConnected = view.verdict === 'connected';
  const consequence = isConnected
    ? 'the connection works so far, a new one may not'
    : 'the checker cannot see whether it has been renewed since';
  const matches = certificatesOf(view)
    .filter(({ notAfter }) => daysLeft(notAfter, view.facts.now) < 0)
    .filter(({ lastSeenAt }) => isConnected || lastSeenAt !== undefined)
    .map(({ where, subject, notAfter, lastSeenAt }): Match => {
      const end = `${notAfter.slice(0, 10)}${asLastSeen(lastSeenAt)}`;
      return {
        subject,
        severity: 'warning',
        evidence: `Certificate ${subject} (${where}) expired on ${end}; ${consequence}`,
        // What works although it has expired is not certain to stop.
        expires: expiresIn(notAfter, -1, { warningDays: 0, isVital: false }),
      };
    });
  return once(matches);
}

function once(matches: readonly Match[]): Match[] {
  return [...new Map(matches.map((match) => [match.evidence, match])).values()];
}

function soonTitle({ daysLeft: days }: Circumstances): string {
  return days === undefined
    ? 'A certificate expires soon'
    : `A certificate expires ${whenInWords(days)}`;
}

/** The remote refuses what the local node shows: a file with a private key says which. */
function clientCertificateExpired(view: View): Match | undefined {
  const match = said('client-certificate-expired')(view);
  if (match === undefined || !('evidence' in match)) return undefined;
  const { local, now } = view.facts;
  const expired = (local.certificates.ok ? local.certificates.value : []).filter(
    ({ hasPrivateKey, notAfter }) => hasPrivateKey && daysLeft(notAfter, now) < 0,
  );
  const files = expired.map(
    ({ node, path, subject, notAfter }) =>
      `${node}, file ${path}, ${subject}, expired on ${notAfter.slice(0, 10)}`,
  );
  if (files.length === 0) return match;
  return { ...match, evidence: `${match.evidence}. Local certificate: ${listing(files, '; ')}` };
}

function notYetValidTitle({ values }: Circumstances): string {
  const from = values?.['from'];
  return from === undefined || from.length > 40
    ? 'The certificate is not yet valid'
    : `Certificate is valid only from ${from}`;
}

export const CERTIFICATE_DATES = {
  'certificate-not-yet-valid': {
    title: notYetValidTitle,
    meaning: prose`
      The certificate of the remote becomes valid later, by the clock of the local nodes. The clock
      of a node or of the CA is wrong, or the certificate was installed too early. Local nodes open
      no new connection before.`,
    verify: (given) => [
      ...showCertificate(given),
      type('each-local-node-shell', 'date -u'),
      say('Compare with the date on the remote nodes, too.'),
    ],
    fix: () => [
      say(prose`
        Correct the clock (NTP) of the side that is wrong. If the clocks are right, install a
        certificate on the remote nodes that is valid now.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: {
      said: said('certificate-not-yet-valid'),
      wire: onTheWire('certificate-not-yet-valid'),
    },
  },
  'client-certificate-expired': {
    title: 'The certificate of the local nodes has expired',
    meaning: prose`
      A local node shows its own certificate when it connects, and the remote refuses it because it
      has expired. The certificate of the remote is fine. Local nodes open no new connection.`,
    verify: () => [say('Look at the files with has_private_key: true:'), get('_ssl/certificates')],
    fix: () => [
      say(prose`
        Install a new certificate on the local nodes that the evidence names. Elasticsearch reads
        changed certificate files again within seconds, without a restart.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: clientCertificateExpired },
  },
  'certificate-expired': {
    title: 'The certificate has expired',
    meaning: prose`
      Local nodes open no new connection to a node whose certificate or CA has expired. Existing
      connections stay up until they drop.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Install a new certificate on the remote nodes. Elasticsearch reads changed certificate files
        again within seconds, without a restart.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: {
      said: said('certificate-expired'),
      wire: onTheWire('certificate-expired'),
      finding: expiredButNotTheCause,
    },
  },
  'certificate-expires-soon': {
    title: soonTitle,
    meaning: prose`
      After that date local nodes open no new connection that needs it. Searches and replication go
      on until the next interruption. Then the remote is unreachable.`,
    verify: () => [get('_ssl/certificates', 'named-cluster')],
    fix: () => [
      say(prose`
        Renew the certificate in place: Elasticsearch reads changed files again without a restart.
        To renew a CA, trust both CAs for a while.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { finding: expiresSoon },
  },
} as const satisfies Record<CodesOf<'certificateDates'>, Cause>;
