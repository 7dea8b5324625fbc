/**
 * Secrets in SSM Parameter Store and Secrets Manager, read when they are needed and again after
 * five minutes.
 */
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { ConfigurationError, messageOf } from '../errors.ts';
import { localSecretResolvers, type SecretResolvers } from '../registry/secret.ts';
import { type Environment, secretsManagerClient, ssmClient } from './clients.ts';

const MAX_AGE_SECONDS = 300;

/**
 * Resolvers of `ssm:name` and `secretsmanager:id`, and of `env:` and `file:` too, which serve where
 * the functions run on one's own machine. Each throws ConfigurationError, which names the
 * reference.
 */
export function secretResolvers(directory: string, env: Environment): SecretResolvers {
  const ssm = new SSMProvider({ awsSdkV3Client: ssmClient() });
  const secrets = new SecretsProvider({ awsSdkV3Client: secretsManagerClient() });
  return {
    ...localSecretResolvers(directory, env),
    ssm: (name) =>
      read(`ssm:${name}`, 'ssm:GetParameter', () =>
        ssm.get(name, { decrypt: true, maxAge: MAX_AGE_SECONDS }),
      ),
    secretsmanager: (id) =>
      read(`secretsmanager:${id}`, 'secretsmanager:GetSecretValue', () =>
        secrets.get(id, { maxAge: MAX_AGE_SECONDS }),
      ),
  };
}

async function read(
  reference: string,
  action: string,
  get: () => Promise<unknown>,
): Promise<string> {
  const value = await get().catch((thrown: unknown) => {
    throw new ConfigurationError(
      `Secret ${reference} cannot be read: ${messageOf(thrown)}; put it there, and allow the function ${action}`,
      {
        cause: thrown,
      },
    );
  });
  if (typeof value === 'string') return value;
  throw new ConfigurationError(`Secret ${reference} has no text: store it as text, not as bytes`);
}
