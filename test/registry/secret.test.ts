import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import {
  isSecretReference,
  localSecretResolvers,
  resolveSecret,
  Secret,
  type SecretReference,
} from '../../lib/registry/secret.ts';

describe('Secret', () => {
  it('shows its value only through reveal', () => {
    const secret = new Secret('changeme');
    expect(secret.reveal()).toBe('changeme');
    const seen = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      inspect({ deep: { secret } }, { showHidden: true }),
    ];
    expect(seen).toEqual([
      '[secret]',
      '[secret]',
      '{"secret":"[secret]"}',
      '{ deep: { secret: [secret] } }',
    ]);
  });
});

describe('isSecretReference', () => {
  it.each([
    'env:API_KEY',
    'env:_key1',
    'file:secrets/api key',
    'file:/run/secrets/key',
    'ssm:/checker/key',
    'secretsmanager:checker/key',
  ])('takes %j', (text) => {
    expect(isSecretReference(text)).toBe(true);
  });

  it.each([
    '',
    'changeme',
    'env:',
    'env:1KEY',
    'env:A-B',
    'env:A B',
    'file:',
    'file: key',
    'ENV:KEY',
    'vault:key',
    ' env:KEY',
    'env:KEY\nenv:OTHER',
  ])('refuses %j', (text) => {
    expect(isSecretReference(text)).toBe(false);
  });
});

describe('resolveSecret', () => {
  let directory: string;
  const env = {
    KEY: 'from-env',
    EMPTY: '',
    NEWLINES: '\n\n',
    SEVERAL: 'first\nsecond',
    TAB: 'a\tb',
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'checker-'));
    await writeFile(join(directory, 'key'), 'from-file\r\n\n');
    await writeFile(join(directory, 'empty'), '\n');
  });
  const reveal = async (reference: SecretReference) =>
    (await resolveSecret(reference, localSecretResolvers(directory, env))).reveal();

  it('reads a variable', async () => {
    expect(await reveal('env:KEY')).toBe('from-env');
  });

  it('reads a file by relative or absolute path, without trailing line breaks', async () => {
    expect([await reveal('file:key'), await reveal(`file:${directory}/key`)]).toEqual([
      'from-file',
      'from-file',
    ]);
  });

  it('returns a resolved secret unchanged', async () => {
    const secret = new Secret('typed');
    expect(await resolveSecret(secret, {})).toBe(secret);
  });

  it('passes everything after the first colon to the resolver of the scheme', async () => {
    const secret = await resolveSecret(
      'secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:key',
      {
        secretsmanager: async (name) => name,
      },
    );
    expect(secret.reveal()).toBe('arn:aws:secretsmanager:eu-west-1:1:secret:key');
  });

  it.each([
    ['env:MISSING', 'Secret env:MISSING is missing: set the environment variable MISSING'],
    ['env:toString', 'Secret env:toString is missing: set the environment variable toString'],
    ['env:EMPTY', 'Secret env:EMPTY is empty: put the secret there'],
    ['env:NEWLINES', 'Secret env:NEWLINES is empty: put the secret there'],
    ['file:empty', 'Secret file:empty is empty: put the secret there'],
    [
      'env:SEVERAL',
      'Secret env:SEVERAL has several lines or control characters: put the secret there and nothing else',
    ],
    [
      'env:TAB',
      'Secret env:TAB has several lines or control characters: put the secret there and nothing else',
    ],
    [
      'ssm:/checker/key',
      'Secret ssm:/checker/key cannot be read here: ssm: works only in AWS Lambda; write a reference that starts with env: or file:',
    ],
    [
      'secretsmanager:key',
      'Secret secretsmanager:key cannot be read here: secretsmanager: works only in AWS Lambda; write a reference that starts with env: or file:',
    ],
  ] as const)('returns a remedy for %s, and never the value', async (reference, message) => {
    await expect(reveal(reference)).rejects.toThrow(new ConfigurationError(message));
  });

  it('names the path of a file that cannot be read', async () => {
    const path = join(directory, 'nowhere');
    const message = `Secret file:nowhere cannot be read: ENOENT: no such file or directory, stat '${path}'; make the file readable or correct the path`;
    await expect(reveal('file:nowhere')).rejects.toThrow(new ConfigurationError(message));
  });
  it('does not read a device, or a file without end', async () => {
    const remedy = 'make the file readable or correct the path';
    const device = `Secret file:/dev/zero cannot be read: it is a device, not a regular file; ${remedy}`;
    await expect(reveal('file:/dev/zero')).rejects.toThrow(new ConfigurationError(device));
    await writeFile(join(directory, 'large'), 'x'.repeat(65_537));
    const large = `Secret file:large cannot be read: it has more than 65536 bytes; ${remedy}`;
    await expect(reveal('file:large')).rejects.toThrow(new ConfigurationError(large));
  });

  it('reports the place that is not UTF-8, without the content of the file', async () => {
    await writeFile(join(directory, 'latin1'), Buffer.from('p\u00e4ss', 'latin1'));
    const message =
      'Secret file:latin1 is not UTF-8 at byte offset 1, line 1: save the file as UTF-8';
    await expect(reveal('file:latin1')).rejects.toThrow(new ConfigurationError(message));
  });
});
