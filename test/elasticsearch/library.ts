/** The library entry, as another program uses it: a registry, and the report as a value. */
import { stringify } from 'yaml';
import { type CheckOptions, check } from '../../lib/check.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { CheckReport } from '../../lib/result/result.ts';
import { keyVariables } from './clusters/keyVariables.ts';
import { PASSWORD } from './clusters/request.ts';

export interface LibraryOptions extends Partial<CheckOptions> {
  /** What `env:LAB_CREATED_KEY` of the registry stands for. */
  readonly createdKey?: string | undefined;
}

export async function checkByLibrary(
  registry: unknown,
  { createdKey, ...options }: LibraryOptions = {},
): Promise<CheckReport> {
  const created = createdKey === undefined ? {} : { LAB_CREATED_KEY: createdKey };
  const variables = { LAB_PASSWORD: PASSWORD, ...keyVariables(), ...created };
  const secrets = localSecretResolvers('.', variables);
  return check(parseRegistry(stringify(registry), { file: 'clusters.yml' }), {
    secrets,
    vantage: 'lab',
    ...options,
  });
}
