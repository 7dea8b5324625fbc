/** What shows certificates that have expired, or soon will. */
import type { Answer } from '../facts/facts.ts';
import type { Instant } from '../instant.ts';
import { listing } from '../listing.ts';
import type { CertificateFile } from '../result/result.ts';
import { type Match, prose } from './cause.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from './expirySteps.ts';
import { isAboutOwnCertificate } from './phrases.ts';
import { asLastSeen, staleExpiriesOf } from './staleExpiries.ts';
import { isBroken, type View } from './view.ts';
import { quoted, said } from './wireRules.ts';

interface Dated {
  readonly where: string;
  readonly subject: string;
  readonly notAfter: Instant;
  /** A new connection needs it. What files are for is not known. */
  readonly isVital: boolean;
  readonly side: 'wire' | 'local' | 'remote';
  /** One that is only trusted, as a CA in a truststore: nobody shows it. */
  readonly isOnlyTrusted?: boolean;
  /** Set if only an earlier check saw it. */
  readonly lastSeenAt?: Instant;
}

/** What an earlier check saw may have been replaced meanwhile. */
function certificatesOf(view: View): Dated[] {
  const current = currentCertificates(view);
  const isCurrent = (subject: string, notAfter: Instant) =>
    current.some(
      (certificate) => certificate.subject === subject && certificate.notAfter === notAfter,
    );
  const stale = staleExpiriesOf(view, ['certificate', 'signing-certificate'])
    .filter(({ dated }) => !isCurrent(dated.name, dated.expiresAt))
    .map(({ source, at, dated: { name, place, expiresAt } }): Dated => {
      const where = place === undefined ? source : `${source}: ${place}`;
      const side = 'remote';
      return { where, subject: name, notAfter: expiresAt, isVital: false, side, lastSeenAt: at };
    });
  return [...current, ...stale];
}

/** On the wire, in the local nodes' files, in the remote's files. */
function currentCertificates({ facts: { network, local, remote } }: View): Dated[] {
  const onWire = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) => {
      const chain = tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []);
      return chain.map(
        (certificate): Dated => ({ where: address, ...certificate, isVital: true, side: 'wire' }),
      );
    }),
  );
  return [
    ...onWire,
    ...filesOf(local.certificates, 'local'),
    ...(remote === undefined ? [] : filesOf(remote.certificates, 'remote')),
  ];
}

function filesOf(answer: Answer<readonly CertificateFile[]>, side: 'local' | 'remote'): Dated[] {
  const files = answer.ok ? answer.value : [];
  return files.map(({ node, path, subject, notAfter, hasPrivateKey }) => ({
    where: `${node}, file ${path}`,
    subject,
    notAfter,
    isVital: false,
    side,
    isOnlyTrusted: !hasPrivateKey,
  }));
}

export function expiresSoon(view: View): Match[] {
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

/** Expired ones that somebody shows, or may have shown when an earlier check looked. */
export function expired(view: View): Dated[] {
  return certificatesOf(view).filter(
    ({ notAfter, isOnlyTrusted }) =>
      isOnlyTrusted !== true && daysLeft(notAfter, view.facts.now) < 0,
  );
}

/**
 * Expired, while the remote works. Elasticsearch keeps the connections that it has, and accepts an
 * expired leaf that it trusts directly.
 */
export function expiredButNotTheCause(view: View): Match[] {
  const isConnected = view.verdict === 'connected';
  const consequence = isConnected
    ? WORKS_SO_FAR
    : 'the checker cannot see whether it has been renewed since';
  const matches = expired(view)
    .filter(({ side }) => side !== 'local')
    .filter(({ lastSeenAt }) => isConnected || lastSeenAt !== undefined)
    .map((certificate) => expiredMatch(certificate, consequence));
  return once(matches);
}

const WORKS_SO_FAR = 'the connection works so far, a new one may not';

function expiredMatch({ where, subject, notAfter, lastSeenAt }: Dated, then: string): Match {
  const end = `${notAfter.slice(0, 10)}${asLastSeen(lastSeenAt)}`;
  return {
    subject,
    severity: 'warning',
    evidence: `Certificate ${subject} (${where}) expired on ${end}; ${then}`,
    // What works although it has expired is not certain to stop.
    expires: expiresIn(notAfter, -1, { warningDays: 0, isVital: false }),
  };
}

/** A local node shows it when it connects, as far as its file is one for transport. */
function ownExpired(view: View): Dated[] {
  return expired(view).filter(({ side }) => side === 'local');
}

/** Nothing that the remote shows has expired, so what has is what the local nodes show. */
export function remoteRefusesExpired(view: View): Match | undefined {
  const own = ownExpired(view);
  const isShown = currentCertificates(view).some(
    ({ side, notAfter }) => side === 'wire' && daysLeft(notAfter, view.facts.now) < 0,
  );
  if (!isBroken(view) || own.length === 0 || isShown) return undefined;
  const statement = view.statements.find(({ text }) => isAboutOwnCertificate(text));
  return statement && { ...brokenMatch(own), evidence: `${named(own)}. ${quoted(statement)}` };
}

/** Nothing else explains it: no words of Elasticsearch, and no step of the probe before TLS. */
export function ownExpiredAndRefused(view: View): Match | undefined {
  const own = ownExpired(view);
  if (!isBroken(view) || own.length === 0 || isExplained(view)) return undefined;
  const then = 'A remote that asks for client certificates refuses this one';
  return { ...brokenMatch(own), evidence: `${named(own)}. ${then}` };
}

function isExplained({ statements, configured, allConfiguredDead }: View): boolean {
  const codes = configured.flatMap(({ faults }) => faults.map(({ code }) => code));
  const isTls = codes.every(
    (code) => code === 'client-certificate-rejected' || code === 'connection-reset',
  );
  return statements.some(({ code }) => code !== undefined) || (allConfiguredDead && !isTls);
}

function brokenMatch(own: readonly Dated[]): Omit<Match, 'evidence'> {
  return { subject: listing(own.map(({ subject }) => subject)) };
}

function named(own: readonly Dated[]): string {
  const texts = own.map(
    ({ subject, where, notAfter }) =>
      `certificate ${subject} (${where}) expired on ${notAfter.slice(0, 10)}`,
  );
  return `A local node has a certificate with private key that is out of date: ${listing(texts, '; ')}`;
}

export function ownExpiredBeside(view: View): Match[] {
  if (remoteRefusesExpired(view) !== undefined || ownExpiredAndRefused(view) !== undefined)
    return [];
  const then =
    view.verdict === 'connected' ? WORKS_SO_FAR : 'a remote may refuse a connection with it';
  return once(ownExpired(view).map((certificate) => expiredMatch(certificate, then)));
}

/** Nobody shows it, and others in the same truststore are as good as before. */
export function oldTrusted(view: View): Match[] {
  const old = currentCertificates(view).filter(
    ({ isOnlyTrusted, notAfter }) =>
      isOnlyTrusted === true && daysLeft(notAfter, view.facts.now) < 0,
  );
  return once(
    old.map(({ subject, where, notAfter }) => ({
      subject,
      evidence: prose`
        ${where} trusts certificate ${subject}, which expired on ${notAfter.slice(0, 10)}: no chain
        that ends there is valid`,
    })),
  );
}

function once(matches: readonly Match[]): Match[] {
  return [...new Map(matches.map((match) => [match.evidence, match])).values()];
}

/** The remote refuses what the local node shows: a file with a private key says which. */
export function clientCertificateExpired(view: View): Match | undefined {
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
