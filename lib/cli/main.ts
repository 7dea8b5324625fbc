/** The command: arguments in, exit code out. Only `cli/` prints. */
import { Command, CommanderError, Option } from 'commander';
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import { ConfigurationError } from '../errors.ts';
import { redactUrl } from '../registry/masking.ts';
import { printableLines } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import { addAlerts } from './alertsCommand.ts';
import { type CheckArguments, runCheck } from './checkCommand.ts';
import { addExplain } from './explainCommand.ts';
import { addForesight } from './foresight.ts';
import { atLeast, CREDENTIALS_HELP, duration, examples, helpText, withChoice } from './options.ts';
import { addPlan } from './planCommand.ts';
import { addReportOptions } from './reportOptions.ts';
import { addServe } from './serveCommand.ts';
import { columnsOf, type Terminal } from './terminal.ts';
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
    refuseUrlAsCommand(argv);
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT_CODES.unknown;
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    terminal.stderr.write(`${printableLines(thrown.message)}\n`);
    return EXIT_CODES.unknown;
  }
  return exitCode;
}

/** The most likely slip: `remote-cluster-checker https://es-1:9200`. */
function refuseUrlAsCommand([first = '']: readonly string[]): void {
  if (!/^https?:\/\//.test(first)) return;
  throw new ConfigurationError(
    `A command is missing before ${redactUrl(first)}. Write: remote-cluster-checker check ${redactUrl(first)}`,
  );
}

function commands(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('remote-cluster-checker')
    .description(packageJson.description)
    .version(packageJson.version)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => columnsOf(terminal.stdout),
      getErrHelpWidth: () => columnsOf(terminal.stderr),
    })
    .exitOverride();
  addReportOptions(withChoice(program.command('check', { isDefault: false })))
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
    .addOption(format('--short', 'print one line for each remote: status, name, cause'))
    .option(
      '--wait [time]',
      'check again until all remotes are healthy, or until this time is over (default: 60s)',
      duration,
    )
    .addOption(
      new Option('--fail-on <status>', 'exit with 0 for statuses that are better than this')
        .choices(['degraded', 'failing'])
        .conflicts('nagios'),
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
    .addHelpText(
      'after',
      helpText(`${CHECK_EXAMPLES}\n${CREDENTIALS_HELP}\n${EXIT_CODE_HELP}`, terminal),
    )
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
    .addHelpText('after', helpText(`${WATCH_EXAMPLES}\n${CREDENTIALS_HELP}`, terminal))
    .action(async (urls: string[], options: Omit<WatchArguments, 'urls'>) =>
      exit(await runWatch({ ...options, urls }, terminal)),
    );
  const surroundings = { terminal, exit, seconds: atLeast(1) };
  addServe(program, surroundings);
  addAlerts(program, surroundings);
  addPlan(program, surroundings);
  addForesight(program, surroundings);
  addExplain(program, surroundings);
  return program;
}

const FORMATS = ['json', 'nagios', 'prometheus', 'ecs', 'nodes', 'short'] as const;

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

const CHECK_EXAMPLES = examples(
  'remote-cluster-checker check https://es-1:9200 --user elastic',
  'remote-cluster-checker check https://es-1:9200 --ca http_ca.crt --api-key-file key',
  'remote-cluster-checker check --cluster eu --remote archive --verbose',
  'remote-cluster-checker check --wait=5m --fail-on failing',
);

const WATCH_EXAMPLES = examples(
  'remote-cluster-checker watch',
  'remote-cluster-checker watch https://es-1:9200 --user elastic --every 60',
);

const EXIT_CODE_HELP = `
Exit code:
  0 all remotes are healthy
  1 a remote is degraded
  2 a remote is failing
  3 a remote could not be judged, none is registered (see --allow-empty), or bad usage`;
