/** Options of `check` for people: how much of the report, and in which form. */
import { type Command, Option } from 'commander';
import { ConfigurationError } from '../errors.ts';
import { fixScript } from '../report/fixScript.ts';
import type { CheckReport } from '../result/result.ts';

export interface ReportArguments {
  /** Each healthy remote has a line too, and all of the page is about each remote. */
  readonly all?: boolean;
  /** Each step that passed or failed, instead of the table. */
  readonly checklist?: boolean;
  /** A cluster alias: the requests of its fix as a shell script. */
  readonly fixScript?: string;
}

const FORMATS = ['json', 'nagios', 'prometheus', 'ecs', 'nodes', 'verbose'];

export function addReportOptions(command: Command): Command {
  return command
    .option('--all', 'list healthy remotes too if there are many; with --html, all details of them')
    .addOption(
      new Option('--checklist', 'print each step that passed or failed').conflicts([
        ...FORMATS,
        'fixScript',
      ]),
    )
    .addOption(
      new Option(
        '--fix-script <alias>',
        'check this remote, and print the requests of its fix as a shell script',
      ).conflicts([...FORMATS, 'checklist']),
    );
}

/** Throws ConfigurationError if several local clusters have the alias. */
export function scriptOf({ results }: CheckReport, alias: string): string {
  const [result, ...others] = results;
  if (result === undefined || others.length > 0) {
    const clusters = results.map(({ cluster }) => cluster).join(', ');
    throw new ConfigurationError(
      result === undefined
        ? `There is no remote cluster ${alias}: none is registered`
        : `Several local clusters have a remote ${alias}: ${clusters}; choose one with --cluster`,
    );
  }
  return fixScript(result);
}
