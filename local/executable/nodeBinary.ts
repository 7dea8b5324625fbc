/** Node's own binaries for Linux, from the npm packages that hold them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version that the project is tested with: the `node` package of package.json. */
export const NODE_VERSION = '24.21.0';

/** SHA-512 of the package `node-linux-<architecture>`, as package-lock.json would have it. */
const INTEGRITIES = {
  x64: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  arm64: 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
} as const;

export type Architecture = keyof typeof INTEGRITIES;
export const ARCHITECTURES = Object.keys(INTEGRITIES) as readonly Architecture[];

/** Outside of the clone, since the packages are large. */
const CACHE = join(homedir(), '.cache/remote-cluster-checker/node');

/** The folder with `bin/node` and `LICENSE`; downloaded at first. */
export function nodePackage(architecture: Architecture): string {
  const folder = join(CACHE, `${NODE_VERSION}-${architecture}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  try {
    const tarball = download(architecture, unfinished);
    execFileSync('tar', ['-xzf', tarball, '-C', unfinished, 'package/bin/node', 'package/LICENSE']);
    renameSync(join(unfinished, 'package'), folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Throws if the package is not the one that INTEGRITIES names. */
function download(architecture: Architecture, directory: string): string {
  const name = `node-linux-${architecture}`;
  const args = ['pack', '--silent', '--pack-destination', directory, `${name}@${NODE_VERSION}`];
  execFileSync('npm', args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  const tarball = join(directory, `${name}-${NODE_VERSION}.tgz`);
  const found = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (found !== INTEGRITIES[architecture])
    throw new Error(
      `Package ${name} ${NODE_VERSION} has SHA-512 ${found}, not ${INTEGRITIES[architecture]}: ` +
        'do not use it, and find out who changed it',
    );
  return tarball;
}
