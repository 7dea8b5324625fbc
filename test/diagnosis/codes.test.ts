import { expect, it } from 'vitest';
import {
  ALL_CODES,
  CODES,
  codesOf,
  FAMILIES,
  type Family,
  isCauseCode,
} from '../../lib/diagnosis/codes.ts';

it('isCauseCode knows the codes, and no name of an object', () => {
  expect(isCauseCode('half-open')).toBe(true);
  expect(isCauseCode('constructor')).toBe(false);
});

it('codesOf has every code in one family', () => {
  const families = Object.keys(FAMILIES) as Family[];
  expect(families.flatMap(codesOf)).toEqual(ALL_CODES);
  expect(codesOf('seedLists')).toEqual(['node-lists-differ', 'seeds-differ']);
});

it('codes and severities stay, since they stand in alerts', () => {
  const bySeverity = Map.groupBy(Object.entries(CODES), ([, { severity }]) => severity);
  const codes = Object.fromEntries(
    [...bySeverity].map(([severity, entries]) => [severity, entries.map(([code]) => code).sort()]),
  );
  expect(codes).toMatchInlineSnapshot(`
    {
      "critical": [
        "api-key-expired",
        "api-key-invalid",
        "api-key-invalidated",
        "api-key-missing-on-nodes",
        "api-key-on-transport-port",
        "api-key-refused",
        "api-key-wrong-type",
        "certificate-expired",
        "certificate-name-mismatch",
        "certificate-untrusted",
        "checker-network-lost",
        "client-certificate-expired",
        "client-certificate-rejected",
        "client-certificate-required",
        "cluster-replaced",
        "connection-refused",
        "connection-reset",
        "connection-timed-out",
        "gateways-behind-nat",
        "gateways-unreachable",
        "half-open",
        "http-port",
        "identity-changed",
        "identity-signing-failed",
        "insufficient-privileges",
        "license-non-compliant",
        "name-not-resolved",
        "no-api-key-on-remote-server-port",
        "no-eligible-gateway",
        "no-gateway-connected",
        "no-route",
        "not-connected",
        "not-elasticsearch",
        "plaintext-expected",
        "registration-missing",
        "remote-cannot-check-keys",
        "remote-cluster-server-closed",
        "replication-stopped",
        "shared-publish-address",
        "silent-peer",
        "tls-expected",
        "version-incompatible",
        "wrong-server-name",
      ],
      "note": [
        "api-key-without-search",
        "expired-certificate-trusted",
        "gateway-attribute-required",
        "gateways-not-known",
        "limits-reached",
        "node-lists-differ",
        "remote-http-fails",
        "replication-paused",
        "restart-unsafe",
        "searches-failed",
        "searches-skipped",
        "server-name-missing",
        "single-connection",
        "single-seed",
        "skip-unavailable-implicit",
        "sniff-to-managed-service",
        "unusual-port",
        "upgrading",
        "vantage-differs",
      ],
      "ok": [
        "healthy",
        "reconnected",
        "registration-removed",
      ],
      "unknown": [
        "access-unusable",
        "check-failed",
        "checker-credentials-refused",
        "checker-key-rejected",
        "checker-not-authorized",
        "deadline-passed",
        "local-cluster-unreachable",
        "local-http-error",
        "not-measured",
        "secret-unreadable",
        "unsupported-product",
      ],
      "warning": [
        "address-moved",
        "api-key-expires-soon",
        "auto-follow-failing",
        "certificate-expires-soon",
        "certificate-issuer-changed",
        "gateways-partly-reachable",
        "license-expired",
        "license-expires-soon",
        "local-node-without-role",
        "proxy-sockets-low",
        "registration-invalid",
        "registration-unexpected",
        "registry-leads-elsewhere",
        "replication-lagging",
        "searches-skip-this-remote",
        "seeds-differ",
        "stale-connection",
        "uneven-local-nodes",
        "unstable-endpoint",
        "version-unsupported-for-replication",
        "version-unsupported-for-search",
      ],
    }
  `);
});
