/**
 * `npm run bench`, or `npm run bench -- probes start` for some parts only. Writes the measurements
 * to bench/results.md and keeps the sections of parts that did not run. No test reads the figures.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check/check.ts';
import { executable } from './executable/executable.ts';
import { observed } from './observed/observed.ts';
import type { Part } from './part.ts';
import { probes } from './probes/probes.ts';
import { withSection } from './report.ts';
import { serve } from './serve/serve.ts';
import { start } from './start/start.ts';
import { sweep } from './sweep/sweep.ts';

const PARTS: Readonly<Record<string, Part>> = {
  probes,
  check,
  start,
  executable,
  sweep,
  observed,
  serve,
};
const RESULTS = join(import.meta.dirname, 'results.md');

const HEAD = `# What it costs

Written by \`npm run bench\` ([bench/](.)): measured side by side in one run, on one machine. Trust the ratios, which are paired round by round, more than the
absolute figures. What stands as three figures is min / median / max over the rounds.
`;

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

async function measure(name: string, { title, about, run }: Part): Promise<string> {
  const cache = join(tmpdir(), 'remote-cluster-checker-bench');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  const [before = 0] = loadavg();
  const began = performance.now();
  try {
    const measured = await run({ cache, directory, log: (line) => log(`${name}: ${line}`) });
    const [after = 0] = loadavg();
    const seconds = Math.round((performance.now() - began) / 1000);
    const machine = `Node ${process.versions.node}, ${cpus().length} cores, load ${before.toFixed(1)} before and ${after.toFixed(1)} after, ${seconds} s.`;
    return `## ${title}\n\n${about}\n\n${machine} ${measured}`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
for (const name of names) {
  const part = PARTS[name];
  if (part === undefined)
    throw new Error(`Unknown part ${name}. Choose from ${Object.keys(PARTS).join(', ')}`);
  const section = await measure(name, part);
  const document = await readFile(RESULTS, 'utf8').catch(() => HEAD);
  await writeFile(RESULTS, withSection(document, name, section));
  log(`${name}: written to ${RESULTS}`);
}
