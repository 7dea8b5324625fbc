/** `promtool`, as the Debian package prometheus has it. */
import { spawnSync } from 'node:child_process';

const found = spawnSync('promtool', ['--version']).error === undefined;

/**
 * Whether tests with it have to be skipped; throws with CI=true where it is missing, so that
 * nothing is skipped unseen there.
 */
export function promtoolIsMissing(): boolean {
  if (found) return false;
  const message =
    'promtool is missing (apt-get install prometheus, or https://prometheus.io/download): its tests are skipped';
  if (process.env['CI'] === 'true') throw new Error(message);
  process.stderr.write(`${message}\n`);
  return true;
}

export function promtool(
  args: readonly string[],
  input = '',
): { exitCode: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { exitCode: status, output: `${stdout}${stderr}` };
}
