/** Environment variables with the API keys of the lab, for references of the registry. */
import { allKeys } from './lab.ts';

/** `cluster.key` → the name of its variable. */
export function keyVariable(key: string): string {
  return `LAB_KEY_${key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

export function keyVariables(): Record<string, string> {
  return Object.fromEntries(allKeys().map(([key, encoded]) => [keyVariable(key), encoded]));
}
