/** `npm run docs`: writes docs/causes/ from the cause catalogue. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causePages } from '../report/causePages.ts';

/** Writes it anew, below the root, where this module is the program that was started. */
export async function main(isProgram: boolean, root: string): Promise<void> {
  if (!isProgram) return;
  const folder = join(root, 'docs/causes');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(causePages()))
    await writeFile(join(folder, name), content);
}

await main(import.meta.main, join(import.meta.dirname, '../..'));
