import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { openTokens, type TokenOptions } from '../../lib/serve/tokens.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';

async function setUp() {
  const directory = await temporaryDirectory();
  const file = join(directory.path, 'tokens.json');
  const open = (change: Partial<TokenOptions> = {}) =>
    openTokens({ file, secrets: localSecretResolvers(directory.path, { T: 'given' }), ...change });
  return { directory, file, open };
}

describe('openTokens', () => {
  it('generates two at the first start, for their owner alone, and keeps them', async () => {
    const { directory, file, open } = await setUp();
    await using _ = directory;
    const first = await open();
    const { token = '', actionToken = '' } = first.generated;
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(actionToken).not.toBe(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await open();
    expect([second.generated, second.problem]).toEqual([{}, undefined]);
    expect((await second.token()).reveal()).toBe(token);
    expect((await second.actionToken()).reveal()).toBe(actionToken);
  });

  it('reads references anew each time, and stores nothing of them', async () => {
    const { directory, file, open } = await setUp();
    await using _ = directory;
    writeFileSync(join(directory.path, 'secret'), 'before\n');
    const { token, actionToken, generated } = await open({ token: 'file:secret' });
    expect(Object.keys(generated)).toEqual(['actionToken']);
    expect(readFileSync(file, 'utf8')).not.toContain('before');
    expect((await token()).reveal()).toBe('before');
    writeFileSync(join(directory.path, 'secret'), 'after\n');
    expect((await token()).reveal()).toBe('after');
    expect((await actionToken()).reveal()).toBe(generated['actionToken']);
    const both = await open({ token: 'env:T', actionToken: 'env:T' });
    expect(both.generated).toEqual({});
  });

  it('refuses a token in place of a reference, a missing one, and a damaged file', async () => {
    const { directory, file, open } = await setUp();
    await using _ = directory;
    await expect(open({ token: 'hush' })).rejects.toThrow('--token takes a reference');
    await expect(open({ actionToken: 'env:NOWHERE' })).rejects.toThrow('NOWHERE is missing');
    writeFileSync(file, '{"token":""}');
    await expect(open()).rejects.toThrow('the file is damaged; delete it');
    chmodSync(file, 0o600);
    await expect(open({ file: directory.path })).rejects.toThrow(
      'cannot be read: it is a directory',
    );
  });

  it('goes on with tokens that cannot be stored, and says so', async () => {
    const { directory, file, open } = await setUp();
    await using _ = directory;
    mkdirSync(`${file}.unfinished`);
    const { generated, problem, token } = await open();
    expect(problem?.message).toMatch(/cannot be stored in .*pass --token and --action-token/);
    expect((await token()).reveal()).toBe(generated['token']);
  });
});
