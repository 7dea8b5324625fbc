import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { secretResolvers } from '../../lib/aws/secrets.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { resolveSecret } from '../../lib/registry/secret.ts';

const ssm = mockClient(SSMClient);
const secretsManager = mockClient(SecretsManagerClient);
afterEach(() => {
  ssm.reset();
  secretsManager.reset();
});

const resolvers = () => secretResolvers('.', { PASSWORD: 'hunter2' });

describe('secretResolvers', () => {
  it('reads what the environment holds', async () => {
    expect((await resolveSecret('env:PASSWORD', resolvers())).reveal()).toBe('hunter2');
  });

  it('reads a parameter decrypted, and once for several uses', async () => {
    ssm
      .on(GetParameterCommand, { Name: '/eu/password', WithDecryption: true })
      .resolves({ Parameter: { Value: 'hunter2' } });
    const read = resolvers();
    expect((await resolveSecret('ssm:/eu/password', read)).reveal()).toBe('hunter2');
    expect((await resolveSecret('ssm:/eu/password', read)).reveal()).toBe('hunter2');
    expect(ssm.commandCalls(GetParameterCommand)).toHaveLength(1);
  });

  it('reads a secret, and once for several uses', async () => {
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'eu' })
      .resolves({ SecretString: 'hunter2' });
    const read = resolvers();
    expect((await resolveSecret('secretsmanager:eu', read)).reveal()).toBe('hunter2');
    expect((await resolveSecret('secretsmanager:eu', read)).reveal()).toBe('hunter2');
    expect(secretsManager.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it('reads again what could not be read', async () => {
    ssm
      .on(GetParameterCommand)
      .rejectsOnce(new Error('Rate exceeded'))
      .resolves({ Parameter: { Value: 'hunter2' } });
    const read = resolvers();
    await expect(resolveSecret('ssm:/x', read)).rejects.toThrow('Rate exceeded');
    expect((await resolveSecret('ssm:/x', read)).reveal()).toBe('hunter2');
  });

  it.each([
    [
      'ssm:/absent',
      'Secret ssm:/absent cannot be read: no such parameter; put it there, and allow the function ssm:GetParameter',
    ],
    [
      'secretsmanager:absent',
      'Secret secretsmanager:absent cannot be read: no such secret; put it there, and allow the function secretsmanager:GetSecretValue',
    ],
    [
      'secretsmanager:bytes',
      'Secret secretsmanager:bytes has no text: store it as text, not as bytes',
    ],
    ['ssm:/empty', 'Secret ssm:/empty has no text: store it as text, not as bytes'],
  ] as const)('says what to do about %s', async (reference, message) => {
    ssm
      .on(GetParameterCommand, { Name: '/absent' })
      .rejects(new ParameterNotFound({ message: 'no such parameter', $metadata: {} }));
    ssm.on(GetParameterCommand, { Name: '/empty' }).resolves({});
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'absent' })
      .rejects(new ResourceNotFoundException({ message: 'no such secret', $metadata: {} }));
    secretsManager
      .on(GetSecretValueCommand, { SecretId: 'bytes' })
      .resolves({ SecretBinary: Buffer.from('hunter2') });
    await expect(resolveSecret(reference, resolvers())).rejects.toThrow(
      new ConfigurationError(message),
    );
  });
});
