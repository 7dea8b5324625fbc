/**
 * Every code that the checker can name: the public contract. Codes stand in alerts, metrics and
 * dashboards, so they never change. `causes/` says what each means and when it is found.
 */
import type { Severity } from '../result/finding.ts';

/** Where the fault is. `either`: the evidence fits both clusters. `none`: there is no fault. */
export type Side = 'local' | 'network' | 'remote' | 'registry' | 'checker' | 'either' | 'none';

/** Where a cause breaks the way from a local node to the remote cluster. */
export type Hop = 'local' | 'dns' | 'tcp' | 'tls' | 'transport' | 'remote';

interface Properties {
  /** Unless the evidence asks for another. */
  readonly severity: Severity;
  readonly side: Side;
  /** `none`: it breaks the way at no certain point. */
  readonly hop: Hop | 'none';
}

/** Titles, in the order of an engineer's questions. The causes are in the file of this name. */
export const FAMILIES = {
  consequences: 'Effects on searches and restarts',
  followers: 'Replication',
  openConnections: 'Connections',
  addresses: 'Names, ports and routes',
  gatewayNodes: 'Gateway nodes',
  seedLists: 'Seeds',
  peers: 'What answers at the address',
  load: 'Load, start and stop',
  keyPorts: 'Ports and security models',
  crossClusterKeys: 'API keys and privileges',
  licenses: 'Licenses',
  trust: 'TLS trust and server names',
  certificateContents: 'Chains and contents of certificates',
  certificateDates: 'Dates of certificates',
  tlsHandshake: 'TLS versions and ciphers',
  remoteIdentity: 'Identity of the remote',
  releases: 'Versions',
  localSide: 'Local nodes and registration',
  lint: 'Fragile registrations',
  checker: 'The checker itself',
  checkFailures: 'What the checker could not do',
} as const;

export type Family = keyof typeof FAMILIES;

const BY_FAMILY = {
  consequences: {
    healthy: { severity: 'ok', side: 'none', hop: 'none' },
    reconnected: { severity: 'ok', side: 'none', hop: 'none' },
    'request-not-repeated': { severity: 'note', side: 'none', hop: 'local' },
    'searches-skip-this-remote': { severity: 'warning', side: 'local', hop: 'none' },
    'searches-skipped': { severity: 'note', side: 'either', hop: 'remote' },
    'searches-failed': { severity: 'note', side: 'either', hop: 'remote' },
    'restart-unsafe': { severity: 'note', side: 'local', hop: 'none' },
  },
  followers: {
    'replication-stopped': { severity: 'critical', side: 'either', hop: 'remote' },
    'replication-lagging': { severity: 'warning', side: 'either', hop: 'remote' },
    'replication-paused': { severity: 'note', side: 'local', hop: 'remote' },
    'auto-follow-failing': { severity: 'warning', side: 'either', hop: 'remote' },
  },
  openConnections: {
    'half-open': { severity: 'critical', side: 'network', hop: 'local' },
    'large-answers-lost': { severity: 'critical', side: 'network', hop: 'transport' },
    'slow-link': { severity: 'note', side: 'either', hop: 'remote' },
    'stale-connection': { severity: 'warning', side: 'either', hop: 'local' },
    'proxy-sockets-low': { severity: 'warning', side: 'network', hop: 'remote' },
    'unstable-endpoint': { severity: 'warning', side: 'network', hop: 'transport' },
    'not-connected': { severity: 'critical', side: 'either', hop: 'local' },
  },
  addresses: {
    'name-not-resolved': { severity: 'critical', side: 'network', hop: 'dns' },
    'address-moved': { severity: 'warning', side: 'network', hop: 'dns' },
    'connection-refused': { severity: 'critical', side: 'remote', hop: 'tcp' },
    'connection-timed-out': { severity: 'critical', side: 'network', hop: 'tcp' },
    'no-route': { severity: 'critical', side: 'network', hop: 'tcp' },
    'connection-reset': { severity: 'critical', side: 'either', hop: 'tcp' },
    'address-filtered': { severity: 'critical', side: 'remote', hop: 'tcp' },
  },
  gatewayNodes: {
    'gateway-silent': { severity: 'warning', side: 'either', hop: 'remote' },
    'gateways-unreachable': { severity: 'critical', side: 'remote', hop: 'remote' },
    'gateways-behind-nat': { severity: 'critical', side: 'remote', hop: 'remote' },
    'gateways-partly-reachable': { severity: 'warning', side: 'remote', hop: 'remote' },
    'gateways-not-known': { severity: 'note', side: 'registry', hop: 'remote' },
    'shared-publish-address': { severity: 'critical', side: 'remote', hop: 'remote' },
    'no-gateway-connected': { severity: 'critical', side: 'remote', hop: 'remote' },
    'no-eligible-gateway': { severity: 'critical', side: 'either', hop: 'remote' },
  },
  seedLists: {
    'node-lists-differ': { severity: 'note', side: 'either', hop: 'remote' },
    'seeds-differ': { severity: 'warning', side: 'local', hop: 'remote' },
  },
  peers: {
    'http-port': { severity: 'critical', side: 'local', hop: 'transport' },
    'not-elasticsearch': { severity: 'critical', side: 'local', hop: 'transport' },
    'tls-expected': { severity: 'critical', side: 'local', hop: 'tls' },
    'plaintext-expected': { severity: 'critical', side: 'remote', hop: 'tls' },
    'silent-peer': { severity: 'critical', side: 'remote', hop: 'transport' },
    'another-node-at-publish-address': { severity: 'critical', side: 'remote', hop: 'remote' },
  },
  load: {
    'remote-overloaded': { severity: 'critical', side: 'remote', hop: 'remote' },
    'local-cluster-overloaded': { severity: 'critical', side: 'local', hop: 'local' },
    'message-too-large': { severity: 'critical', side: 'either', hop: 'remote' },
    'response-timed-out': { severity: 'critical', side: 'either', hop: 'remote' },
    'remote-starting': { severity: 'critical', side: 'remote', hop: 'transport' },
    'local-node-stopping': { severity: 'critical', side: 'local', hop: 'local' },
    'cluster-blocked': { severity: 'critical', side: 'either', hop: 'remote' },
  },
  keyPorts: {
    'api-key-on-transport-port': { severity: 'critical', side: 'local', hop: 'tls' },
    'no-api-key-on-remote-server-port': { severity: 'critical', side: 'local', hop: 'transport' },
    'remote-cluster-server-closed': { severity: 'critical', side: 'remote', hop: 'tcp' },
    'remote-server-port-misused': { severity: 'critical', side: 'local', hop: 'transport' },
    'api-key-model-unsupported': { severity: 'critical', side: 'remote', hop: 'transport' },
    'security-differs': { severity: 'critical', side: 'local', hop: 'transport' },
    'certificate-model-deprecated': { severity: 'note', side: 'either', hop: 'none' },
  },
  crossClusterKeys: {
    'remote-cannot-check-keys': { severity: 'critical', side: 'remote', hop: 'transport' },
    'api-key-missing-on-nodes': { severity: 'critical', side: 'local', hop: 'local' },
    'api-key-invalid': { severity: 'critical', side: 'either', hop: 'transport' },
    'api-key-refused': { severity: 'critical', side: 'either', hop: 'transport' },
    'api-key-without-search': { severity: 'note', side: 'remote', hop: 'none' },
    'api-key-invalidated': { severity: 'critical', side: 'remote', hop: 'transport' },
    'api-key-expired': { severity: 'critical', side: 'remote', hop: 'transport' },
    'api-key-expires-soon': { severity: 'warning', side: 'remote', hop: 'transport' },
    'api-key-wrong-type': { severity: 'critical', side: 'local', hop: 'transport' },
    'identity-signing-failed': { severity: 'critical', side: 'local', hop: 'transport' },
    'insufficient-privileges': { severity: 'critical', side: 'either', hop: 'remote' },
  },
  licenses: {
    'license-non-compliant': { severity: 'critical', side: 'either', hop: 'transport' },
    'license-expires-soon': { severity: 'warning', side: 'either', hop: 'none' },
    'license-expired': { severity: 'warning', side: 'either', hop: 'none' },
  },
  trust: {
    'client-usage-missing': { severity: 'note', side: 'remote', hop: 'none' },
    'certificate-untrusted': { severity: 'critical', side: 'either', hop: 'tls' },
    'certificate-name-mismatch': { severity: 'critical', side: 'either', hop: 'tls' },
    'trust-restrictions': { severity: 'critical', side: 'local', hop: 'tls' },
    'client-certificate-rejected': { severity: 'critical', side: 'remote', hop: 'tls' },
    'client-certificate-required': { severity: 'critical', side: 'either', hop: 'tls' },
    'wrong-server-name': { severity: 'critical', side: 'local', hop: 'tls' },
  },
  certificateContents: {
    'certificate-chain-incomplete': { severity: 'critical', side: 'remote', hop: 'tls' },
    'certificate-chain-invalid': { severity: 'critical', side: 'remote', hop: 'tls' },
    'certificate-wrong-usage': { severity: 'critical', side: 'remote', hop: 'tls' },
    'client-certificate-wrong-usage': { severity: 'critical', side: 'local', hop: 'tls' },
    'certificate-algorithm-refused': { severity: 'critical', side: 'remote', hop: 'tls' },
    'certificate-revoked': { severity: 'critical', side: 'either', hop: 'tls' },
  },
  certificateDates: {
    'certificate-not-yet-valid': { severity: 'critical', side: 'remote', hop: 'tls' },
    'certificate-expired': { severity: 'critical', side: 'remote', hop: 'tls' },
    'client-certificate-expired': { severity: 'critical', side: 'local', hop: 'tls' },
    'expired-certificate-trusted': { severity: 'note', side: 'either', hop: 'none' },
    'certificate-expires-soon': { severity: 'warning', side: 'either', hop: 'tls' },
  },
  tlsHandshake: {
    'tls-version-mismatch': { severity: 'critical', side: 'either', hop: 'tls' },
    'tls-cipher-mismatch': { severity: 'critical', side: 'either', hop: 'tls' },
    'tls-handshake-failed': { severity: 'critical', side: 'either', hop: 'tls' },
  },
  remoteIdentity: {
    'identity-changed': { severity: 'critical', side: 'either', hop: 'remote' },
    'cluster-replaced': { severity: 'critical', side: 'remote', hop: 'remote' },
    'certificate-issuer-changed': { severity: 'warning', side: 'remote', hop: 'tls' },
  },
  releases: {
    'version-incompatible': { severity: 'critical', side: 'either', hop: 'transport' },
    'version-unsupported-for-search': { severity: 'warning', side: 'either', hop: 'remote' },
    'version-unsupported-for-replication': { severity: 'warning', side: 'local', hop: 'remote' },
    upgrading: { severity: 'note', side: 'either', hop: 'remote' },
  },
  localSide: {
    'address-invalid': { severity: 'critical', side: 'local', hop: 'local' },
    'local-node-silent': { severity: 'warning', side: 'local', hop: 'local' },
    'registration-twice': { severity: 'note', side: 'local', hop: 'none' },
    'registration-leftover': { severity: 'note', side: 'local', hop: 'none' },
    'local-node-without-role': { severity: 'warning', side: 'local', hop: 'local' },
    'uneven-local-nodes': { severity: 'warning', side: 'local', hop: 'local' },
    'registration-invalid': { severity: 'warning', side: 'local', hop: 'local' },
    'registration-missing': { severity: 'critical', side: 'local', hop: 'local' },
    'registration-unexpected': { severity: 'warning', side: 'either', hop: 'local' },
    'skip-unavailable-implicit': { severity: 'note', side: 'local', hop: 'none' },
  },
  lint: {
    'remote-is-local': { severity: 'note', side: 'local', hop: 'none' },
    'seed-ports-mixed': { severity: 'note', side: 'local', hop: 'none' },
    'single-seed': { severity: 'note', side: 'local', hop: 'none' },
    'single-connection': { severity: 'note', side: 'local', hop: 'none' },
    'sniff-to-managed-service': { severity: 'note', side: 'local', hop: 'none' },
    'unusual-port': { severity: 'note', side: 'local', hop: 'none' },
    'server-name-missing': { severity: 'note', side: 'local', hop: 'none' },
    'gateway-attribute-required': { severity: 'note', side: 'either', hop: 'none' },
  },
  checker: {
    'vantage-differs': { severity: 'note', side: 'checker', hop: 'none' },
    'checker-credentials-refused': { severity: 'unknown', side: 'checker', hop: 'local' },
    'checker-address-filtered': { severity: 'unknown', side: 'checker', hop: 'local' },
    'checker-not-authorized': { severity: 'unknown', side: 'checker', hop: 'local' },
    'checker-key-rejected': { severity: 'unknown', side: 'checker', hop: 'none' },
    'registry-leads-elsewhere': { severity: 'warning', side: 'registry', hop: 'none' },
    'remote-http-fails': { severity: 'note', side: 'either', hop: 'none' },
    'local-cluster-unreachable': { severity: 'unknown', side: 'either', hop: 'local' },
    'local-http-error': { severity: 'unknown', side: 'either', hop: 'local' },
    'unsupported-product': { severity: 'unknown', side: 'registry', hop: 'local' },
    'checker-network-lost': { severity: 'critical', side: 'checker', hop: 'local' },
    'registration-removed': { severity: 'ok', side: 'none', hop: 'none' },
    'not-measured': { severity: 'unknown', side: 'checker', hop: 'local' },
  },
  checkFailures: {
    'secret-unreadable': { severity: 'unknown', side: 'registry', hop: 'local' },
    'access-unusable': { severity: 'unknown', side: 'registry', hop: 'local' },
    'deadline-passed': { severity: 'unknown', side: 'checker', hop: 'local' },
    'check-failed': { severity: 'unknown', side: 'checker', hop: 'local' },
    'limits-reached': { severity: 'note', side: 'either', hop: 'local' },
  },
} as const satisfies Record<Family, Record<string, Properties>>;

export type CodesOf<F extends Family> = keyof (typeof BY_FAMILY)[F];

export type CauseCode = { [F in Family]: CodesOf<F> }[Family];

interface Code extends Properties {
  readonly family: Family;
}

/** By code, in the order of the families. */
export const CODES = Object.fromEntries(
  Object.entries(BY_FAMILY).flatMap(([family, codes]) =>
    Object.entries(codes).map(([code, properties]) => [code, { family, ...properties }]),
  ),
) as Readonly<Record<CauseCode, Code>>;

export const ALL_CODES = Object.keys(CODES) as readonly CauseCode[];

export function isCauseCode(code: string): code is CauseCode {
  return Object.hasOwn(CODES, code);
}

/** A family's codes, in the order in which they stand above. */
export function codesOf(family: Family): CauseCode[] {
  return ALL_CODES.filter((code) => CODES[code].family === family);
}
