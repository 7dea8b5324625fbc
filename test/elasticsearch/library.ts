/** The library entry, as another program uses it: a registry, and the report as a value. */
import { stringify } from 'yaml';
import { type CheckOptions, check } from '../../lib/check.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { CheckReport } from '../../lib/result/result.ts';
import { keyVariables } from './clusters/keyVariables.ts';
import { PASSWORD } from './clusters/request.ts';

export async function checkByLibrary(
  registry: unknown,
  options: Partial<CheckOptions> = {},
): Promise<CheckReport> {
  const secrets = localSecretResolvers('.', { LAB_PASSWORD: PASSWORD, ...keyVariables() });
  return check(parseRegistry(stringify(registry), { file: 'clusters.yml' }), {
    secrets,
    vantage: 'lab',
    ...options,
  });
}
