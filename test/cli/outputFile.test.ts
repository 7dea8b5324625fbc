import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputFile, writeWhole } from '../../lib/cli/outputFile.ts';
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

it('outputFile gives the path of a file that can be written', async () => {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'checker-'));
  expect(await outputFile('report.txt', { workingDirectory })).toBe(
    join(workingDirectory, 'report.txt'),
  );
  await writeWhole(join(workingDirectory, 'older.txt'), 'older');
  expect(await outputFile('older.txt', { workingDirectory })).toMatch(/older\.txt$/);
});

it.each([
  ['nowhere/report.txt', /nowhere\/report\.txt cannot be written: ENOENT/],
  ['.', /cannot be written: it is a directory; name a file in a directory/],
])('outputFile refuses %s', async (file, message) => {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'checker-'));
  await expect(outputFile(file, { workingDirectory })).rejects.toThrow(ConfigurationError);
  await expect(outputFile(file, { workingDirectory })).rejects.toThrow(message);
});
