/** Certificates and server names. */
import { address, type CatalogueEntry, DOCUMENTATION, type Places } from './entry.ts';

function showCertificate(places: Places): string {
  return `openssl s_client -connect ${address(places)} -showcerts </dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName`;
}

export const TLS = {
  'certificate-expired': {
    title: 'The certificate has expired',
    severity: 'critical',
    meaning:
      'Local nodes open no new connection to a node whose certificate, or whose CA, is out of date. Open connections go on until they break.',
    verify: showCertificate,
    fix: () =>
      'Install a new certificate on the remote nodes. Elasticsearch reads changed certificate files again within seconds; no restart is needed',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'certificate-untrusted': {
    title: 'The certificate is of a CA that is not trusted',
    severity: 'critical',
    meaning:
      "The remote's certificate does not lead to a CA that the local nodes trust: the CA was rotated, or a proxy shows a certificate of its own. No new connection can be opened; open ones go on until they break.",
    verify: showCertificate,
    fix: () =>
      'Add the CA of the remote to the local nodes: xpack.security.remote_cluster_client.ssl.certificate_authorities with API keys, xpack.security.transport.ssl.certificate_authorities with certificates',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'certificate-name-mismatch': {
    title: 'The certificate is for another name',
    severity: 'critical',
    meaning:
      'With verification_mode full a local node refuses a certificate that does not name the address it connects to. No new connection can be opened to it.',
    verify: showCertificate,
    fix: () =>
      'Issue a certificate with that name or IP among its subject alternative names, or register an address that it has; verification_mode: certificate leaves names unchecked',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'certificate-expires-soon': {
    title: 'A certificate expires soon',
    severity: 'warning',
    meaning:
      'After that date local nodes open no new connection over it. Searches and replication go on until the next interruption, and then the remote is lost.',
    verify: () => 'On the cluster that owns it: GET _ssl/certificates',
    fix: () =>
      'Renew the certificate in place: Elasticsearch reads changed files again without a restart. Renewing a CA needs both CAs trusted for a while',
    documentation: DOCUMENTATION.certificate,
  },
  'client-certificate-rejected': {
    title: 'The remote rejects the client certificate',
    severity: 'critical',
    meaning:
      'The remote demands a client certificate and does not trust the one that it gets: the CA of the local cluster is not among its certificate_authorities, or the certificate has expired. No connection can be opened, so searches fail or leave this remote out, and followers stop reading.',
    verify: (places) =>
      `openssl s_client -connect ${address(places)} -cert <local node's certificate> -key <its key> </dev/null`,
    fix: () =>
      'Add the CA of the local nodes to xpack.security.transport.ssl.certificate_authorities of the remote nodes',
    documentation: DOCUMENTATION.certificate,
  },
  'wrong-server-name': {
    title: 'The proxy does not know the server name',
    severity: 'critical',
    meaning:
      'The proxy chooses the backend by the server name (SNI) in the TLS handshake. With the configured name it hangs up, or shows the certificate of something else.',
    verify: (places) =>
      `openssl s_client -connect ${address(places)} -servername <server_name> </dev/null`,
    fix: ({ alias }) =>
      `Set the name that the proxy routes by:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.server_name": "<name>" } }`,
    documentation: DOCUMENTATION.connectionModes,
  },
} as const satisfies Record<string, CatalogueEntry>;
