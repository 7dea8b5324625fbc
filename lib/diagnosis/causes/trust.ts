/** Whom each side trusts, and the names that certificates and proxies go by. */
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { address, register, say, type } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { nameMismatch, onTheWire, said } from '../wireRules.ts';
import { serverPortAsksForCertificate } from './keyPorts.ts';

/** The remote trusts no issuer of the local nodes, as far as both sides list their certificates. */
function foreignIssuer(view: View): Match | undefined {
  const { local, remote, registration } = view.facts;
  const isModel = registration.securityModel === 'certificate';
  if (!isBroken(view) || !isModel || !local.certificates.ok || !remote?.certificates.ok)
    return undefined;
  const trusted = remote.certificates.value
    .filter(({ hasPrivateKey }) => !hasPrivateKey)
    .map(({ subject }) => subject);
  const own = local.certificates.value.filter(({ hasPrivateKey }) => hasPrivateKey);
  const isTrusted = own.some(({ issuer }) => trusted.includes(issuer));
  if (trusted.length === 0 || own.length === 0 || isTrusted) return undefined;
  const issuers = [...new Set(own.map(({ issuer }) => issuer))].join(', ');
  return {
    evidence: prose`
      The certificates of the local nodes are issued by ${issuers}; the remote trusts
      ${trusted.join(', ')}`,
  };
}

/** Shows the certificates at the address. */
export function showCertificate(given: Circumstances) {
  const connect = `openssl s_client -connect ${address(given)} -showcerts </dev/null`;
  const show = 'openssl x509 -noout -subject -issuer -dates -ext subjectAltName';
  return [type('local-node-shell', `${connect} | ${show}`)];
}

export const TRUST = {
  'certificate-untrusted': {
    title: 'Remote certificate not trusted (unknown CA)',
    meaning: prose`
      The remote's certificate does not lead to a CA that the local nodes trust: the CA was rotated,
      or a proxy shows its own certificate. Local nodes cannot open a new connection. Existing
      connections stay up until they drop.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Add the CA of the remote to the local nodes. With API keys, the setting is
        xpack.security.remote_cluster_client.ssl.certificate_authorities; with certificates, it is
        xpack.security.transport.ssl.certificate_authorities.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('certificate-untrusted'), wire: onTheWire('certificate-untrusted') },
  },
  'certificate-name-mismatch': {
    title: 'Certificate does not match the host name (SAN mismatch)',
    meaning: prose`
      With verification_mode: full, a local node refuses a certificate that does not name the
      address to which it connects. It cannot open a new connection to this address.`,
    verify: showCertificate,
    fix: () => [
      say(prose`
        Issue a certificate with that name or IP among its subject alternative names, or register an
        address that the certificate names. verification_mode: certificate does not check names.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: {
      said: said('certificate-name-mismatch'),
      weak: nameMismatch('certificate-name-mismatch'),
    },
  },
  'client-certificate-rejected': {
    title: 'The remote rejects the client certificate',
    meaning: prose`
      The remote demands a client certificate and does not trust the one that it gets. The CA of the
      local cluster is not among its certificate_authorities, or the certificate has expired.
      Searches fail or skip this remote, and followers stop reading.`,
    verify: (given) => [
      type(
        'local-node-shell',
        `openssl s_client -connect ${address(given)} -cert <local node's certificate> -key <its key> </dev/null`,
      ),
    ],
    fix: () => [
      say(prose`
        Add the CA of the local nodes to xpack.security.transport.ssl.certificate_authorities of the
        remote nodes.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: {
      said: said('client-certificate-rejected'),
      // The checker's own certificate was rejected, which may be another than the local nodes'.
      weak: [onTheWire('client-certificate-rejected'), foreignIssuer],
    },
  },
  'client-certificate-required': {
    title: 'The remote cluster server requires a client certificate',
    meaning: prose`
      The address is a remote cluster server port whose
      remote_cluster_server.ssl.client_authentication is required or optional. With required, it
      closes connections without a client certificate that it trusts, before it looks at the API
      key.`,
    verify: (given) => [
      type('local-node-shell', `openssl s_client -connect ${address(given)} </dev/null`),
    ],
    fix: () => [
      say('Do not ask for client certificates, as the API key already tells who connects:'),
      type(
        'each-remote-node-config',
        'xpack.security.remote_cluster_server.ssl.client_authentication: none',
      ),
      say(prose`
        Or give each local node a client certificate that the remote trusts:
        xpack.security.remote_cluster_client.ssl.certificate and .key (or .keystore.path).`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: serverPortAsksForCertificate },
  },
  'wrong-server-name': {
    title: 'The proxy does not know the server name',
    meaning: prose`
      The proxy chooses the backend by the server name (SNI) in the TLS handshake. With the
      configured name it closes the connection, or shows another backend's certificate.`,
    verify: (given) => [
      type(
        'local-node-shell',
        `openssl s_client -connect ${address(given)} -servername <server_name> </dev/null`,
      ),
    ],
    fix: (given) => [
      say('Set the name by which the proxy routes:'),
      register(given, { server_name: '<name>' }),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: {
      said: said('wrong-server-name'),
      wire: onTheWire('wrong-server-name'),
      weak: nameMismatch('wrong-server-name'),
    },
  },
} as const satisfies Record<CodesOf<'trust'>, Cause>;
