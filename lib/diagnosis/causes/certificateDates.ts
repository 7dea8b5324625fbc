/** Certificates that have expired, or soon will. */
import { type Cause, type Circumstances, DOCUMENTATION, prose } from '../cause.ts';
import {
  clientCertificateExpired,
  expiredButNotTheCause,
  expiresSoon,
  oldTrusted,
  ownExpiredAndRefused,
  ownExpiredBeside,
  remoteRefusesExpired,
} from '../certificateEvidence.ts';
import type { CodesOf } from '../codes.ts';
import { whenInWords } from '../expirySteps.ts';
import { get, say, type } from '../stepBuilders.ts';
import { onTheWire, said } from '../wireRules.ts';
import { showCertificate } from './trust.ts';

function soonTitle({ daysLeft: days }: Circumstances): string {
  return days === undefined
    ? 'A certificate expires soon'
    : `A certificate expires ${whenInWords(days)}`;
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
  'client-certificate-expired': {
    title: 'The certificate of a local node has expired',
    meaning: prose`
      A local node shows its own certificate when it connects. A remote that asks for client
      certificates refuses one that is out of date. Existing connections stay up until they drop.`,
    verify: () => [get('_ssl/certificates', 'each-local-node')],
    fix: () => [
      say(prose`
        On the local nodes, replace the certificate in the file that the evidence names, and keep
        its path. Elasticsearch reads changed certificate files again within
        seconds, without a restart. Nothing has to change on the remote.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: {
      said: (view) => remoteRefusesExpired(view) ?? clientCertificateExpired(view),
      weak: ownExpiredAndRefused,
      finding: ownExpiredBeside,
    },
  },
  'expired-certificate-trusted': {
    title: 'An expired certificate is still in a truststore',
    meaning: prose`
      It stands among the trusted certificates of a node, beside valid ones, and no node shows it.
      After a rotation of CAs this is normal. It does no harm.`,
    verify: () => [get('_ssl/certificates', 'named-cluster')],
    fix: () => [
      say(prose`
        Nothing has to be done. To tidy up, remove it from certificate_authorities or the
        truststore.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { finding: oldTrusted },
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
