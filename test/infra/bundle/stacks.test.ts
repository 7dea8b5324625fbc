/** What a deployed function prints when something is wrong. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../../infra/bundle/options.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stacks-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const SOURCE = `
function connect(host: string): never {
  throw new TypeError('No route to ' + host);
}
export function handler(): void {
  connect('es-1');
}
try { handler(); } catch (thrown) { console.log((thrown as Error).stack); }
`;

async function printed(): Promise<string> {
  await writeFile(join(directory, 'source.ts'), SOURCE);
  const { outdir: _, ...options } = await bundleOptions();
  const outfile = join(directory, 'out.cjs');
  await build({ ...options, entryPoints: [join(directory, 'source.ts')], outfile });
  return outfile;
}

async function run(file: string): Promise<string[]> {
  return (await promisify(execFile)(process.execPath, [file])).stdout.split('\n').slice(0, 4);
}

describe('stack trace of a bundled function', () => {
  it('tells lines of the sources', async () => {
    const [message, ...frames] = await run(await printed());
    expect(message).toBe('TypeError: No route to es-1');
    expect(frames.map((frame) => /source\.ts:\d+:\d+/.exec(frame)?.[0])).toEqual([
      'source.ts:3:9',
      'source.ts:6:3',
      'source.ts:8:7',
    ]);
  });

  it('is still one without the map', async () => {
    const file = await printed();
    await rm(`${file}.map`);
    const [message, first] = await run(file);
    expect(message).toBe('TypeError: No route to es-1');
    expect(first).toContain('out.cjs:');
  });
});
