import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import { loadRegistry, parseRegistry, RegistryError } from '../../lib/registry/load.ts';

const temporary = mkdtempSync(join(tmpdir(), 'registry-'));
const LARGE = join(temporary, 'large.yml');
const WINDOWS = join(temporary, 'windows.yml');
writeFileSync(LARGE, '#'.repeat(2_097_153));
writeFileSync(WINDOWS, Buffer.from('vantage: M\u00fcnchen\n', 'latin1'));
afterAll(() => rmSync(temporary, { recursive: true }));

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');
const CA = fixture('ca.pem');
const CERTIFICATE = fixture('client.pem');
const KEY = fixture('client.key');
const FINGERPRINT =
  '0A:C1:D3:BB:5C:1F:9D:0E:3F:4A:5B:6C:7D:8E:9F:00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10';

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

/** The mistakes of one file, one line each, without the directory of this project. */
function mistakesOf(name: string): string[] {
  const [, ...lines] = errorOf(fixture(name), join(FIXTURES, name)).message.split('\n');
  return lines.map((line) =>
    line.trim().replaceAll(`${FIXTURES}/`, '').replaceAll(FIXTURES, '<directory>'),
  );
}

function errorOf(text: string, file: string): Error {
  try {
    parseRegistry(text, { file });
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
  }
  throw new Error(`No mistake found in ${file}`);
}

describe('loadRegistry', () => {
  it('reads every key, replaces the paths of PEM files with their content, and keeps secret references', async () => {
    const tls = {
      ca: CA,
      fingerprint: FINGERPRINT,
      serverName: 'es.example.com',
      certificate: CERTIFICATE,
      key: KEY,
    };
    const expected = {
      mode: 'proxy',
      clusterName: 'archive',
      clusterUuid: '0Q1izUZZRy2F22U0DuEK4A',
      certificateFingerprint: FINGERPRINT,
      certificateIssuer: 'CN=Elastic CA',
      version: '>=8.19 <10',
    };
    expect(await loadRegistry(join(FIXTURES, 'valid.yml'))).toEqual({
      vantage: 'bastion-1',
      defaults: {
        timeouts: {
          checkSeconds: 45,
          httpSeconds: 5,
          resolveSeconds: 8,
          dnsSeconds: 1,
          connectSeconds: 2.5,
          tlsSeconds: 2,
          handshakeSeconds: 2,
        },
        concurrency: 16,
        remotesAtATime: 1024,
        activeRetryMinutes: 5,
        expiryWarningDays: 14,
        thresholds: {
          failures: 5,
          failuresWhileUpgrading: 30,
          successes: 1,
          reminderHours: 12,
          flappingTimes: 4,
          flappingMinutes: 120,
          calmMinutes: 60,
        },
      },
      clusters: [
        {
          name: 'eu-search',
          urls: ['https://es-1.example.com:9200', 'https://es-2.example.com:9200'],
          auth: { basic: { username: 'remote_monitor', password: 'file:secrets/password' } },
          tls,
          remotes: {
            archive: {
              expect: expected,
              remote: {
                urls: ['https://archive-1.example.com:9200'],
                auth: { bearer: 'ssm:/checker/archive-token' },
                tls,
              },
              transportTls: { ca: CA, certificate: CERTIFICATE, key: KEY },
              crossClusterApiKey: 'env:ARCHIVE_SNIFF_KEY',
              sniffAsNode: false,
            },
            old_archive: { ignore: true },
          },
        },
        { name: 'us-search', urls: ['http://127.0.0.1:9200'], auth: 'none', remotes: {} },
      ],
    });
  });

  it('fills in the defaults', async () => {
    expect(await loadRegistry(join(FIXTURES, 'minimal.yml'))).toEqual({
      defaults: {
        timeouts: {
          checkSeconds: 30,
          httpSeconds: 10,
          resolveSeconds: 10,
          dnsSeconds: 2,
          connectSeconds: 3,
          tlsSeconds: 3,
          handshakeSeconds: 3,
        },
        concurrency: 64,
        remotesAtATime: 1024,
        activeRetryMinutes: 5,
        expiryWarningDays: 30,
        thresholds: {
          failures: 3,
          failuresWhileUpgrading: 15,
          successes: 2,
          reminderHours: 4,
          flappingTimes: 3,
          flappingMinutes: 60,
          calmMinutes: 30,
        },
      },
      clusters: [
        {
          name: 'eu-search',
          urls: ['https://es-1.example.com:9200'],
          auth: { apiKey: 'env:EU_SEARCH_API_KEY' },
          remotes: {},
        },
      ],
    });
  });

  it('reads JSON, indented with tabs too', async () => {
    const { clusters } = await loadRegistry(join(FIXTURES, 'valid.json'));
    expect(clusters[0]?.remotes).toEqual({ archive: { expect: { mode: 'sniff' } } });
  });

  it('explains how to pass the registry if the file does not exist', async () => {
    const file = join(FIXTURES, 'nowhere.yml');
    const message = `Registry ${file} cannot be read: ENOENT: no such file or directory, stat '${file}'; pass the URLs of a local cluster, or --registry FILE`;
    await expect(loadRegistry(file)).rejects.toThrow(new ConfigurationError(message));
  });

  it.each([
    ['/dev/zero', 'it is a device, not a regular file'],
    [FIXTURES, 'it is a directory, not a regular file'],
    [LARGE, 'it has more than 2097152 bytes'],
  ])('does not read %s', async (file, problem) => {
    const message = `Registry ${file} cannot be read: ${problem}; pass the URLs of a local cluster, or --registry FILE`;
    await expect(loadRegistry(file)).rejects.toThrow(new ConfigurationError(message));
  });

  it('reports the byte that is not UTF-8', async () => {
    const message = `${WINDOWS} has 1 mistake\n  ${WINDOWS}:1:11 the document is not UTF-8: byte 0xfc at offset 10: save the file as UTF-8`;
    await expect(loadRegistry(WINDOWS)).rejects.toThrow(message);
  });
});

describe('parseRegistry', () => {
  const invalid = readdirSync(FIXTURES).filter((name) => name.startsWith('invalid-'));

  it('reports place, key, value and remedy of each mistake', () => {
    expect(invalid.flatMap(mistakesOf).join('\n')).toMatchInlineSnapshot(`
      "invalid-alias-empty.yml:6:15 clusters[0].remotes.archive is empty: write settings such as ignore: true, or {}
      invalid-alias.yml:6:7 clusters[0].remotes["archive.eu"] is not a valid key: write the cluster alias with letters, digits, "_" and "-" only, as Elasticsearch does
      invalid-auth-empty.yml:4:11 clusters[0].auth is an empty mapping: write exactly one of apiKey, basic and bearer, or none if security is off
      invalid-auth-missing.yml:2:5 clusters[0].auth is missing: write exactly one of apiKey, basic and bearer, or none if security is off
      invalid-auth-misspelt.yml:4:13 clusters[0].auth.apikey is an unknown key: did you mean apiKey?
      invalid-auth-no-blank.yml:4:12 clusters[0].auth.… is an unknown key: use one of apiKey, basic, bearer
      invalid-auth-text.yml:4:11 clusters[0].auth is …: write exactly one of apiKey, basic and bearer, or none if security is off
      invalid-auth-two-kinds.yml:4:11 clusters[0].auth is a mapping: write exactly one of apiKey, basic and bearer, or none if security is off
      invalid-auth-unknown-kind.yml:4:13 clusters[0].auth.token is an unknown key: use one of apiKey, basic, bearer
      invalid-auth-without-basic.yml:4:13 clusters[0].auth.username is an unknown key: write it below basic
      invalid-auth-without-basic.yml:4:32 clusters[0].auth.password is an unknown key: write it below basic
      invalid-basic-as-text.yml:4:20 clusters[0].auth.basic is …: write username and password below basic
      invalid-ca-damaged.yml:5:16 clusters[0].tls.ca is "damaged.pem": a certificate in the file is damaged, so copy it again
      invalid-ca-is-directory.yml:5:16 clusters[0].tls.ca is ".": it is a directory, not a regular file, name a PEM file
      invalid-ca-is-key.yml:5:16 clusters[0].tls.ca is "client.key": the file holds no PEM certificate, so name one with -----BEGIN CERTIFICATE-----
      invalid-ca-not-found.yml:5:16 clusters[0].tls.ca is "certs/ca.pem": there is no such file, so correct the path; relative ones start at <directory>
      invalid-ca-not-pem.yml:5:16 clusters[0].tls.ca is "minimal.yml": the file holds no PEM certificate, so name one with -----BEGIN CERTIFICATE-----
      invalid-certificate-without-key.yml:5:10 clusters[0].tls.key is missing: add the private key of the certificate
      invalid-cluster-uuid.yml:6:41 clusters[0].remotes.archive.expect.clusterUuid is "_na_": write the 22 characters of cluster_uuid in the answer to GET / of the remote cluster
      invalid-clusters-as-mapping.yml:2:3 clusters is a mapping: write a list of at least one cluster, each with name, urls and auth
      invalid-concurrency-infinite.yml:2:16 defaults.concurrency is Infinity: write a whole number of addresses from 1 to 1024, without its unit
      invalid-defaults-empty.yml:1:10 defaults is empty: write its keys and values, or remove it
      invalid-duplicate-key-json.yml:1:31 clusters[0].name is written twice: keep one of the two
      invalid-duplicate-key.yml:5:5 clusters[0].auth is written twice: keep one of the two
      invalid-empty-clusters.yml:1:11 clusters is an empty list: write a list of at least one cluster, each with name, urls and auth
      invalid-empty.yml:1:1 the document is empty: start with clusters: and a list below it
      invalid-expect-cluster-name.yml:6:41 clusters[0].remotes.archive.expect.clusterName is "archive:9300": write cluster_name in the answer to GET / of the remote cluster
      invalid-expect-unknown.yml:6:28 clusters[0].remotes.archive.expect.uuid is an unknown key: use one of mode, clusterUuid, clusterName, certificateFingerprint, certificateIssuer, version
      invalid-fingerprint.yml:5:25 clusters[0].tls.fingerprint is "0A:C1:D3": write a SHA-256 fingerprint, 64 hex digits with or without colons, as openssl x509 -fingerprint -sha256 prints it
      invalid-ignore-code.yml:6:35 clusters[0].remotes.archive.ignore[0].code is "single-sed": did you mean single-seed?
      invalid-ignore-code.yml:7:34 clusters[0].remotes.backup.ignore[0].code is "no such code at all": write a cause code that "remote-cluster-checker explain" lists
      invalid-ignore.yml:6:26 clusters[0].remotes.archive.ignore is "yes": write true to skip the remote, or a list of code, reason and until
      invalid-indentation.yml:4:1 the document is not YAML: correct this: Sequence item without - indicator
      invalid-key-damaged.yml:5:42 clusters[0].tls.key is "damaged.key": the private key in the file is damaged, so copy it again
      invalid-key-encrypted.yml:5:42 clusters[0].tls.key is "encrypted.key": the private key needs a passphrase, so write it without one: openssl pkey -in <file> -out <new file>
      invalid-key-inline.yml:7:12 clusters[0].tls.key is …: write the path of a PEM file, not its content
      invalid-key-is-certificate.yml:5:42 clusters[0].tls.key is "ca.pem": the file holds no PEM private key, so name one with -----BEGIN PRIVATE KEY-----
      invalid-key-of-another.yml:5:42 clusters[0].tls.key is "other.key": name the private key of this certificate; this key belongs to another certificate
      invalid-key-of-subsection.yml:2:3 defaults.connectSeconds is an unknown key: write it below timeouts
      invalid-key-without-certificate.yml:5:10 clusters[0].tls.certificate is missing: add the certificate of the private key
      invalid-list-at-top.yml:1:1 the document is a list: start with clusters: and a list below it
      invalid-misspelt-key.yml:2:5 clusters[0].urls is missing: write a list of at least one http:// or https:// URL
      invalid-misspelt-key.yml:3:5 clusters[0].url is an unknown key: did you mean urls?
      invalid-mode.yml:6:34 clusters[0].remotes.archive.expect.mode is "snif": write sniff or proxy
      invalid-name-characters.yml:2:11 clusters[0].name is "EU search": write 1 to 100 letters, digits, "_", "." or "-"
      invalid-name-empty.yml:2:11 clusters[0].name is empty: write 1 to 100 letters, digits, "_", "." or "-"
      invalid-name-missing.yml:2:5 clusters[0].name is missing: write 1 to 100 letters, digits, "_", "." or "-"
      invalid-name-number.yml:2:11 clusters[0].name is 2024: write 1 to 100 letters, digits, "_", "." or "-"
      invalid-name-too-long.yml:2:11 clusters[0].name is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": write 1 to 100 letters, digits, "_", "." or "-"
      invalid-name-twice.yml:5:11 clusters[1].name is "eu-search": choose another name, because a cluster above has this name
      invalid-no-clusters.yml:1:1 clusters is missing: write a list of at least one cluster, each with name, urls and auth
      invalid-password-missing.yml:4:20 clusters[0].auth.basic.password is missing: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-remote-secret.yml:9:57 clusters[0].remotes.archive.remote.auth.basic.password is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-remote-without-urls.yml:6:26 clusters[0].remotes.archive.remote.urls is missing: write a list of at least one http:// or https:// URL
      invalid-remotes-as-list.yml:6:7 clusters[0].remotes is a list: write one entry per cluster alias
      invalid-secret-everywhere.yml:3:12 clusters[0].urls[0] is "https://…@es-1.example.com:9200": remove user and password from the URL and write them under auth
      invalid-secret-everywhere.yml:4:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-everywhere.yml:8:25 clusters[0].remotes.archive.expect.mode is "snif": write sniff or proxy
      invalid-secret-everywhere.yml:15:25 clusters[0].remotes.archive.remote.auth.basic.password is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-number.yml:4:51 clusters[0].auth.basic.password is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-plain.yml:4:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-scheme.yml:4:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-variable-name.yml:4:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-secret-without-name.yml:4:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-server-name-ip.yml:5:24 clusters[0].tls.serverName is "10.0.0.1": write a host name, such as es.example.com, not an IP address, because SNI contains only names
      invalid-several.yml:1:10 vantage is a list: write a name of 1 to 100 characters
      invalid-several.yml:3:3 defaults.concurency is an unknown key: did you mean concurrency?
      invalid-several.yml:5:11 clusters[0].name is "eu search": write 1 to 100 letters, digits, "_", "." or "-"
      invalid-several.yml:7:9 clusters[0].urls[0] is "es-1:9200": write http:// or https://, host and port, such as https://es-1.example.com:9200
      invalid-several.yml:8:9 clusters[0].urls[1] is "https://…@es-1.example.com:9200": remove user and password from the URL and write them under auth
      invalid-several.yml:9:21 clusters[0].auth.apiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-several.yml:9:29 clusters[0].auth.bearrer is an unknown key: did you mean bearer?
      invalid-several.yml:10:10 clusters[0].tls.key is missing: add the private key of the certificate
      invalid-several.yml:10:25 clusters[0].tls.certificate is "nowhere.pem": there is no such file, so correct the path; relative ones start at <directory>
      invalid-several.yml:15:7 clusters[0].remotes.archive is written twice: keep one of the two
      invalid-several.yml:16:25 clusters[0].remotes.archive.expect.mode is "snifff": write sniff or proxy
      invalid-several.yml:16:33 clusters[0].remotes.archive.expect.verison is an unknown key: did you mean version?
      invalid-several.yml:17:17 clusters[0].remotes.archive.ignore is "yes": write true to skip the remote, or a list of code, reason and until
      invalid-several.yml:21:5 clusters[2] is "us-archive": write keys and values below it
      invalid-several.yml:22:11 clusters[3].name is "us-search": choose another name, because a cluster above has this name
      invalid-several.yml:25:10 clusters[3].tls is an empty mapping: write https:// URLs, or remove tls, which http:// URLs do not use
      invalid-snake-case-key.yml:5:12 clusters[0].tls.server_name is an unknown key: did you mean serverName?
      invalid-sniff-as-node-text.yml:8:22 clusters[0].remotes.archive.sniffAsNode is "yes": write true or false
      invalid-sniff-as-node-without-certificate.yml:8:22 clusters[0].remotes.archive.sniffAsNode is true: add transportTls with a certificate and key that the remote accepts for a node, or remove it
      invalid-sniff-key-plain.yml:8:29 clusters[0].remotes.archive.crossClusterApiKey is …: write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry
      invalid-sniff-key-without-ca.yml:8:29 clusters[0].remotes.archive.crossClusterApiKey is …: add transportTls with the ca of the remote cluster server, because the checker sends the key only to a server that this CA verifies
      invalid-sniff-key-without-tls.yml:7:29 clusters[0].remotes.archive.crossClusterApiKey is …: add transportTls with the ca of the remote cluster server, because the checker sends the key only to a server that this CA verifies
      invalid-tab.yml:4:1 the document is not YAML: indent with spaces, not with tabs
      invalid-template.yml:2:12 the document is not YAML: write a plain word as the key, and text with braces in quotes
      invalid-threshold-fraction.yml:2:27 defaults.thresholds.failures is 2.5: write a whole number of checks from 1 to 100, without its unit
      invalid-timeout-too-long.yml:2:29 defaults.timeouts.checkSeconds is 86400: write a number of seconds from 1 to 900, without its unit
      invalid-timeout-unit.yml:2:28 defaults.timeouts.httpSeconds is "10s": write a number of seconds from 0.1 to 300, without its unit
      invalid-timeout-unknown.yml:2:15 defaults.timeouts.http is an unknown key: did you mean httpSeconds?
      invalid-timeout-zero.yml:2:29 defaults.timeouts.checkSeconds is 0: write a number of seconds from 1 to 900, without its unit
      invalid-tls-empty.yml:5:9 clusters[0].tls is empty: write its keys and values, or remove it
      invalid-tls-over-http.yml:5:10 clusters[0].tls is a mapping: write https:// URLs, or remove tls, which http:// URLs do not use
      invalid-transport-key-missing.yml:6:32 clusters[0].remotes.archive.transportTls.key is missing: add the private key of the certificate
      invalid-two-documents.yml:5:1 the document is not YAML: remove the line ---, because a registry is one document
      invalid-unclosed-bracket.yml:4:5 the document is not YAML: align the lines that belong together
      invalid-unclosed-quote.yml:5:1 the document is not YAML: correct this: Missing closing "quote
      invalid-undefined-alias.yml:5:10 clusters[0].tls is an undefined alias: define its anchor above, or put text that starts with * in quotes
      invalid-unknown-key.yml:1:1 clusters is missing: write a list of at least one cluster, each with name, urls and auth
      invalid-unknown-key.yml:1:1 cluster is an unknown key: did you mean clusters?
      invalid-unknown-tag.yml:4:21 the document is not YAML: remove the tag, or put text that starts with ! in quotes
      invalid-unquoted-password.yml:4:21 the document is not YAML: put text that starts with @ or \` in quotes
      invalid-unquoted-range.yml:8:21 the document is not YAML: put text with special characters in quotes, and check indentation and brackets above
      invalid-url-credentials-odd.yml:3:12 clusters[0].urls[0] is "https://…@es-1.example.com:9200": write http:// or https://, host and port, such as https://es-1.example.com:9200
      invalid-url-credentials.yml:3:12 clusters[0].urls[0] is "https://…@es-1.example.com:9200": remove user and password from the URL and write them under auth
      invalid-url-path.yml:3:12 clusters[0].urls[0] is "https://es-1.example.com:9200/…": remove everything after the port, because Elasticsearch answers at the root
      invalid-url-port.yml:3:12 clusters[0].urls[0] is "https://es-1.example.com:92000": write http:// or https://, host and port, such as https://es-1.example.com:9200
      invalid-url-query.yml:3:12 clusters[0].urls[0] is "https://es-1.example.com:9200/…": remove everything after the port, because Elasticsearch answers at the root
      invalid-url-scheme.yml:3:12 clusters[0].urls[0] is "es://es-1.example.com:9200": write http:// or https://, host and port, such as https://es-1.example.com:9200
      invalid-url-twice.yml:3:43 clusters[0].urls[1] is "https://es-1.example.com:9200/": remove it, because the list already contains it
      invalid-url-without-scheme.yml:3:12 clusters[0].urls[0] is "es-1.example.com:9200": write http:// or https://, host and port, such as https://es-1.example.com:9200
      invalid-urls-as-mapping.yml:3:11 clusters[0].urls is a mapping: write a list of at least one http:// or https:// URL
      invalid-urls-as-text.yml:3:11 clusters[0].urls is "https://es-1.example.com:9200": write a list of at least one http:// or https:// URL
      invalid-urls-empty.yml:3:11 clusters[0].urls is an empty list: write a list of at least one http:// or https:// URL
      invalid-urls-missing.yml:2:5 clusters[0].urls is missing: write a list of at least one http:// or https:// URL
      invalid-username-with-password.yml:4:32 clusters[0].auth.basic.username is …: write the name of a user, without a colon
      invalid-vantage.yml:1:10 vantage is "": write a name of 1 to 100 characters
      invalid-verify-off.yml:5:12 clusters[0].tls.verify is an unknown key: use one of ca, certificate, key, fingerprint, serverName
      invalid-version-number.yml:6:37 clusters[0].remotes.archive.expect.version is 8.19: write a range of releases in quotes, such as ">=8.19 <10" or "9.5"
      invalid-version-range.yml:6:37 clusters[0].remotes.archive.expect.version is "^8.19": write a range of releases in quotes, such as ">=8.19 <10" or "9.5""
    `);
  });

  it.each(invalid)('refuses %s without showing a secret', (name) => {
    const error = errorOf(fixture(name), name);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error.message).not.toMatch(/s3cret|s3\/c|r@et|12345/);
  });

  it('accepts an anchor that hundreds of clusters share', () => {
    const cluster = (_: unknown, index: number) =>
      `  - { name: c${index}, urls: [http://es-${index}:9200], auth: *auth }\n`;
    const text = `clusters:\n  - { name: first, urls: [http://es:9200], auth: &auth { apiKey: env:KEY } }\n${Array.from({ length: 300 }, cluster).join('')}`;
    const { clusters } = parseRegistry(text, { file: 'clusters.yml' });
    expect(clusters).toHaveLength(301);
    expect(clusters[300]?.auth).toEqual({ apiKey: 'env:KEY' });
  });

  it('throws only RegistryError and shows no secret, for any damage of the file', () => {
    const text = fixture('invalid-secret-everywhere.yml');
    const damage = fc.record({
      at: fc.nat(text.length),
      dropped: fc.nat(3),
      added: fc.string({ unit: fc.constantFrom(...' \n\t:{}[]"\'-&*!|>@,a#%?'), maxLength: 3 }),
    });
    fc.assert(
      fc.property(damage, ({ at, dropped, added }) => {
        const damaged = text.slice(0, at) + added + text.slice(at + dropped);
        const error = errorOf(damaged, join(FIXTURES, 'clusters.yml'));
        expect(error).toBeInstanceOf(RegistryError);
        expect(error.message).not.toContain('s3cret');
      }),
      { numRuns: 300 },
    );
  });
});
