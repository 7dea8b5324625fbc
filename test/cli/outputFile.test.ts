import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from '../../lib/cli/outputFile.ts';
import { ConfigurationError } from '../../lib/errors.ts';

it('writeWhole takes the place of an older file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'checker-'));
  const path = join(directory, 'report.prom');
  await writeWhole(path, 'older and longer');
  await writeWhole(path, 'newer');
  expect(await readFile(path, 'utf8')).toBe('newer');
  expect(await readdir(directory)).toEqual(['report.prom']);
});

it('writeWhole leaves nothing behind where it fails', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'checker-'));
  const path = join(directory, 'report.prom');
  await mkdir(join(path, 'in the way'), { recursive: true });
  await expect(writeWhole(path, 'text')).rejects.toThrow(ConfigurationError);
  expect(await readdir(directory)).toEqual(['report.prom']);
});
