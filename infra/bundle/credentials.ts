/**
 * In the bundles of the functions this stands for @aws-sdk/credential-provider-node: Lambda gives
 * credentials in the environment, so that all other places where the SDK would look for them
 * (files, SSO, web identity, instance metadata) need not be packaged and loaded.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export function defaultProvider(): ReturnType<typeof fromEnv> {
  return fromEnv();
}
