/**
 * `remote-cluster-checker serve`: the whole system in one process, until it is ended. The rest of
 * it is loaded only here, since all other commands would wait for it.
 */
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../errors.ts';
import { registryFromUrls } from '../registry/fromUrls.ts';
import { loadRegistry } from '../registry/load.ts';
import { localSecretResolvers } from '../registry/secret.ts';
import type { LogFormat } from '../serve/log.ts';
import type { ServeOptions } from '../serve/serve.ts';
import type { Terminal } from './terminal.ts';

export interface ServeArguments {
  readonly urls: readonly string[];
  readonly registry?: string;
  readonly data: string;
  readonly listen: string;
  /** Seconds. */
  readonly every: number;
  readonly token?: string;
  readonly actionToken?: string;
  readonly ping?: string;
  readonly retentionDays: number;
  readonly logFormat?: LogFormat;
}

interface ServeContext {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
}

export function addServe(program: Command, { terminal, exit }: ServeContext): void {
  program
    .command('serve')
    .description(
      'check on schedule, keep incidents and history, send alerts, and serve the status page, the API, /metrics and /healthz',
    )
    .argument(
      '[urls...]',
      'HTTP addresses of the nodes of one local cluster, in place of a registry',
    )
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .option(
      '-d, --data <directory>',
      'where state, history and generated tokens are kept, for one process at a time',
      'remote-cluster-checker-data',
    )
    .option(
      '-l, --listen <address>',
      'IP address and port of the status page and the API',
      '127.0.0.1:8080',
    )
    .option(
      '-e, --every <seconds>',
      'from the start of one sweep of all local clusters to the start of the next',
      whole('seconds', 5, 3600),
      60,
    )
    .option(
      '--token <reference>',
      'token to read, as env:NAME or file:path (default: a generated one)',
    )
    .option(
      '--action-token <reference>',
      'token to act: check on demand, acknowledge, accept an identity (default: a generated one)',
    )
    .option(
      '--ping <url>',
      "URL to request after each sweep, of a dead-man's switch; or env:NAME or file:path",
    )
    .option(
      '--retention-days <days>',
      'how long the history of a remote is kept, from what is stored from now on',
      whole('days', 1, 3650),
      90,
    )
    .addOption(
      new Option(
        '--log-format <format>',
        'text or JSON lines on stdout (default: text on a terminal, else json)',
      ).choices(['text', 'json']),
    )
    .addHelpText('after', SERVE_HELP)
    .action(async (urls: string[], options: Omit<ServeArguments, 'urls'>) =>
      exit(await runServe({ ...options, urls }, terminal)),
    );
}

const SERVE_HELP = `
Alerts go to the channels below alerts: in the registry; without any they go to the log.
The registry is read again when it changes, and so are the files that it names.
Generated tokens are shown once on stderr, and stay in tokens.json in the data directory.
SIGTERM and Ctrl-C end it within 10 seconds; nothing is lost.`;

function whole(unit: string, min: number, max: number): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (!(Number.isInteger(parsed) && parsed >= min && parsed <= max))
      throw new InvalidArgumentError(`Give a whole number of ${unit} from ${min} to ${max}`);
    return parsed;
  };
}

/** Runs until the process is to end. */
export async function runServe(given: ServeArguments, terminal: Terminal): Promise<number> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const forget = terminal.onEnd(end);
  try {
    const { startServe } = await import('../serve/serve.ts');
    const options = await optionsOf(given, terminal);
    const { log } = options;
    const serving = await startServe(options);
    showTokens(serving.generated, terminal);
    log.info(`Serving ${serving.url}/`, {
      clusters: serving.registry().clusters.length,
      everySeconds: given.every,
      data: options.directory,
      retentionDays: given.retentionDays,
    });
    await ended;
    log.info('Stopping');
    await serving.stop();
    log.info('Stopped');
  } finally {
    forget();
  }
  return 0;
}

async function optionsOf(given: ServeArguments, terminal: Terminal): Promise<ServeOptions> {
  const { createLog } = await import('../serve/log.ts');
  const { stdout, workingDirectory, hostname, env } = terminal;
  const now = () => new Date();
  const format = given.logFormat ?? (stdout.isTTY === true ? 'text' : 'json');
  const { source, base } = await sourceOf(given, terminal);
  return {
    ...given,
    source,
    now,
    secrets: localSecretResolvers(base, env),
    vantage: hostname,
    directory: resolve(workingDirectory, given.data),
    everyMs: given.every * 1000,
    log: createLog({ format, write: (line) => stdout.write(line), now }),
  };
}

async function sourceOf(
  { urls, registry }: ServeArguments,
  { workingDirectory, env }: Terminal,
): Promise<{ readonly source: ServeOptions['source']; readonly base: string }> {
  if (urls.length > 0 && registry !== undefined)
    throw new ConfigurationError('Give URLs, or --registry, not both');
  if (urls.length > 0) {
    const load = async (onFile: (path: string) => void) => registryFromUrls(urls, env, { onFile });
    return { source: { file: undefined, load }, base: workingDirectory };
  }
  const { alertsSchema } = await import('../alert/registryChannels.ts');
  const file = resolve(workingDirectory, registry ?? 'clusters.yml');
  const alerts = alertsSchema();
  const load = (onFile: (path: string) => void) => loadRegistry(file, { alerts, onFile });
  return { source: { file, load }, base: dirname(file) };
}

/** On stderr and not in the log, which others may read. */
function showTokens(generated: Readonly<Record<string, string>>, { stderr }: Terminal): void {
  const { token, actionToken } = generated;
  if (token !== undefined) stderr.write(`Token to read: ${token}\n`);
  if (actionToken !== undefined) stderr.write(`Token to act: ${actionToken}\n`);
}
