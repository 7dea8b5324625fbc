import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SecretOptions, secretResolvers } from '../../lib/aws/secrets.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import {
  resolveSecret,
  type SecretReference,
  type SecretResolvers,
} from '../../lib/registry/secret.ts';
import { type ParameterStoreOptions, startParameterStore } from './parameterStore.ts';

const secretsManager = mockClient(SecretsManagerClient);
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  secretsManager.reset();
  vi.unstubAllEnvs();
});

async function start(options: ParameterStoreOptions) {
  const service = await startParameterStore(options);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', service.url);
  return service;
}

const resolvers = (options: SecretOptions = {}) =>
  secretResolvers('.', { PASSWORD: 'hunter2' }, options);

async function revealed(reference: SecretReference, using: SecretResolvers): Promise<string> {
  return (await resolveSecret(reference, using)).reveal();
}

describe('secretResolvers', () => {
  it('reads what the environment holds', async () => {
    expect(await revealed('env:PASSWORD', resolvers())).toBe('hunter2');
  });

  it('reads a parameter, and once for several uses', async () => {
    await using service = await start({ parameters: { '/eu/password': 'hunter2' } });
    const read = resolvers();
    expect(await revealed('ssm:/eu/password', read)).toBe('hunter2');
    expect(await revealed('ssm:/eu/password', read)).toBe('hunter2');
    expect(service.answered).toEqual([['/eu/password']]);
  });

  it('reads a secret, and once for several uses', async () => {
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'eu' })
      .resolves({ SecretString: 'hunter2' });
    const read = resolvers();
    expect(await revealed('secretsmanager:eu', read)).toBe('hunter2');
    expect(await revealed('secretsmanager:eu', read)).toBe('hunter2');
    expect(secretsManager.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it('reads several secrets out of one that holds a JSON object, which it reads once', async () => {
    const SecretString = JSON.stringify({ eu: 'hunter2', 'us#1': 'changeme' });
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'search/keys' })
      .resolves({ SecretString });
    const read = resolvers();
    const references = [
      'secretsmanager:search/keys#eu',
      'secretsmanager:search/keys#us#1',
    ] as const;
    const values = await Promise.all(references.map((reference) => revealed(reference, read)));
    expect(values).toEqual(['hunter2', 'changeme']);
    expect(secretsManager.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it('reads a parameter that holds a JSON object', async () => {
    await using _service = await start({ parameters: { '/keys': '{"eu":"hunter2"}' } });
    expect(await revealed('ssm:/keys#eu', resolvers())).toBe('hunter2');
  });

  it('has its secret though Parameter Store throttles more often than the SDK tries again by itself', async () => {
    await using service = await start({ parameters: { '/eu': 'hunter2' }, throttled: 3 });
    expect(await revealed('ssm:/eu', resolvers())).toBe('hunter2');
    expect(service.answered).toEqual([['/eu']]);
  });

  it('uses the last value while the service does not answer, and reads again half to all of 5 minutes later', async () => {
    secretsManager
      .on(GetSecretValueCommand)
      .resolvesOnce({ SecretString: 'last' })
      .rejectsOnce(new Error('Rate exceeded'))
      .resolves({ SecretString: 'new' });
    const problems: string[] = [];
    const onProblem = ({ message }: Error) => problems.push(message);
    let now = 0;
    const read = resolvers({ now: () => now, random: () => 0.5, onProblem });
    await revealed('secretsmanager:eu', read);
    now = 224_999;
    expect(await revealed('secretsmanager:eu', read)).toBe('last');
    expect(problems).toEqual([]);
    now = 225_000;
    expect(await revealed('secretsmanager:eu', read)).toBe('last');
    expect(problems).toEqual([
      'Secret secretsmanager:eu cannot be read: Rate exceeded; the next check tries again. If it stays so, see docs/scale.md; its last value is used',
    ]);
    expect(await revealed('secretsmanager:eu', read)).toBe('new');
  });

  it('does not call it a wrong configuration if the service does not answer, and reads again', async () => {
    secretsManager
      .on(GetSecretValueCommand)
      .rejectsOnce(new Error('Rate exceeded'))
      .resolves({ SecretString: 'hunter2' });
    const read = resolvers();
    const refused = resolveSecret('secretsmanager:eu', read);
    await expect(refused).rejects.not.toBeInstanceOf(ConfigurationError);
    await expect(refused).rejects.toThrow(
      'Secret secretsmanager:eu cannot be read: Rate exceeded; the next check tries again',
    );
    expect(await revealed('secretsmanager:eu', read)).toBe('hunter2');
  });

  const EXAMPLE = '{"eu-search": "<encoded API key>"}';

  it.each([
    ['ssm:/absent', 'Secret ssm:/absent does not exist: put it there'],
    [
      'ssm:/denied',
      'Secret ssm:/denied cannot be read: Not authorized to perform ssm:GetParameters; put it there, and allow the function ssm:GetParameters',
    ],
    [
      'secretsmanager:absent',
      'Secret secretsmanager:absent cannot be read: no such secret; put it there, and allow the function secretsmanager:GetSecretValue',
    ],
    [
      'secretsmanager:bytes',
      'Secret secretsmanager:bytes has no text: store it as text, not as bytes',
    ],
    [
      'secretsmanager:text#eu',
      `Secret secretsmanager:text#eu needs a JSON object in secretsmanager:text: store one such as ${EXAMPLE}`,
    ],
    [
      'secretsmanager:list#0',
      `Secret secretsmanager:list#0 needs a JSON object in secretsmanager:list: store one such as ${EXAMPLE}`,
    ],
    [
      'secretsmanager:map#us',
      `Secret secretsmanager:map has no text for the key us: store it there, as in ${EXAMPLE}`,
    ],
    [
      'secretsmanager:map#number',
      `Secret secretsmanager:map has no text for the key number: store it there, as in ${EXAMPLE}`,
    ],
    [
      'secretsmanager:map#constructor',
      `Secret secretsmanager:map has no text for the key constructor: store it there, as in ${EXAMPLE}`,
    ],
  ] as const)('says what to do about %s', async (reference, message) => {
    await using _service = await start({ parameters: {}, denied: ['/denied'] });
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'absent' })
      .rejects(new ResourceNotFoundException({ message: 'no such secret', $metadata: {} }));
    const texts = { text: 'hunter2', list: '["hunter2"]', map: '{"eu":"hunter2","number":1}' };
    for (const [SecretId, SecretString] of Object.entries(texts))
      secretsManager.on(GetSecretValueCommand, { SecretId }).resolves({ SecretString });
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'bytes' })
      .resolves({ SecretBinary: Buffer.from('hunter2') });
    await expect(resolveSecret(reference, resolvers())).rejects.toThrow(
      new ConfigurationError(message),
    );
  });
});
