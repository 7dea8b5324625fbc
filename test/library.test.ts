import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, loadRegistry, registryFromUrls } from '../lib/library.ts';
import { addressOf, type Fleet, PASSWORD, startFleet } from './support/fleet.ts';

describe('the library', () => {
  let fleet: Fleet;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'library-'));
    fleet = await startFleet((remote) => [
      { alias: 'archive', mode: 'proxy', proxyAddress: addressOf(remote) },
    ]);
  });
  afterAll(async () => {
    await fleet[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  function urls(): string[] {
    return fleet.local.nodes.map(({ url }) => url);
  }

  async function registryFile(password: string): Promise<string> {
    const file = join(directory, 'clusters.yml');
    const auth = { basic: { username: 'elastic', password } };
    await writeFile(join(directory, 'password'), `${PASSWORD}\n`);
    await writeFile(file, JSON.stringify({ clusters: [{ name: 'eu', urls: urls(), auth }] }));
    return file;
  }

  it('checks what a file registers, with secrets beside that file', async () => {
    const registry = await loadRegistry(await registryFile('file:password'));
    const { vantage, results } = await check(registry);
    expect(vantage).toBe(hostname());
    expect(results).toMatchObject([{ cluster: 'eu', alias: 'archive', status: 'healthy' }]);
  });

  it('checks what URLs name, with the credentials of the given environment', async () => {
    const environment = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: PASSWORD };
    const registry = registryFromUrls(urls(), environment);
    const secrets = { env: async () => PASSWORD };
    const { vantage, results } = await check(registry, { secrets, vantage: 'here' });
    expect(vantage).toBe('here');
    expect(results).toMatchObject([{ alias: 'archive', status: 'healthy' }]);
  });

  it('refuses URLs with credentials', () => {
    const typed = urls().map((url) => url.replace('://', `://elastic:${PASSWORD}@`));
    expect(() => registryFromUrls(typed)).toThrow(/contains credentials/);
  });

  it('refuses a remote that no local cluster has', async () => {
    const registry = await loadRegistry(await registryFile('file:password'));
    await expect(check(registry, { remotes: ['archiv'] })).rejects.toThrow(/archiv/);
  });
});
