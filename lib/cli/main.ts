/** The command: arguments in, exit code out. Only `cli/` prints. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import { ConfigurationError } from '../errors.ts';
import { explain, explainAll } from '../report/explain.ts';
import { printableLines } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import { addAlerts } from './alertsCommand.ts';
import { type CheckArguments, runCheck } from './checkCommand.ts';
import { addForesight } from './foresight.ts';
import { addServe } from './serveCommand.ts';
import type { Terminal } from './terminal.ts';
import { runWatch, type WatchArguments } from './watch.ts';

/**
 * Runs the command. Resolves with the exit code: 0, 1, 2, 3 as monitoring plugins; 3 also for
 * anything that could not be understood.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_CODES.unknown;
  const program = commands(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT_CODES.unknown;
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    terminal.stderr.write(`${printableLines(thrown.message)}\n`);
    return EXIT_CODES.unknown;
  }
  return exitCode;
}

function commands(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('remote-cluster-checker')
    .description(packageJson.description)
    .version(packageJson.version)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .configureHelp({ helpWidth: 120 })
    .exitOverride();
  withChoice(program.command('check', { isDefault: false }))
    .description(
      'check the remote clusters of the local clusters in the registry, or of the one at the given URLs',
    )
    .addOption(format('--json', 'print the report as JSON'))
    .addOption(format('--nagios', 'print the report as a monitoring plugin does'))
    .addOption(
      format(
        '--prometheus',
        'print the report as metrics of Prometheus, as the textfile collector of node_exporter takes them',
      ),
    )
    .addOption(
      format('--ecs', 'print a document of the Elastic Common Schema for each remote, a line each'),
    )
    .addOption(
      format(
        '--nodes',
        'print which local nodes can use which remote, by role, API key and connection',
      ),
    )
    .option('--allow-empty', 'exit with 0 if no remote cluster is registered, not with 3')
    .option('-v, --verbose', 'print all evidence, of healthy remotes too')
    .option(
      '-o, --output <file>',
      'write the report to this file, whole or not at all, in place of printing it',
    )
    .option(
      '--html <file>',
      'write the report as one page to this file too, to open in a browser or to attach to a ticket',
    )
    .addHelpText('after', `${CREDENTIALS_HELP}\n${EXIT_CODE_HELP}`)
    .action(async (urls: string[], options: Omit<CheckArguments, 'urls'>) =>
      exit(await runCheck({ ...options, urls }, terminal)),
    );
  withChoice(program.command('watch'))
    .description(
      'check again and again, and show how the remote clusters are; a line for each change where that is no terminal',
    )
    .option(
      '-e, --every <seconds>',
      'from the start of one check to the start of the next',
      atLeast(MIN_EVERY_SECONDS),
      30,
    )
    .addHelpText('after', CREDENTIALS_HELP)
    .action(async (urls: string[], options: Omit<WatchArguments, 'urls'>) =>
      exit(await runWatch({ ...options, urls }, terminal)),
    );
  addServe(program, { terminal, exit });
  addAlerts(program, { terminal, exit });
  addForesight(program, { terminal, exit, seconds: atLeast(1) });
  program
    .command('explain')
    .description('explain a cause code, or list them all')
    .argument('[code]', 'a cause code, such as connection-refused')
    .action((code: string | undefined) => exit(runExplain(code, terminal)));
  return program;
}

const FORMATS = ['json', 'nagios', 'prometheus', 'ecs', 'nodes'] as const;

/**
 * One way of printing the report; two of them contradict each other, and only the table can be
 * verbose.
 */
function format(flag: `--${(typeof FORMATS)[number]}`, description: string): Option {
  return new Option(flag, description).conflicts([
    ...FORMATS.filter((name) => flag !== `--${name}`),
    'verbose',
  ]);
}

/** Each check of a dead remote writes a warning into the log of a local node. */
const MIN_EVERY_SECONDS = 5;

/** What is to be checked. */
function withChoice(command: Command): Command {
  return command
    .argument(
      '[urls...]',
      'HTTP addresses of the nodes of one local cluster, in place of a registry',
    )
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .option('-c, --cluster <name>', 'only this local cluster (may be repeated)', collect, [])
    .option('-a, --remote <alias>', 'only this cluster alias (may be repeated)', collect, [])
    .option(
      '-t, --timeout <seconds>',
      'deadline for the whole check (default: 30, or the registry)',
      atLeast(0),
    )
    .option(
      '-g, --gentle',
      'ask about two remotes at a time and probe four addresses at a time; give a longer deadline with it',
    );
}

const CREDENTIALS_HELP = `
Credentials for URLs on the command line come from the environment:
  ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_BEARER_TOKEN
  ELASTICSEARCH_CA_FILE, ELASTICSEARCH_CA_FINGERPRINT`;

const EXIT_CODE_HELP = `
Exit code: 0 all healthy, 1 a remote is degraded, 2 a remote is failing, 3 a remote could not be judged, none is registered (see --allow-empty), or bad usage`;

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function atLeast(min: number): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (!(parsed > 0 && parsed >= min && parsed <= 3600))
      throw new InvalidArgumentError(`Give a number of seconds from ${min || 1} to 3600`);
    return parsed;
  };
}

export function runExplain(code: string | undefined, { stdout, stderr }: Terminal): number {
  const text = code === undefined ? explainAll() : explain(code);
  if (text === undefined) {
    stderr.write(`There is no cause code ${code}; "remote-cluster-checker explain" lists them\n`);
    return EXIT_CODES.unknown;
  }
  stdout.write(text);
  return EXIT_CODES.healthy;
}
