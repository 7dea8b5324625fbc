/** `remote-cluster-checker check`: the registry or the URLs in, the report on stdout, the exit code out. */
import { dirname, resolve } from 'node:path';
import { check } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import { registryFromUrls } from '../registry/fromUrls.ts';
import { loadRegistry } from '../registry/load.ts';
import type { Registry } from '../registry/schema.ts';
import { localSecretResolvers } from '../registry/secret.ts';
import { nagios } from '../report/nagios.ts';
import { EXIT_CODES, worstStatus } from '../report/severity.ts';
import { table } from '../report/table.ts';
import type { CheckReport } from '../result/result.ts';
import { progressOn } from './progress.ts';
import { painter, type Terminal } from './terminal.ts';

export interface CheckArguments {
  readonly urls: readonly string[];
  readonly registry?: string;
  readonly cluster: readonly string[];
  readonly remote: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
  readonly nagios?: boolean;
  readonly verbose?: boolean;
}

export async function runCheck(given: CheckArguments, terminal: Terminal): Promise<number> {
  const file = resolve(terminal.workingDirectory, given.registry ?? 'clusters.yml');
  const registry = await registryOf(given, file, terminal);
  const progress = progressOn(terminal.stderr);
  let [total, done] = [0, 0];
  try {
    const report = await check(registry, {
      secrets: localSecretResolvers(dirname(file), terminal.env),
      vantage: terminal.hostname,
      clusters: given.cluster,
      remotes: given.remote,
      ...(given.timeout === undefined ? {} : { timeoutMs: given.timeout * 1000 }),
      onProgress: (event) => {
        if (event.kind === 'found') total += event.remotes;
        else done += 1;
        progress.tick(done, total);
      },
    });
    progress.clear();
    terminal.stdout.write(render(report, given, terminal));
    return report.results.length === 0 ? EXIT_CODES.healthy : EXIT_CODES[worstStatus(report)];
  } finally {
    progress.clear();
  }
}

async function registryOf({ urls, registry, cluster }: CheckArguments, file: string, { env }: Terminal): Promise<Registry> {
  if (urls.length === 0) return loadRegistry(file);
  if (registry !== undefined || cluster.length > 0) throw new ConfigurationError('Give URLs, or --registry and --cluster, not both');
  return registryFromUrls(urls, env);
}

function render(report: CheckReport, { json, nagios: asPlugin, verbose }: CheckArguments, terminal: Terminal): string {
  if (json) return `${JSON.stringify(report, undefined, 2)}\n`;
  if (asPlugin) return nagios(report);
  return table(report, { verbose: verbose ?? false, paint: painter(terminal) });
}
