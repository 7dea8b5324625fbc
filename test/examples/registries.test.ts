/** Every registry of examples/ is one, with the files that it names at hand. */
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../lib/registry/load.ts';
import { makeCertificate } from '../collect/elasticsearch/support/certificates.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const REGISTRIES = globSync(['registries/*.yml', '*/clusters.yml'], { cwd: EXAMPLES }).toSorted();
const directory = mkdtempSync(join(tmpdir(), 'examples-'));

/** Certificates and keys are no part of the examples: they are made here. */
beforeAll(() => {
  const { cert, key } = makeCertificate({ subject: 'example', ca: true });
  cpSync(EXAMPLES, directory, { recursive: true });
  for (const registry of REGISTRIES) {
    const text = readFileSync(join(EXAMPLES, registry), 'utf8');
    for (const [, file = ''] of text.matchAll(/(?:ca|certificate|key): ([\w./-]+\.(?:crt|key))/g)) {
      const path = join(directory, dirname(registry), file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.endsWith('.key') ? key : cert);
    }
  }
});

describe.each(REGISTRIES)('examples/%s', (registry) => {
  it('can be loaded', async () => {
    const { clusters } = await loadRegistry(join(directory, registry));
    expect(clusters.length).toBeGreaterThan(0);
  });

  it('is short, and begins by saying what it is for', () => {
    const lines = readFileSync(join(EXAMPLES, registry), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^# [A-Z]/);
    expect(lines.filter((line) => !line.startsWith('#')).length).toBeLessThanOrEqual(11);
  });
});

it('examples/ names every registry in its README', () => {
  const text = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  expect(REGISTRIES.filter((registry) => !text.includes(`(${registry})`))).toEqual([]);
  expect(REGISTRIES.length).toBeGreaterThanOrEqual(7);
});

it('examples/ hold no private key', () => {
  const files = globSync('**/*.*', { cwd: EXAMPLES });
  expect(
    files.filter(
      (file) =>
        /\.(?:pem|key|p12|jks)$/.test(file) ||
        readFileSync(join(EXAMPLES, file), 'utf8').includes('PRIVATE KEY'),
    ),
  ).toEqual([]);
});
