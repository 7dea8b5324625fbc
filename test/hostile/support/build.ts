/** The command is tested as it is installed, so it is built first. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export function setup(): void {
  execFileSync('npm', ['run', 'build'], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: 'ignore',
  });
}
