/** Files that the command writes. */
import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * The path of a file that can be written, relative to the working directory. Throws
 * ConfigurationError otherwise, so that nobody waits for a check whose report would be lost.
 */
export async function outputFile(
  file: string,
  { workingDirectory }: Pick<Terminal, 'workingDirectory'>,
): Promise<string> {
  const path = resolve(workingDirectory, file);
  try {
    await access(dirname(path), constants.W_OK | constants.X_OK);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new Error('it is a directory');
  } catch (thrown) {
    throw notWritable(path, thrown);
  }
  return path;
}

/**
 * Writes the file whole or not at all, so that whoever reads it meanwhile (the textfile collector
 * of node_exporter, a web server) never gets half of it. Throws ConfigurationError if it cannot be
 * written.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw notWritable(path, thrown);
  }
}

function notWritable(path: string, thrown: unknown): ConfigurationError {
  return new ConfigurationError(
    `File ${path} cannot be written: ${messageOf(thrown)}; name a file in a directory that you may write to`,
  );
}
