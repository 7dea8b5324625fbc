/** Certificates that Java refuses for what stands in them, or for what was not sent with them. */
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { issuerNotSent } from '../faults.ts';
import { get, say } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { onTheWire, said } from '../wireRules.ts';
import { showCertificate } from './trust.ts';

/**
 * The peer sends a chain that ends below a CA which the files of one of the clusters show to be an
 * intermediate. Without such a file it may be an unknown root as well.
 */
function chainIncomplete(view: View): Match | undefined {
  const { local, remote } = view.facts;
  if (!isBroken(view) || !view.allConfiguredDead) return undefined;
  const files = [local.certificates, remote?.certificates].flatMap((answer) =>
    answer?.ok ? answer.value : [],
  );
  const matches = view.configured.flatMap(({ address, endpoints }) => {
    const missing = endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' || tls.evidence?.trust !== 'untrusted'
        ? []
        : (issuerNotSent(tls.evidence.chain) ?? []),
    );
    const file = files.find(
      ({ subject, issuer }) => subject !== issuer && missing.includes(subject),
    );
    if (file === undefined) return [];
    const evidence = prose`
      ${address} sends its certificate without the intermediate CA ${file.subject} that issued it.
      ${file.node}, file ${file.path}, shows that this CA is issued by ${file.issuer}`;
    return [{ subject: address, evidence }];
  });
  return matches[0];
}

export const CERTIFICATE_CONTENTS = {
  'certificate-chain-incomplete': {
    title: 'The remote does not send its intermediate CA',
    meaning: prose`
      Local nodes trust the root CA, and the remote sends its own certificate without the
      intermediate CA between the two. Java does not fetch what is missing, so no connection opens.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Have the remote send the full chain: append the intermediate CA to the certificate file of
        each remote node, or of the proxy that ends TLS (first its own certificate, then the
        intermediate). Elasticsearch reads changed files again without a restart.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: chainIncomplete },
  },
  'certificate-chain-invalid': {
    title: 'The certificate chain of the remote is not valid',
    meaning: prose`
      A certificate in the chain may not sign the next one (it is no CA, or its path length or key
      usage forbids it), or the names do not chain. Local nodes open no new connection.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Issue the certificate of the remote by a proper CA (basicConstraints CA:TRUE, keyCertSign),
        and order the file of the remote nodes: own certificate first, then the intermediate CAs.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('certificate-chain-invalid') },
  },
  'certificate-wrong-usage': {
    title: 'The certificate of the remote is not for servers',
    meaning: prose`
      The key usage or extended key usage of the remote's certificate does not allow a TLS server
      (serverAuth). Local nodes open no new connection to it.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Issue a new certificate for the remote nodes, or for the proxy that ends TLS, with the
        extended key usage serverAuth and clientAuth, or without one. elasticsearch-certutil does
        so.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('certificate-wrong-usage'), wire: onTheWire('certificate-wrong-usage') },
  },
  'client-certificate-wrong-usage': {
    title: 'The certificate of the local nodes is not for clients',
    meaning: prose`
      A local node shows its own certificate when it connects. The extended key usage of that
      certificate does not allow a TLS client (clientAuth), so the remote refuses it. The
      certificate of the remote is fine.`,
    verify: () => [
      get('_ssl/certificates'),
      say('For each file with a private key: openssl x509 -noout -ext extendedKeyUsage -in <file>'),
    ],
    fix: () => [
      say(prose`
        Issue new certificates for the local nodes with the extended key usage serverAuth and
        clientAuth, or without one. Public CAs no longer issue clientAuth: use a CA of your own.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('client-certificate-wrong-usage') },
  },
  'certificate-algorithm-refused': {
    title: 'The certificate uses an algorithm that Java refuses',
    meaning: prose`
      The signature (such as SHA-1 or MD5) or the key of a certificate in the remote's chain is too
      weak for the JDK of the local nodes. They open no new connection.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Issue the certificates of the remote again, with SHA-256 and an RSA key of 2048 bits or an
        EC key. Do not weaken jdk.certpath.disabledAlgorithms of the local nodes.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: {
      said: said('certificate-algorithm-refused'),
      weak: onTheWire('certificate-algorithm-refused'),
    },
  },
  'certificate-revoked': {
    title: 'A certificate has been revoked',
    meaning: prose`
      The CA withdrew a certificate, and the other side checks that. If the evidence is a fatal alert
      that the local node received, it is the certificate of the local nodes; else that of the
      remote.`,
    verify: showCertificate,
    fix: () => [say('Install a new certificate on the nodes whose certificate was revoked.')],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('certificate-revoked') },
  },
} as const satisfies Record<CodesOf<'certificateContents'>, Cause>;
