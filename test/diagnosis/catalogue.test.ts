import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../lib/diagnosis/catalogue/catalogue.ts';
import { address, host, hostAndPort } from '../../lib/diagnosis/catalogue/entry.ts';

const full = { cluster: 'eu', alias: 'archive', subject: '[::1]:9300, 10.0.0.2:9300' };
const bare = { cluster: 'eu', alias: 'archive' };

describe.each(Object.entries(CATALOGUE))('the catalogue entry %s', (code, entry) => {
  it('has a code for alerts and a short title', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.title).toMatch(/^[A-Zs].{8,58}[^.]$/);
    expect(entry.meaning).toMatch(/^[A-Z][\s\S]+\.$/);
    expect(entry.documentation).toMatch(/^https:\/\/www\.elastic\.co\/docs\//);
  });

  it.each([full, bare])('fills in what is known: %o', (places) => {
    for (const text of [entry.verify(places), entry.fix(places)]) {
      expect(text.length).toBeGreaterThan(5);
      expect(text).not.toMatch(/undefined|\[object/);
    }
  });
});

/**
 * Lines that go into the body of a request, with a value for each placeholder that is not within a
 * text.
 */
function bodiesIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => line.replace(/: <[^>"]+>/g, ': null'));
}

it.each(Object.entries(CATALOGUE))(
  'the requests of %s have bodies that can be sent',
  (_code, { verify, fix }) => {
    for (const body of [...bodiesIn(verify(full)), ...bodiesIn(fix(full))])
      expect(JSON.parse(body)).toBeTypeOf('object');
  },
);

it('the catalogue keeps its codes and severities, which stand in alerts', () => {
  const bySeverity = Map.groupBy(Object.entries(CATALOGUE), ([, { severity }]) => severity);
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
        "api-key-wrong-type",
        "certificate-expired",
        "certificate-name-mismatch",
        "certificate-untrusted",
        "checker-network-lost",
        "client-certificate-rejected",
        "cluster-replaced",
        "connection-refused",
        "connection-reset",
        "connection-timed-out",
        "credentials-not-reloaded",
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
        "no-route",
        "not-connected",
        "not-elasticsearch",
        "plaintext-expected",
        "registration-missing",
        "remote-cluster-server-closed",
        "replication-stopped",
        "silent-peer",
        "tls-expected",
        "version-incompatible",
        "wrong-server-name",
      ],
      "note": [
        "gateway-attribute-required",
        "gateways-not-known",
        "limits-reached",
        "node-lists-differ",
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
        "checker-key-rejected",
        "checker-not-authorized",
        "deadline-passed",
        "local-cluster-unreachable",
        "not-measured",
        "secret-unreadable",
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

it('host, hostAndPort and address take the first address of the subject', () => {
  expect(address(full)).toBe('[::1]:9300');
  expect(address({ ...bare, subject: 'archive:9300 (10.0.0.1)' })).toBe('archive:9300');
  expect(host(full)).toBe('::1');
  expect(hostAndPort(full)).toBe('::1 9300');
  expect(hostAndPort({ ...bare, subject: 'archive:9300' })).toBe('archive 9300');
});

it('address and hostAndPort are placeholders where no address is known', () => {
  expect(address(bare)).toBe('<address>');
  expect(hostAndPort(bare)).toBe('<host> <port>');
});

it.each([
  '$(reboot):9300',
  '`reboot`:9300',
  'a;reboot:9300',
  '-e/bin/sh:9300',
  "a'b:9300",
  'a\nb:9300',
  'a|b:9300',
])('the texts of the catalogue let no %j into a shell', (subject) => {
  const texts = Object.values(CATALOGUE).flatMap(({ verify, fix }) => [
    verify({ ...bare, subject }),
    fix({ ...bare, subject }),
  ]);
  expect(texts.filter((text) => text.includes(subject))).toEqual([]);
});

it('the texts about API keys name the key, and nothing that is no key id', () => {
  const { verify } = CATALOGUE['api-key-expired'];
  expect(verify({ ...bare, subject: 'API key VuaCfGcBCdbkQm-e5aOx' })).toBe(
    'On the remote: GET _security/api_key?id=VuaCfGcBCdbkQm-e5aOx',
  );
  expect(verify({ ...bare, subject: 'API key a&b' })).toBe(
    'On the remote: GET _security/api_key?id=<id>',
  );
});
