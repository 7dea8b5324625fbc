/** The licenses of all that the executable holds, which they ask to pass on. */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const LICENSE_FILES = ['LICENSE*', 'LICENCE*', 'license*', 'NOTICE*'];

/**
 * The text of the project's own license, of each bundled package and of Node. Throws if a package
 * names no license.
 */
export async function licensesOf(
  { inputs }: Metafile,
  { root, node }: { readonly root: string; readonly node: string },
): Promise<string> {
  const packages = Object.keys(inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const folders = [...new Set(packages)].toSorted();
  const texts = [await licenseIn('remote-cluster-checker', root), await licenseIn('Node.js', node)];
  for (const folder of folders) texts.push(await licenseIn(folder, join(root, folder)));
  return texts.join('\n');
}

async function licenseIn(name: string, folder: string): Promise<string> {
  const files = [...new Set(globSync(LICENSE_FILES, { cwd: folder }))].toSorted();
  if (files.length === 0) return `==== ${name} ====\n\n${await licenseNamedIn(folder)}\n`;
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return `==== ${name.replace(/^node_modules\//, '')} ====\n\n${texts.join('\n')}`;
}

/** Some packages name their license and hold no text of it. */
async function licenseNamedIn(folder: string): Promise<string> {
  const { license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string')
    throw new Error(`No license in ${folder}: it cannot be passed on`);
  const owner = typeof author === 'object' && author !== null ? author.name : author;
  return [license, owner].filter((text) => typeof text === 'string').join(', ');
}
