import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/docs.ts';
import { causePages } from '../../lib/report/causePages.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('docs/causes', () => {
  it.each(Object.entries(causePages()))('has %s as it is generated', async (name, content) => {
    const text = await readFile(join(ROOT, 'docs/causes', name), 'utf8').catch(() => '');
    expect(text, 'The file is stale: run npm run docs').toBe(content);
  });

  it('has nothing else', async () => {
    expect((await readdir(join(ROOT, 'docs/causes'))).toSorted()).toEqual(
      Object.keys(causePages()).toSorted(),
    );
  });
});

describe('main', () => {
  it('writes the folder anew where it is the program that was started, and nothing elsewhere', async () => {
    const root = await mkdtemp(join(tmpdir(), 'checker-'));
    await main(false, root);
    expect(await readdir(root)).toEqual([]);
    await mkdir(join(root, 'docs/causes'), { recursive: true });
    await writeFile(join(root, 'docs/causes/gone.md'), '');
    await main(true, root);
    expect((await readdir(join(root, 'docs/causes'))).toSorted()).toEqual(
      Object.keys(causePages()).toSorted(),
    );
  });
});
