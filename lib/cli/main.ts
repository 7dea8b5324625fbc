/** The command: arguments in, exit code out. Only `cli/` prints. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import { ConfigurationError } from '../errors.ts';
import { EXIT_CODES } from '../report/severity.ts';
import { type CheckArguments, runCheck } from './check.ts';
import { runExplain } from './explain.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command. Resolves with the exit code: 0, 1, 2, 3 as monitoring plugins; 3 also for anything that could not be understood. */
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
    terminal.stderr.write(`${thrown.message}\n`);
    return EXIT_CODES.unknown;
  }
  return exitCode;
}

function commands(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('remote-cluster-checker')
    .description(packageJson.description)
    .version(packageJson.version)
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), writeErr: (text) => terminal.stderr.write(text) })
    .configureHelp({ helpWidth: 120 })
    .exitOverride();
  program
    .command('check', { isDefault: false })
    .description('check the remote clusters of the local clusters in the registry, or of the one at the given URLs')
    .argument('[urls...]', 'HTTP addresses of the nodes of one local cluster, in place of a registry')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .option('-c, --cluster <name>', 'only this local cluster (may be repeated)', collect, [])
    .option('-a, --remote <alias>', 'only this cluster alias (may be repeated)', collect, [])
    .option('-t, --timeout <seconds>', 'deadline for the whole check (default: 30, or the registry)', seconds)
    .addOption(format('--json', 'print the report as JSON'))
    .addOption(format('--nagios', 'print the report as a monitoring plugin does'))
    .addOption(format('--prometheus', 'print the report as metrics of Prometheus, as the textfile collector of node_exporter takes them'))
    .addOption(format('--ecs', 'print a document of the Elastic Common Schema for each remote, a line each'))
    .option('-v, --verbose', 'print all evidence, of healthy remotes too')
    .option('-o, --output <file>', 'write the report to this file, whole or not at all, in place of printing it')
    .addHelpText('after', CHECK_HELP)
    .action(async (urls: string[], options: Omit<CheckArguments, 'urls'>) => exit(await runCheck({ ...options, urls }, terminal)));
  program
    .command('explain')
    .description('explain a cause code, or list them all')
    .argument('[code]', 'a cause code, such as connection-refused')
    .action((code: string | undefined) => exit(runExplain(code, terminal)));
  return program;
}

const FORMATS = ['json', 'nagios', 'prometheus', 'ecs'] as const;

/** One way of printing the report; two of them contradict each other, and only the table can be verbose. */
function format(flag: `--${(typeof FORMATS)[number]}`, description: string): Option {
  return new Option(flag, description).conflicts([...FORMATS.filter((name) => flag !== `--${name}`), 'verbose']);
}

const CHECK_HELP = `
Credentials for URLs on the command line come from the environment:
  ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_BEARER_TOKEN
  ELASTICSEARCH_CA_FILE, ELASTICSEARCH_CA_FINGERPRINT

Exit code: 0 all healthy, 1 a remote is degraded, 2 a remote is failing, 3 a remote could not be judged, or bad usage`;

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function seconds(value: string): number {
  const parsed = Number(value);
  if (!(parsed > 0 && parsed <= 3600)) throw new InvalidArgumentError('Give a number of seconds from 1 to 3600');
  return parsed;
}
