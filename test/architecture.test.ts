/** Data flows one way, so imports do: each folder of lib/ may import from the folders named here and from itself. */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** `.` are the files of lib/ itself: address, deadline, errors, facts, versionRange; check.ts is counted to check/. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '.': ['result'],
  result: [],
  transport: ['result'],
  registry: ['.'],
  elasticsearch: ['.', 'result'],
  probe: ['.', 'result', 'transport'],
  diagnosis: ['.', 'result', 'transport'],
  report: ['result', 'diagnosis'],
  check: ['.', 'result', 'registry', 'elasticsearch', 'probe', 'diagnosis', 'transport'],
  cli: ['.', 'result', 'registry', 'check', 'report'],
};

/** Packages and node modules that tell what a folder does; where one is named, only those folders may use it. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  '@elastic/elasticsearch': ['elasticsearch'],
  'node:net': ['.', 'probe', 'elasticsearch', 'registry'],
  'node:tls': ['probe', 'elasticsearch'],
  'node:dns': ['probe'],
  'node:dns/promises': ['probe'],
  commander: ['cli'],
  yaml: ['registry'],
};

function folderOf(file: string): string {
  const path = relative(join(ROOT, 'lib'), file);
  return path === 'check.ts' ? 'check' : dirname(path).split('/')[0] || '.';
}

const imports = globSync(join(ROOT, 'lib/**/*.ts')).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^|\n)(?:import|export)\b[^;]*?from '([^']+)'/g)].map(([, specifier = '']) => ({
    file,
    specifier,
  })),
);

describe('lib', () => {
  it.each(Object.keys(MAY_IMPORT))('%s imports only what stands below it', (folder) => {
    const targets = imports
      .filter(({ file, specifier }) => folderOf(file) === folder && specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map(({ file, specifier }) => folderOf(join(dirname(file), specifier)));
    expect([...new Set(targets)].filter((target) => target !== folder && !MAY_IMPORT[folder]?.includes(target))).toEqual([]);
  });

  it('has no folder that is missing above', () => {
    expect(Object.keys(MAY_IMPORT).toSorted()).toEqual([...new Set(globSync(join(ROOT, 'lib/**/*.ts')).map(folderOf))].toSorted());
  });

  it.each(Object.entries(ONLY_IN))('%s is used in %j only', (specifier, folders) => {
    const used = imports.filter((entry) => entry.specifier === specifier).map(({ file }) => folderOf(file));
    expect([...new Set(used)].filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it('uses the packages that package.json names and the modules of Node, nothing else', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const packages = imports.map(({ specifier }) => specifier).filter((specifier) => !specifier.startsWith('.'));
    const foreign = packages.filter(
      (name) =>
        name !== 'remote-cluster-checker/package.json' && !(name in dependencies) && !builtinModules.includes(name.replace(/^node:/, '')),
    );
    expect([...new Set(foreign)]).toEqual([]);
  });
});
