/** The documents lead somewhere: files that are there, headings that are there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causeOfText } from '../../lib/diagnosis/phrases.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT });

/** Links and pictures, without code and what is on the web. */
function targetsIn(text: string): string[] {
  const prose = text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target));
}

/** As GitHub makes them of headings. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('links to what is there', () => {
    const file = join(ROOT, document);
    const dead = targetsIn(readFileSync(file, 'utf8')).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? file : join(dirname(file), path);
      if (!existsSync(linked)) return true;
      return anchor !== undefined && !anchorsIn(readFileSync(linked, 'utf8')).includes(anchor);
    });
    expect(dead.map((target) => `${relative(ROOT, file)}: ${target}`)).toEqual([]);
  });
});

describe('docs/troubleshooting.md', () => {
  const rows = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it.each(rows)('reads the words of Elasticsearch as the checker does: %s', (row) => {
    const [said = '', causes = ''] = row.split(' | ');
    const causesRead = [...said.matchAll(/`([^`]+)`/g)].flatMap(
      ([, words = '']) => causeOfText(words) ?? [],
    );
    expect(causesRead.filter((cause) => !causes.includes(`causes/${cause}.md`))).toEqual([]);
  });
});

it('README.md stays below 200 lines', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThan(200);
});
