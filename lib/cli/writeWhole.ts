/** Files that the command writes. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../errors.ts';

/**
 * Writes the file whole or not at all, so that whoever reads it meanwhile (the textfile collector of node_exporter, a web server) never gets half
 * of it. Throws ConfigurationError where it cannot be written.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw new ConfigurationError(`File ${path} cannot be written: ${messageOf(thrown)}; name a file in a directory that you may write to`);
  }
}
