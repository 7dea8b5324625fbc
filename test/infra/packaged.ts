/**
 * The service as `npm run package` makes it, in a directory of its own, where there are no
 * credentials.
 */
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });

export type Resource = z.infer<typeof resourceSchema>;
export type Template = z.infer<typeof templateSchema>;

export interface Packaged extends AsyncDisposable {
  readonly template: Template;
  readonly templateFile: string;
  /** Unpacks what is deployed as a function; gives the directory, and the files in it. */
  readonly unpack: (
    name: string,
  ) => Promise<{ readonly directory: string; readonly files: readonly string[] }>;
}

export interface PackageOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Beside serverless.yml, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Throws with what serverless printed where it does not package, or not within two minutes: it
 * never ends when a bundle cannot be made.
 */
export async function packageService({
  parameters = {},
  files = {},
}: PackageOptions = {}): Promise<Packaged> {
  const directory = await mkdtemp(join(tmpdir(), 'remote-cluster-checker-package-'));
  await makeServiceDirectory(directory, files);
  const options = Object.entries(parameters).flatMap(([name, value]) => [
    '--param',
    `${name}=${value}`,
  ]);
  await promisify(execFile)(
    process.execPath,
    [
      join(ROOT, 'node_modules/serverless/bin/serverless.js'),
      'package',
      '--package',
      'out',
      ...options,
    ],
    {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        TMPDIR: directory,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      timeout: 120_000,
      killSignal: 'SIGKILL',
    },
  );
  const templateFile = join(directory, 'out/cloudformation-template-update-stack.json');
  return {
    template: templateSchema.parse(JSON.parse(await readFile(templateFile, 'utf8'))),
    templateFile,
    unpack: (name) =>
      unpack(join(directory, 'out', `${name}.zip`), join(directory, 'unpacked', name)),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** Serverless takes no link for its own file; what it bundles may be linked. */
async function makeServiceDirectory(
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await copyFile(join(ROOT, 'serverless.yml'), join(directory, 'serverless.yml'));
  await cp(join(ROOT, 'infra'), join(directory, 'infra'), { recursive: true });
  for (const name of ['functions', 'lib', 'node_modules', 'package.json', 'tsconfig.json'])
    await symlink(join(ROOT, name), join(directory, name));
  await writeFiles(directory, files);
}

async function unpack(archive: string, directory: string): ReturnType<Packaged['unpack']> {
  const files = unzipSync(await readFile(archive));
  await writeFiles(directory, files);
  return { directory, files: Object.keys(files).toSorted() };
}

async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}
