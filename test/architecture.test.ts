/**
 * Data flows one way, so imports do: each folder of lib/ may import from the folders named here and
 * from itself.
 */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/**
 * `.` are the files of lib/ itself: address, deadline, errors, facts, versionRange; check.ts is
 * counted to check/.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '.': ['result', 'memory'],
  result: [],
  /** What is remembered between checks, as functions of results. */
  memory: ['result'],
  transport: ['result'],
  registry: ['.'],
  elasticsearch: ['.', 'result'],
  probe: ['.', 'result', 'transport'],
  diagnosis: ['.', 'result', 'transport', 'memory'],
  /** What is to come, as functions of results. */
  preflight: ['result', 'diagnosis'],
  incident: ['result'],
  /**
   * store/remotes.ts has what the pages show of a stored remote; databases stay behind it, see
   * below.
   */
  report: ['result', 'diagnosis', 'incident', 'store', 'memory'],
  store: ['.', 'result', 'incident', 'memory'],
  notify: ['.', 'result', 'incident', 'registry', 'report'],
  alert: ['incident', 'store', 'notify'],
  aws: ['.', 'result', 'registry', 'report'],
  api: ['.', 'result', 'memory', 'registry', 'report', 'store', 'incident', 'aws', 'preflight'],
  check: ['.', 'result', 'memory', 'registry', 'elasticsearch', 'probe', 'diagnosis', 'transport'],
  cli: ['.', 'result', 'memory', 'registry', 'check', 'report', 'preflight'],
};

/**
 * Packages and node modules that tell what a folder does; where one is named, only those folders
 * may use it.
 */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  '@elastic/elasticsearch/lib/sniffingTransport': ['elasticsearch'],
  '@elastic/transport': ['elasticsearch'],
  'node:net': ['.', 'probe', 'elasticsearch', 'registry'],
  'node:tls': ['probe', 'elasticsearch'],
  'node:dns': ['probe'],
  'node:sqlite': ['store'],
  'node:dns/promises': ['probe'],
  commander: ['cli'],
  yaml: ['registry'],
  hono: ['api', 'report'],
  '@middy/core': ['.'],
  '@aws-sdk/client-dynamodb': ['store', 'aws'],
  '@aws-sdk/lib-dynamodb': ['store', 'aws'],
  '@aws-sdk/client-lambda': ['aws'],
  '@aws-sdk/client-sns': ['notify', 'aws'],
};

function folderOf(file: string): string {
  const path = relative(join(ROOT, 'lib'), file);
  return path === 'check.ts' ? 'check' : dirname(path).split('/')[0] || '.';
}

function known(specifier: string, packages: object): boolean {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@')
    ? `${scope}/${name}` in packages
    : scope in packages || `@types/${scope}` in packages;
}

const imports = globSync(join(ROOT, 'lib/**/*.ts')).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^|\n)(?:import|export)\b[^;]*?from '([^']+)'/g)].map(
    ([, specifier = '']) => ({
      file,
      specifier,
    }),
  ),
);

describe('lib', () => {
  it.each(Object.keys(MAY_IMPORT))('%s imports only what stands below it', (folder) => {
    const targets = imports
      .filter(
        ({ file, specifier }) =>
          folderOf(file) === folder && specifier.startsWith('.') && specifier.endsWith('.ts'),
      )
      .map(({ file, specifier }) => folderOf(join(dirname(file), specifier)));
    expect(
      [...new Set(targets)].filter(
        (target) => target !== folder && !MAY_IMPORT[folder]?.includes(target),
      ),
    ).toEqual([]);
  });

  it('has no folder that is missing above', () => {
    expect(Object.keys(MAY_IMPORT).toSorted()).toEqual(
      [...new Set(globSync(join(ROOT, 'lib/**/*.ts')).map(folderOf))].toSorted(),
    );
  });

  it.each(Object.entries(ONLY_IN))('%s is used in %j only', (specifier, folders) => {
    const used = imports
      .filter((entry) => entry.specifier === specifier)
      .map(({ file }) => folderOf(file));
    expect([...new Set(used)].filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it('needs nothing of AWS where the command runs', () => {
    const command = new Set([
      '.',
      'result',
      'memory',
      'transport',
      'registry',
      'elasticsearch',
      'probe',
      'diagnosis',
      'preflight',
      'check',
      'cli',
    ]);
    const used = imports.filter(
      ({ file, specifier }) =>
        command.has(folderOf(file)) &&
        !file.endsWith('handler.ts') &&
        /^@(aws|middy)/.test(specifier),
    );
    expect(used).toEqual([]);
  });

  it('uses the packages that package.json names and the modules of Node, nothing else', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    const packages = imports
      .map(({ specifier }) => specifier)
      .filter((specifier) => !specifier.startsWith('.'));
    const foreign = packages.filter(
      (name) =>
        name !== 'remote-cluster-checker/package.json' &&
        !known(name, { ...dependencies, ...devDependencies }) &&
        !isBuiltin(name),
    );
    expect([...new Set(foreign)]).toEqual([]);
  });
});
