/** Maps each cause code to the hop where the cause lies. */
import type { CauseCode } from '../../../diagnosis/catalogue/catalogue.ts';
import type { HopId } from './hop.ts';

const CAUSES_AT: Readonly<Record<HopId, readonly CauseCode[]>> = {
  local: [
    'half-open',
    'stale-connection',
    'not-connected',
    'local-node-without-role',
    'uneven-local-nodes',
    'local-cluster-unreachable',
    'checker-not-authorized',
    'not-measured',
    'limits-reached',
    'api-key-missing-on-nodes',
    'credentials-not-reloaded',
    'registration-invalid',
    'registration-missing',
    'registration-unexpected',
    'checker-network-lost',
    'secret-unreadable',
    'access-unusable',
    'deadline-passed',
    'check-failed',
  ],
  dns: ['name-not-resolved', 'address-moved'],
  tcp: [
    'connection-refused',
    'connection-timed-out',
    'no-route',
    'connection-reset',
    'remote-cluster-server-closed',
  ],
  tls: [
    'tls-expected',
    'plaintext-expected',
    'certificate-expired',
    'certificate-untrusted',
    'certificate-name-mismatch',
    'certificate-expires-soon',
    'certificate-issuer-changed',
    'client-certificate-rejected',
    'wrong-server-name',
    'api-key-on-transport-port',
  ],
  transport: [
    'http-port',
    'not-elasticsearch',
    'silent-peer',
    'unstable-endpoint',
    'version-incompatible',
    'no-api-key-on-remote-server-port',
    'api-key-invalid',
    'api-key-invalidated',
    'api-key-expired',
    'api-key-expires-soon',
    'api-key-wrong-type',
    'identity-signing-failed',
    'license-non-compliant',
  ],
  remote: [
    'gateways-unreachable',
    'gateways-behind-nat',
    'node-lists-differ',
    'seeds-differ',
    'gateways-partly-reachable',
    'gateways-not-known',
    'no-eligible-gateway',
    'proxy-sockets-low',
    'identity-changed',
    'cluster-replaced',
    'insufficient-privileges',
    'version-unsupported-for-search',
    'version-unsupported-for-replication',
    'upgrading',
    'replication-stopped',
    'replication-lagging',
    'searches-skipped',
    'searches-failed',
    'replication-paused',
    'auto-follow-failing',
  ],
};

const HOPS = new Map(
  Object.entries(CAUSES_AT).flatMap(([hop, codes]) =>
    codes.map((code): [string, HopId] => [code, hop as HopId]),
  ),
);

/** Undefined for a cause without a hop. */
export function hopOfCause(code: string): HopId | undefined {
  return HOPS.get(code);
}
