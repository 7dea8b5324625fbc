import { expect, it } from 'vitest';
import { accessOf } from '../../lib/collect/access.ts';
import type { Auth } from '../../lib/registry/schema.ts';

const secrets = { env: async (name: string) => `value of ${name}` };
const urls = ['https://es-1:9200'];

it.each<[Auth, object]>([
  ['none', { kind: 'none' }],
  [{ apiKey: 'env:KEY' }, { kind: 'apiKey', apiKey: 'value of KEY' }],
  [{ bearer: 'env:TOKEN' }, { kind: 'bearer', token: 'value of TOKEN' }],
  [
    { basic: { username: 'checker', password: 'env:PASSWORD' } },
    { kind: 'basic', username: 'checker', password: 'value of PASSWORD' },
  ],
])('accessOf resolves %j', async (auth, resolved) => {
  expect(await accessOf('eu', { urls, auth }, secrets)).toEqual({
    name: 'eu',
    urls,
    auth: resolved,
  });
});

it('accessOf hands the TLS settings on', async () => {
  const tls = { serverName: 'es.example' };
  expect(await accessOf('eu', { urls, auth: 'none', tls }, secrets)).toMatchObject({ tls });
});
