/** The commands that look ahead. */
import { type Command, Option } from 'commander';
import { type PreflightArguments, runPreflight } from './preflight.ts';
import type { Terminal } from './terminal.ts';

export interface Surroundings {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
  /** Reads a number of seconds. */
  readonly seconds: (value: string) => number;
}

export function addForesight(program: Command, { terminal, exit, seconds }: Surroundings): void {
  program
    .command('preflight')
    .description('check all of the registry, then tell what an upgrade of one cluster breaks, and which order of upgrades breaks nothing')
    .requiredOption('-c, --cluster <name>', 'the cluster to be upgraded: a local cluster of the registry, or the alias of a remote')
    .requiredOption('--to <release>', 'the release to go to, such as 9.5.0')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .addOption(new Option('--replication <use>', 'whether indices are followed over all pairs, or none').choices(['all', 'none']))
    .option('-t, --timeout <seconds>', 'deadline for the whole check (default: 30, or the registry)', seconds)
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', PREFLIGHT_HELP)
    .action(async (options: PreflightArguments) => exit(await runPreflight(options, terminal)));
}

const PREFLIGHT_HELP = `
Exit code, of the order that is given: 0 nothing breaks, 1 searches lose Elastic's support, 2 something breaks, 3 that is not known, or bad usage`;
