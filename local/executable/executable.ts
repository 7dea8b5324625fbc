/**
 * `npm run executable`, or `npm run executable -- x64` for one architecture: writes the command as
 * one file for machines without Node, dist/executable/remote-cluster-checker-linux-x64 and -arm64.
 * It is Node's own binary with the bundled program inside
 * (https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'postject';
import { licensesOf } from './licenses.ts';
import { ARCHITECTURES, type Architecture, NODE_VERSION, nodePackage } from './nodeBinary.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'dist/executable');

/** Node finds the program by this mark in its binary. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const named = process.argv.slice(2);
const unknown = named.find((name) => !ARCHITECTURES.some((known) => known === name));
if (unknown !== undefined)
  throw new Error(`Unknown architecture ${unknown}: choose from ${ARCHITECTURES.join(', ')}`);
if (process.versions.node !== NODE_VERSION)
  throw new Error(
    `The program is prepared with Node ${process.versions.node}, and its binaries are of ` +
      `${NODE_VERSION}: change NODE_VERSION in local/executable/nodeBinary.ts`,
  );

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const blob = await prepareProgram();
const sums = [];
for (const architecture of ARCHITECTURES.filter(
  (name) => named.length === 0 || named.includes(name),
))
  sums.push(await writeExecutable(architecture, blob));
await writeFile(join(FOLDER, 'SHA256SUMS'), sums.join(''));

/** The bundle as Node's tool prepares it: the same for all architectures, so no code cache. */
async function prepareProgram(): Promise<Buffer> {
  const main = join(FOLDER, 'program.cjs');
  const output = join(FOLDER, 'program.blob');
  const config = join(FOLDER, 'program.json');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['bin/remote-cluster-checker.cjs'],
    outfile: main,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { 'import.meta.main': 'false' },
    minify: true,
    keepNames: true,
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(
    join(FOLDER, 'LICENSES.txt'),
    await licensesOf(metafile, {
      root: ROOT,
      node: nodePackage(named[0] === 'arm64' ? 'arm64' : 'x64'),
    }),
  );
  await writeFile(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true }));
  execFileSync(process.execPath, ['--experimental-sea-config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const prepared = await readFile(output);
  for (const file of [main, output, config]) await rm(file);
  return prepared;
}

/** Gives the line for SHA256SUMS. */
async function writeExecutable(architecture: Architecture, program: Buffer): Promise<string> {
  const name = `remote-cluster-checker-linux-${architecture}`;
  const file = join(FOLDER, name);
  const unfinished = `${file}.unfinished`;
  await copyFile(join(nodePackage(architecture), 'bin/node'), unfinished);
  await inject(unfinished, 'NODE_SEA_BLOB', program, { sentinelFuse: FUSE });
  await chmod(unfinished, 0o755);
  await rename(unfinished, file);
  const bytes = await readFile(file);
  process.stdout.write(`${file}: ${(bytes.length / 1024 / 1024).toFixed(1)} MiB\n`);
  return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
}
