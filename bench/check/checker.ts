/** One check in one process: `node checker.ts clusters.yml`. Prints its cost as JSON. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { check } from '../../lib/check.ts';
import { loadRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';

export interface Checked {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  /** Number of open files. */
  readonly files: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  readonly results: number;
  /** By status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Listing thousands of files takes time, and that time would count. */
const SAMPLE_MS = 500;
const MAX_SECONDS = 110;

const file = process.argv[2] ?? 'clusters.yml';
const registry = await loadRegistry(file);
const delay = monitorEventLoopDelay({ resolution: 5 });
let files = 0;
setInterval(() => {
  files = Math.max(files, readdirSync('/proc/self/fd').length);
}, SAMPLE_MS).unref();
const secrets = localSecretResolvers(dirname(file), process.env);
const before = process.cpuUsage();
const began = performance.now();
delay.enable();
const { results } = await check(registry, {
  secrets,
  vantage: 'bench',
  timeoutMs: MAX_SECONDS * 1000,
});
delay.disable();
const { user, system } = process.cpuUsage(before);
const statuses = Object.fromEntries(
  [...Map.groupBy(results, ({ status }) => status)].map(([status, all]) => [status, all.length]),
);
const checked: Checked = {
  seconds: (performance.now() - began) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakMiB: process.resourceUsage().maxRSS / 1024,
  files,
  delayP99Ms: delay.percentile(99) / 1e6,
  delayMaxMs: delay.max / 1e6,
  results: results.length,
  statuses,
};
process.stdout.write(`${JSON.stringify(checked)}\n`);
