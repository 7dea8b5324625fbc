import { describe, expect, it } from 'vitest';
import { type LocalCluster, registrySchema } from '../../lib/registry/schema.ts';

const schema = registrySchema((path) => ({ pem: `content of ${path}` }));
const cluster = { name: 'eu', urls: ['https://es-1:9200'], auth: 'none' };

function clusterWith(more: object): LocalCluster | undefined {
  return schema.parse({ clusters: [{ ...cluster, ...more }] }).clusters[0];
}

describe('registrySchema', () => {
  it.each([
    'none',
    { apiKey: 'env:KEY' },
    { basic: { username: 'elastic', password: 'file:password' } },
    { bearer: 'secretsmanager:token' },
  ])('takes the credentials %j', (auth) => {
    expect(clusterWith({ auth })?.auth).toEqual(auth);
  });

  it('has no remotes by default, and accepts one without settings', () => {
    expect(clusterWith({})?.remotes).toEqual({});
    expect(clusterWith({ remotes: { archive: {} } })?.remotes).toEqual({ archive: {} });
  });

  it('reads every PEM file through the reader', () => {
    const remotes = {
      archive: {
        remote: { urls: cluster.urls, auth: 'none', tls: { ca: 'b' } },
        transportTls: { ca: 'c' },
      },
    };
    const { tls, remotes: loaded } = clusterWith({ tls: { ca: 'a' }, remotes }) ?? {};
    expect([
      tls?.ca,
      loaded?.['archive']?.remote?.tls?.ca,
      loaded?.['archive']?.transportTls?.ca,
    ]).toEqual(['content of a', 'content of b', 'content of c']);
  });
});
