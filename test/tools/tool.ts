/** Programs that tests run if they are there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = join(homedir(), '.cache/remote-cluster-checker');

/** Where test/tools/install puts them. */
export const HELM = join(CACHE, 'bin/helm');
export const HADOLINT = join(CACHE, 'python/bin/hadolint');
export const KUBERNETES_VALIDATE = join(CACHE, 'python/bin/kubernetes-validate');

/**
 * Whether tests have to be skipped, which it says; throws with CI=true, so that nothing is skipped
 * unseen there.
 */
export function isMissing(tool: string, remedy: string): boolean {
  const isThere = tool.includes('/')
    ? existsSync(tool)
    : spawnSync(tool, ['--version']).error === undefined;
  if (isThere) return false;
  const message = `${tool} is missing (${remedy}): its tests are skipped`;
  if (process.env['CI'] === 'true') throw new Error(message);
  process.stderr.write(`${message}\n`);
  return true;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

export function runTool(tool: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { exitCode: status, output: `${stdout}${stderr}` };
}
