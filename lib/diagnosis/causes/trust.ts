/** Whom each side trusts, and the names that certificates and proxies go by. */
import type { Step } from '../../result/instructions.ts';
import type { Certificate } from '../../result/network.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { trustRemote } from '../platformSteps.ts';
import {
  address,
  certifiedNames,
  get,
  onHost,
  register,
  say,
  setAddress,
  type,
  useProxyMode,
} from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { nameMismatch, onTheWire, said } from '../wireRules.ts';
import { certificateMaybeRequired, certificateRequired } from './keyPorts.ts';

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

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_PURPOSE = '2.5.29.37.0';

/** On the transport port a node shows the same certificate as a server and as a client. */
function withoutClientUsage({ facts: { registration, network } }: View): Match[] {
  if (registration.securityModel !== 'certificate') return [];
  return network.flatMap(({ address: seen, endpoints }) => {
    const leaves = endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain.slice(0, 1) ?? []),
    );
    const leaf = leaves.find(isForServersOnly);
    if (leaf === undefined) return [];
    const evidence = prose`
      The certificate ${leaf.subject} at ${seen} is not for clientAuth (extended key usage)`;
    return [{ subject: seen, evidence }];
  });
}

/** A certificate without extended key usage is for every purpose. */
function isForServersOnly({ extendedKeyUsage: usage }: Certificate): boolean {
  return usage !== undefined && !usage.includes(CLIENT_AUTH) && !usage.includes(ANY_PURPOSE);
}

/** Shows the certificates at the address. */
export function showCertificate(given: Circumstances) {
  const connect = `openssl s_client -connect ${address(given)} -showcerts </dev/null`;
  const show = 'openssl x509 -noout -subject -issuer -dates -ext subjectAltName';
  return [type('local-node-shell', `${connect} | ${show}`)];
}

/** The first name that the certificate at the address has. */
function useCertifiedName(given: Circumstances): Step[] {
  const [name] = certifiedNames(given);
  if (name === undefined) return [];
  if (given.mode === 'proxy') return [register(given, { server_name: name })];
  const port = /:(\d+)$/.exec(address(given))?.[1] ?? '<port>';
  return setAddress(given, `${name}:${port}`);
}

/** Other than the one that did not work. */
function otherName(given: Circumstances): string {
  const names = certifiedNames(given).filter((name) => name !== given.registration?.serverName);
  return names[0] ?? '<name>';
}

function namesShown(given: Circumstances): string {
  const names = certifiedNames(given);
  if (names.length === 0) return '';
  return `The certificate there is for ${names.join(', ')}; use it only if that is the remote.`;
}

/** Sniff mode has no server name. */
function setServerName(given: Circumstances, server_name: string): Step {
  if (given.mode !== 'sniff') return register(given, { server_name });
  return useProxyMode(given, onHost(given, '<port>'));
}

export const TRUST = {
  'client-usage-missing': {
    title: 'A transport certificate is for servers only',
    meaning: prose`
      The node can take connections with this certificate, but as soon as it opens one to a node
      that asks for a client certificate, that node refuses it. Public CAs stop issuing clientAuth
      in 2026, so a renewal may bring it about.`,
    verify: (given) => [
      type(
        'local-node-shell',
        `openssl s_client -connect ${address(given)} </dev/null | openssl x509 -noout -ext extendedKeyUsage`,
      ),
    ],
    fix: () => [
      say(prose`
        Issue the transport certificate of the node with serverAuth and clientAuth, for example with
        elasticsearch-certutil, from a CA of your own.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { finding: withoutClientUsage },
  },
  'certificate-untrusted': {
    title: 'Remote certificate not trusted (unknown CA)',
    meaning: prose`
      The remote's certificate does not lead to a CA that the local nodes trust: the CA was rotated,
      or a proxy shows its own certificate. Local nodes cannot open a new connection. Existing
      connections stay up until they drop.`,
    verify: showCertificate,
    fix: (given) => [
      say(prose`
        If the issuer that the evidence names is an intermediate CA, have the remote send the full
        chain: its own certificate, then the intermediate. If the issuer is a root CA, have the
        local nodes trust it:`),
      ...trustRemote(given),
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
    fix: (given) => [
      say(prose`
        Issue a certificate with that name or IP among its subject alternative names, or register a
        name of the certificate. verification_mode: certificate does not check names.`),
      ...useCertifiedName(given),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: {
      said: said('certificate-name-mismatch'),
      weak: nameMismatch('certificate-name-mismatch'),
    },
  },
  'trust-restrictions': {
    title: 'The remote certificate is not among the trusted names',
    meaning: prose`
      The local nodes trust the CA of the remote, and their trust restrictions list the names that
      they take. The name in the remote's certificate is not among them, so no connection opens.`,
    verify: () => [
      say(prose`
        On each local node, compare the name in the evidence with trust.subject_name in the file to
        which the setting trust_restrictions.path points:`),
      get('_nodes/settings?flat_settings&filter_path=nodes.*.settings.xpack*'),
    ],
    fix: () => [
      say(prose`
        Add the name of the remote to trust.subject_name in the trust_restrictions file of each
        local node; a pattern with * may stand there. On Elastic Cloud and ECE, add the other
        deployment, environment or organization to the trust of the local deployment instead.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { said: said('trust-restrictions') },
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
    fix: ({ registration }) => [
      say(
        registration?.securityModel === 'api-key'
          ? prose`
              With API keys the remote need not ask for a certificate: set
              xpack.security.remote_cluster_server.ssl.client_authentication: none there. Or add the
              CA of the local nodes to
              xpack.security.remote_cluster_server.ssl.certificate_authorities of the remote
              nodes.`
          : prose`
              Add the CA of the local nodes to
              xpack.security.transport.ssl.certificate_authorities of the remote nodes.`,
      ),
      say(prose`
        If the remote trusts that CA already, the log of the remote node says why it refuses: the
        certificate has expired, or its extended key usage lacks clientAuth.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: {
      said: said('client-certificate-rejected'),
      // The checker's own certificate was rejected, which may be another than the local nodes'.
      weak: [onTheWire('client-certificate-rejected'), foreignIssuer],
    },
  },
  'client-certificate-required': {
    title: 'The remote requires a client certificate',
    meaning: prose`
      The port demands a client certificate from the local nodes, and they show none, so the remote
      ends the TLS handshake.`,
    verify: () => [
      say(
        'On the remote nodes, see xpack.security.remote_cluster_server.ssl.client_authentication:',
      ),
      get('_nodes/settings?flat_settings&filter_path=nodes.*.settings.xpack*', 'remote-cluster'),
    ],
    fix: () => [
      say('With API keys, ask for no client certificate, since the key authenticates:'),
      type(
        'each-remote-node-config',
        'xpack.security.remote_cluster_server.ssl.client_authentication: none',
      ),
      say(prose`
        Or give the local nodes a client certificate that the remote trusts:
        xpack.security.remote_cluster_client.ssl.certificate and .key with API keys,
        xpack.security.transport.ssl.certificate and .key with certificates.`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: certificateRequired, weak: certificateMaybeRequired },
  },
  'wrong-server-name': {
    title: 'The proxy does not know the server name',
    meaning: prose`
      The proxy chooses the backend by the server name (SNI) in the TLS handshake. With the
      configured name it closes the connection, or shows another backend's certificate.`,
    verify: (given) => [
      type(
        'local-node-shell',
        `openssl s_client -connect ${address(given)} -servername ${given.registration?.serverName ?? '<server_name>'} </dev/null`,
      ),
    ],
    fix: (given) => [
      say(`Set the name by which the proxy routes to the remote. ${namesShown(given)}`),
      setServerName(given, otherName(given)),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: {
      said: said('wrong-server-name'),
      wire: onTheWire('wrong-server-name'),
      weak: nameMismatch('wrong-server-name'),
    },
  },
} as const satisfies Record<CodesOf<'trust'>, Cause>;
