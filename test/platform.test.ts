import { expect, it } from 'vitest';
import { PLATFORMS } from '../lib/platform.ts';
import { registrySchema } from '../lib/registry/schema.ts';

const access = { urls: ['https://es:9200'], auth: 'none' };
const registry = (platform: string) => ({
  clusters: [
    { name: 'eu', ...access, platform, remotes: { archive: { remote: { ...access, platform } } } },
  ],
});

it.each(PLATFORMS)('the registry takes %s', (platform) => {
  const [cluster] = registrySchema(() => ({ pem: '' })).parse(registry(platform)).clusters;
  expect([cluster?.platform, cluster?.remotes['archive']?.remote?.platform]).toEqual([
    platform,
    platform,
  ]);
});

it('the registry takes no other', () => {
  const { error } = registrySchema(() => ({ pem: '' })).safeParse(registry('serverless'));
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'write self-managed, ech, ece or eck',
    'write self-managed, ech, ece or eck',
  ]);
});
