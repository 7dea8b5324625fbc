import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import { registryFromUrls } from '../../lib/registry/fromUrls.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import type { LocalCluster } from '../../lib/registry/schema.ts';
import { Secret } from '../../lib/registry/secret.ts';

type Environment = Parameters<typeof registryFromUrls>[1];

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');
const URL = 'https://es-1:9200';

function clusterOf(urls: readonly string[], env: Environment = {}): LocalCluster | undefined {
  return registryFromUrls(urls, env).clusters[0];
}

describe('registryFromUrls', () => {
  it('returns the same as the shortest registry with this cluster', () => {
    const { defaults, clusters } = parseRegistry(
      JSON.stringify({ clusters: [{ name: 'es-1', urls: [URL], auth: 'none' }] }),
      {
        file: 'clusters.json',
      },
    );
    const named = clusters.map((cluster) => ({ ...cluster, name: 'es-1:9200' }));
    expect(registryFromUrls([URL], {})).toEqual({ defaults, clusters: named });
  });

  it('treats several URLs as nodes of one cluster, named after the first', () => {
    const cluster = clusterOf(['https://es-2:9200/', URL, 'https://es-2:9200']);
    expect(cluster).toMatchObject({ name: 'es-2:9200', urls: ['https://es-2:9200', URL] });
  });

  it.each([
    ['https://es.example.com', 'es.example.com:443'],
    ['http://es.example.com', 'es.example.com:80'],
    ['http://[::1]:9200', '[::1]:9200'],
  ])('names the cluster at %s %s', (url, name) => {
    expect(clusterOf([url])?.name).toBe(name);
  });

  it.each([
    [{}, 'none'],
    [{ ELASTICSEARCH_API_KEY: 'a' }, { apiKey: 'env:ELASTICSEARCH_API_KEY' }],
    [
      { ELASTICSEARCH_BEARER_TOKEN: 'a', ELASTICSEARCH_API_KEY: '' },
      { bearer: 'env:ELASTICSEARCH_BEARER_TOKEN' },
    ],
    [
      { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: 'a' },
      { basic: { username: 'elastic', password: 'env:ELASTICSEARCH_PASSWORD' } },
    ],
  ])('takes credentials from the environment: %j', (env: Environment, auth) => {
    expect(clusterOf([URL], env)?.auth).toEqual(auth);
  });

  it.each([
    ['https://elastic:s3cret@es-1:9200', 'elastic'],
    ['https://elastic:100%@es-1:9200', 'elastic'],
    ['https://me@es-1:9200', 'me'],
    ['https://:s3cret@es-1:9200', 'elastic'],
  ])('refuses credentials in %s, names the alternative, and shows no password', (url, user) => {
    expect(() => clusterOf([URL, url])).toThrow(
      new ConfigurationError(
        [
          'URL https://…@es-1:9200/ contains credentials, which ps shows to every user of this machine.',
          `Write https://es-1:9200 --user ${user}`,
          'The password comes from ELASTICSEARCH_PASSWORD, from --password-file FILE, or from a prompt.',
        ].join('\n'),
      ),
    );
  });

  it.each([
    [{ apiKeyFile: 'key' }, { apiKey: 'file:key' }],
    [{ user: 'me' }, { basic: { username: 'me', password: 'env:ELASTICSEARCH_PASSWORD' } }],
    [{ user: 'me', passwordFile: 'pw' }, { basic: { username: 'me', password: 'file:pw' } }],
  ])('prefers the options %j to the environment', (given, auth) => {
    const { clusters } = registryFromUrls([URL], { ELASTICSEARCH_API_KEY: 'a' }, given);
    expect(clusters[0]?.auth).toEqual(auth);
  });

  it('takes a password that was typed', () => {
    const password = new Secret('typed');
    const { clusters } = registryFromUrls([URL], {}, { user: 'me', password });
    expect(clusters[0]?.auth).toEqual({ basic: { username: 'me', password } });
  });

  it('prefers --ca and --ca-fingerprint to the environment', () => {
    const env = { ELASTICSEARCH_CA_FINGERPRINT: 'cd'.repeat(32) };
    const ca = readFileSync(join(FIXTURES, 'ca.pem'), 'utf8');
    const byFile = registryFromUrls([URL], env, { ca: 'ca.pem', directory: FIXTURES });
    expect(byFile.clusters[0]?.tls).toEqual({ ca });
    const pinned = registryFromUrls([URL], env, { caFingerprint: 'ab'.repeat(32) });
    expect(pinned.clusters[0]?.tls).toEqual({ fingerprint: Array(32).fill('AB').join(':') });
  });

  it('takes TLS of the environment for https URLs only, and refuses its options for others', () => {
    const env = { ELASTICSEARCH_CA_FINGERPRINT: 'cd'.repeat(32) };
    expect(clusterOf(['http://es-1:9200'], env)).not.toHaveProperty('tls');
    const given = { ca: 'ca.pem', directory: FIXTURES };
    expect(() => registryFromUrls(['http://es-1:9200'], {}, given)).toThrow(
      '--ca has no effect on http://es-1:9200: write https://, or remove the option',
    );
  });

  it('takes CA and fingerprint from the environment', () => {
    const env = {
      ELASTICSEARCH_CA_FILE: join(FIXTURES, 'ca.pem'),
      ELASTICSEARCH_CA_FINGERPRINT: 'ab'.repeat(32),
    };
    const ca = readFileSync(env.ELASTICSEARCH_CA_FILE, 'utf8');
    const fingerprint = Array(32).fill('AB').join(':');
    expect(clusterOf([URL], env)?.tls).toEqual({ ca, fingerprint });
    expect(clusterOf([URL], { ELASTICSEARCH_CA_FILE: env.ELASTICSEARCH_CA_FILE })?.tls).toEqual({
      ca,
    });
    expect(
      clusterOf([URL], { ELASTICSEARCH_CA_FINGERPRINT: env.ELASTICSEARCH_CA_FINGERPRINT })?.tls,
    ).toEqual({ fingerprint });
  });

  it.each<[readonly string[], Environment, string]>([
    [[], {}, 'No URL: write the HTTP address of a node, such as https://es-1.example.com:9200'],
    [
      ['es-1:9200'],
      {},
      'URL es-1:9200 cannot be used: write http:// or https://, host and port, such as https://es-1.example.com:9200',
    ],
    [
      ['https://elastic:s3/cret@es-1:9200'],
      {},
      'URL https://…@es-1:9200 cannot be used: write http:// or https://, host and port, such as https://es-1.example.com:9200',
    ],
    [
      [`${URL}/es?api_key=s3cret`],
      {},
      'URL https://es-1:9200/… cannot be used: remove everything after the port, because Elasticsearch answers at the root',
    ],
    [
      [URL],
      { ELASTICSEARCH_PASSWORD: 's3cret' },
      'Only one of ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD is set: set both or none',
    ],
    [
      [URL],
      { ELASTICSEARCH_USERNAME: 'elastic' },
      'Only one of ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD is set: set both or none',
    ],
    [
      [URL],
      { ELASTICSEARCH_API_KEY: 's3cret', ELASTICSEARCH_BEARER_TOKEN: 's3cret' },
      'Several kinds of credentials are set: unset all but one of ELASTICSEARCH_API_KEY, ELASTICSEARCH_USERNAME and ELASTICSEARCH_BEARER_TOKEN',
    ],
    [
      [URL],
      { ELASTICSEARCH_CA_FILE: '/nowhere/ca.pem' },
      `ELASTICSEARCH_CA_FILE /nowhere/ca.pem cannot be used: there is no such file, so correct the path; relative ones start at ${process.cwd()}`,
    ],
    [
      [URL],
      { ELASTICSEARCH_CA_FINGERPRINT: 'AB:CD' },
      'ELASTICSEARCH_CA_FINGERPRINT AB:CD cannot be used: write a SHA-256 fingerprint, 64 hex digits with or without colons, as openssl x509 -fingerprint -sha256 prints it',
    ],
  ])('refuses %j with %j, and never shows a secret', (urls, env, message) => {
    expect(() => registryFromUrls(urls, env)).toThrow(new ConfigurationError(message));
  });
});
