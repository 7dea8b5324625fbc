import { expect, it } from 'vitest';
import { accessOf, readSecret } from '../../lib/collect/access.ts';
import { defaultsSchema } from '../../lib/registry/limits.ts';
import type { Auth } from '../../lib/registry/schema.ts';
import { localSecretResolvers, Secret, type SecretResolvers } from '../../lib/registry/secret.ts';

const urls = ['https://es-1:9200'];
const place = { name: 'eu', prefix: '', cluster: 'eu' };
const inRemote = { name: 'archive', prefix: 'remotes.archive.remote.', cluster: 'eu' };

function contextOf(secrets: SecretResolvers) {
  const defaults = defaultsSchema.parse({ timeouts: { httpSeconds: 0.1 } });
  return { secrets, defaults, end: new AbortController().signal };
}

const context = contextOf({ env: async (name: string) => `value of ${name}` });

it.each<[Auth, object]>([
  ['none', { kind: 'none' }],
  [{ apiKey: 'env:KEY' }, { kind: 'apiKey', apiKey: 'value of KEY' }],
  [{ bearer: 'env:TOKEN' }, { kind: 'bearer', token: 'value of TOKEN' }],
  [
    { basic: { username: 'checker', password: 'env:PASSWORD' } },
    { kind: 'basic', username: 'checker', password: 'value of PASSWORD' },
  ],
])('accessOf resolves %j', async (auth, resolved) => {
  expect(await accessOf({ urls, auth }, place, context)).toEqual({
    name: 'eu',
    urls,
    auth: resolved,
  });
});

it('accessOf hands the TLS settings on', async () => {
  const tls = { serverName: 'es.example' };
  expect(await accessOf({ urls, auth: 'none', tls }, place, context)).toMatchObject({ tls });
});

it.each<[Auth, string]>([
  [{ apiKey: 'env:KEY' }, 'apiKey: Secret env:KEY is missing: set the environment variable KEY'],
  [{ bearer: 'env:KEY' }, 'bearer: Secret env:KEY is missing: set the environment variable KEY'],
  [
    { basic: { username: 'checker', password: 'env:KEY' } },
    'basic.password: Secret env:KEY is missing: set the environment variable KEY',
  ],
])('accessOf names key and reference of %j', async (auth, message) => {
  const [key, why] = message.split(/:(.*)/);
  const expected = `remotes.archive.remote.auth.${key} of cluster eu:${why}`;
  await expect(
    accessOf({ urls, auth }, inRemote, contextOf(localSecretResolvers('.', {}))),
  ).rejects.toMatchObject({
    name: 'ConfigurationError',
    key: `remotes.archive.remote.auth.${key}`,
    message: expected,
  });
});

it.each<[string, () => Promise<string>, string]>([
  ['never answers', () => new Promise(() => undefined), 'No answer within 100 ms'],
  [
    'quotes the value in its error',
    async () => JSON.parse('hunter2'),
    'its resolver failed with SyntaxError',
  ],
  ['throws what is no error', () => Promise.reject('hunter2'), 'its resolver failed'],
])('readSecret says why, without the value, if a resolver %s', async (_what, env, why) => {
  const reading = readSecret('env:KEY', { key: 'auth.apiKey', cluster: 'eu' }, contextOf({ env }));
  await expect(reading).rejects.toMatchObject({
    message: `auth.apiKey of cluster eu: Secret env:KEY cannot be read: ${why}`,
  });
});

it('readSecret gives back what is there already', async () => {
  const secret = new Secret('value');
  expect(await readSecret(secret, { key: 'auth.apiKey', cluster: 'eu' }, context)).toBe(secret);
});
