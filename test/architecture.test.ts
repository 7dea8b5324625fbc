/** Data flows one way, so imports do. What each room of lib/ may import, and how the house is kept. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** A room is a folder of lib/, or of lib/collect/; `.` are the files of lib/ itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  /** lib/check.ts is the whole check, and lib/sweep.ts stores it: both need nearly all. */
  '.': [
    'collect',
    'collect/elasticsearch',
    'collect/sniff',
    'diagnosis',
    'facts',
    'registry',
    'result',
    'state',
    'store',
  ],
  result: ['.'],
  release: ['result'],
  /** What the sentences of Elasticsearch mean; it knows nothing else of the project. */
  wording: ['result'],
  registry: ['.', 'release', 'result'],
  facts: ['.', 'release', 'result', 'state'],
  'collect/transport': ['release', 'result'],
  'collect/elasticsearch': [
    '.',
    'collect/probe',
    'collect/transport',
    'facts',
    'result',
    'wording',
  ],
  'collect/probe': ['.', 'collect/transport', 'release', 'result', 'wording'],
  'collect/sniff': [
    '.',
    'collect/probe',
    'collect/transport',
    'facts',
    'registry',
    'release',
    'result',
    'wording',
  ],
  collect: [
    '.',
    'collect/elasticsearch',
    'collect/probe',
    'collect/sniff',
    'facts',
    'registry',
    'release',
    'result',
    'state',
  ],
  diagnosis: ['.', 'facts', 'release', 'result', 'state', 'wording'],
  state: ['.', 'result'],
  preflight: ['.', 'diagnosis', 'release', 'result'],
  plan: ['.', 'collect', 'collect/elasticsearch', 'facts', 'registry', 'release', 'result'],
  report: ['.', 'diagnosis', 'result', 'state', 'store'],
  store: ['.', 'result', 'state'],
  alert: ['.', 'diagnosis', 'registry', 'report', 'result', 'state', 'store'],
  aws: ['.', 'alert', 'registry', 'report', 'result', 'store'],
  api: ['.', 'preflight', 'registry', 'report', 'result', 'state', 'store'],
  serve: ['.', 'alert', 'api', 'collect/elasticsearch', 'registry', 'report', 'result', 'store'],
  cli: ['.', 'alert', 'plan', 'preflight', 'registry', 'report', 'result', 'serve'],
};

/** Packages and modules of Node that show what a room does: only the named rooms may use them. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  '@elastic/elasticsearch': ['collect/elasticsearch'],
  undici: ['alert', 'collect/elasticsearch'],
  nodemailer: ['alert'],
  'node:net': ['.', 'collect', 'collect/probe', 'collect/elasticsearch', 'registry', 'serve'],
  'node:tls': ['alert', 'collect/probe', 'collect/elasticsearch'],
  'node:dns': ['collect/probe'],
  'node:dns/promises': ['collect/probe'],
  commander: ['cli'],
  yaml: ['registry'],
  hono: ['api', 'report'],
  '@middy/core': ['aws'],
  '@aws-sdk/client-dynamodb': ['store', 'aws'],
  '@aws-sdk/lib-dynamodb': ['store', 'aws'],
  '@aws-sdk/client-lambda': ['aws'],
  '@aws-sdk/client-sns': ['aws'],
};

/** What is loaded only where AWS is. */
const AWS_FILES = /^lib\/(?:aws\/|store\/dynamoDb\.ts)/;

const MOST_LINES = 300;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const sources = globSync('lib/**/*.ts', { cwd: ROOT });
const imports: readonly Import[] = sources.flatMap((file) =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(
      /(?:^|\n)(?:import|export)\b[^;]*?from '([^']+)'/g,
    ),
  ].map(([, specifier = '']) => ({ file, specifier })),
);
const importsOf = Map.groupBy(
  imports.filter(({ specifier }) => specifier.startsWith('.')),
  ({ file }) => file,
);

function targetOf({ file, specifier }: Import): string {
  return normalize(join(dirname(file), specifier));
}

function roomOf(file: string): string {
  const [first = '.', second = ''] = relative('lib', dirname(file)).split('/');
  return first === 'collect' && second !== '' ? `${first}/${second}` : first || '.';
}

function nameOfPackage(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Files from `file` back to itself; undefined if there is no such way. */
function circleThrough(file: string): string[] | undefined {
  const before = new Map<string, string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of (importsOf.get(next) ?? []).map(targetOf)) {
      if (target === file) return wayTo(next, before, file);
      if (before.has(target)) continue;
      before.set(target, next);
      open.push(target);
    }
  }
  return undefined;
}

function wayTo(end: string, before: ReadonlyMap<string, string>, start: string): string[] {
  const way = [start];
  for (let at: string | undefined = end; at !== undefined && at !== start; at = before.get(at))
    way.splice(1, 0, at);
  return way;
}

/** Files and packages that a program loads, at its start or later. Types are not loaded. */
function loadedBy(program: string): Set<string> {
  const loaded = new Set<string>();
  const open = [program];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    if (!file.startsWith('lib/')) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    const found = text.matchAll(
      /(?:^|\n)(?:import|export)\b(?! type\b)[^;]*?from '([^']+)'|import\('([^']+)'\)/g,
    );
    for (const [, at = '', later = at] of found)
      open.push(later.startsWith('.') ? targetOf({ file, specifier: later }) : later);
  }
  return loaded;
}

describe('imports', () => {
  it.each(Object.keys(MAY_IMPORT))('of %s are of rooms that stand below it', (room) => {
    const wrong = imports
      .filter(
        ({ file, specifier }) =>
          roomOf(file) === room && specifier.startsWith('.') && specifier.endsWith('.ts'),
      )
      .filter((entry) => ![room, ...(MAY_IMPORT[room] ?? [])].includes(roomOf(targetOf(entry))))
      .map((entry) => `${entry.file} -> ${targetOf(entry)}`);
    expect(wrong).toEqual([]);
  });

  it('are listed for every room', () => {
    expect(Object.keys(MAY_IMPORT).toSorted()).toEqual(
      [...new Set(sources.map(roomOf))].toSorted(),
    );
  });

  it('go in no circle', () => {
    expect(sources.flatMap((file) => circleThrough(file)?.join(' -> ') ?? [])).toEqual([]);
  });

  it.each(Object.entries(ONLY_IN))('of %s are in %j only', (specifier, rooms) => {
    const used = imports
      .filter((entry) => entry.specifier === specifier)
      .map(({ file }) => roomOf(file));
    expect([...new Set(used)].filter((room) => !rooms.includes(room))).toEqual([]);
  });

  it('of packages of AWS are in few files', () => {
    const used = imports.filter(
      ({ file, specifier }) => !AWS_FILES.test(file) && /^@(aws|middy)/.test(specifier),
    );
    expect(used).toEqual([]);
  });

  it('of the command, `serve` among them, need dependencies only, and nothing of AWS', () => {
    const loaded = loadedBy('lib/cli/bin.ts');
    expect([...loaded]).toEqual(
      expect.arrayContaining(['lib/serve/serve.ts', 'lib/api/api.ts', 'lib/store/sqlite.ts']),
    );
    expect([...loaded].filter((file) => AWS_FILES.test(file))).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const packages = [...loaded].filter((name) => !name.startsWith('lib/') && !isBuiltin(name));
    const known = [...Object.keys(dependencies), 'remote-cluster-checker'];
    expect(packages.map(nameOfPackage).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('are of packages that package.json names and of Node, and of nothing inside a package', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    const packages = { ...dependencies, ...devDependencies, 'remote-cluster-checker': '' };
    const foreign = imports
      .map(({ specifier }) => specifier)
      .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
      .filter(
        (specifier) =>
          !(nameOfPackage(specifier) in packages) && !(`@types/${specifier}` in packages),
      );
    expect([...new Set(foreign)]).toEqual([]);
  });
});

describe('files', () => {
  it(`of lib/ have at most ${MOST_LINES} lines`, () => {
    const long = sources.filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 > MOST_LINES,
    );
    expect(long).toEqual([]);
  });

  it('of functions/ have at most 30 lines', () => {
    const long = globSync('functions/*.ts', { cwd: ROOT }).filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 > 30,
    );
    expect(long).toEqual([]);
  });

  it('of lib/ have a name of their own', () => {
    const byName = Map.groupBy(sources, (file) => basename(file));
    expect([...byName.values()].filter((files) => files.length > 1 && !areParallel(files))).toEqual(
      [],
    );
  });

  it('of test/ stand where their source stands in lib/', () => {
    const rooms = new Set(sources.map((file) => file.split('/')[1]));
    const tests = globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) =>
      rooms.has(file.split('/')[1]),
    );
    expect(tests.filter((file) => !existsSync(join(ROOT, sourceOf(file))))).toEqual([]);
  });

  it('that comments and documents name exist', () => {
    const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
    const names = new Set(files.flatMap((file) => [file, basename(file)]));
    const named = sources.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/`([\w./-]+\.(?:ts|cjs|md))`/g)].map(
        ([, name = '']) => ({ file, name }),
      ),
    );
    expect(named.filter(({ name }) => !names.has(name.replace(/^\.\//, '')))).toEqual([]);
  });
});

/** The same name in two folders is right if the folders stand for the same kind of thing. */
function areParallel(files: readonly string[]): boolean {
  return new Set(files.map((file) => dirname(dirname(file)))).size === 1 && files.length > 2;
}

/** `test/a/b.test.ts`, or `test/a/b.aspect.test.ts` for a part of it. */
function sourceOf(test: string): string {
  return test.replace(/^test\//, 'lib/').replace(/(?:\.\w+)?\.test\.ts$/, '.ts');
}
