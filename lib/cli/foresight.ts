/** The commands that look ahead. */
import { type Command, Option } from 'commander';
import { ConfigurationError } from '../errors.ts';
import { type PreflightRequest, preflight } from '../preflight/upgrade.ts';
import { calendarOfResults } from '../report/expiries.ts';
import { calendarStatus, expiryTable } from '../report/expiryTable.ts';
import { printableJson } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import { PREFLIGHT_STATUS, preflightText } from '../report/upgradeTable.ts';
import type { Calendar } from '../result/expiry.ts';
import { checkWithProgress, contactsOf } from './checkCommand.ts';
import { type ChoiceArguments, choose } from './choice.ts';
import {
  append,
  CREDENTIALS_HELP,
  examples,
  helpText,
  type Surroundings,
  withAccess,
} from './options.ts';
import { paperOf, type Terminal } from './terminal.ts';

export function addForesight(program: Command, { terminal, exit, seconds }: Surroundings): void {
  program
    .command('preflight')
    .description(
      'check all of the registry, then tell what an upgrade of one cluster breaks, and which order of upgrades breaks nothing',
    )
    .requiredOption(
      '-c, --cluster <name>',
      'the cluster to be upgraded: a local cluster of the registry, or the alias of a remote',
    )
    .requiredOption('--to <release>', 'the release to go to, such as 9.5.0')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .addOption(
      new Option(
        '--replication <use>',
        'whether indices are followed over all pairs, or none',
      ).choices(['all', 'none']),
    )
    .option(
      '-t, --timeout <seconds>',
      'deadline for the whole check (default: 30, or the registry)',
      seconds,
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', helpText(PREFLIGHT_HELP, terminal))
    .action(async (options: PreflightArguments) => exit(await runPreflight(options, terminal)));
  withAccess(program.command('expiry'))
    .description(
      'check, then list every certificate, API key and license that expires, the soonest first',
    )
    .argument(
      '[urls...]',
      'HTTP addresses of the nodes of one local cluster, in place of a registry',
    )
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .option(
      '-c, --cluster <name>',
      'only what this local cluster and its remotes show (may be repeated)',
      append,
    )
    .option(
      '-t, --timeout <seconds>',
      'deadline for the whole check (default: 30, or the registry)',
      seconds,
    )
    .addOption(new Option('--json', 'print the list as JSON').conflicts('ics'))
    .addOption(new Option('--ics', 'print the list as a calendar (RFC 5545)'))
    .addHelpText('after', helpText(`${EXPIRY_HELP}\n${CREDENTIALS_HELP}`, terminal))
    .action(async (urls: string[], options: Omit<ExpiryArguments, 'urls'>) =>
      exit(await runExpiry({ ...options, urls }, terminal)),
    );
}

const PREFLIGHT_HELP = `${examples(
  'remote-cluster-checker preflight --cluster eu --to 9.5.0',
  'remote-cluster-checker preflight --cluster eu --to 9.5.0 --replication all',
)}

Exit code, of the order that is given: 0 nothing breaks, 1 searches lose Elastic's support, 2 something breaks, 3 that is not known, or bad usage`;

const EXPIRY_HELP = `${examples(
  'remote-cluster-checker expiry',
  'remote-cluster-checker expiry https://es-1:9200 --user elastic --ca http_ca.crt',
  'remote-cluster-checker expiry --ics > expiry.ics',
)}

Exit code: 0 nothing expires soon, 1 something does, 2 something expires within a day or has expired, 3 a local cluster could not be asked, or bad usage`;

/** `remote-cluster-checker expiry`: checks, then lists what expires. */

export interface ExpiryArguments extends Omit<ChoiceArguments, 'remote'> {
  readonly json?: boolean;
  readonly ics?: boolean;
}

export async function runExpiry(given: ExpiryArguments, terminal: Terminal): Promise<number> {
  const chosen = await choose({ ...given, remote: [], command: 'expiry' }, terminal);
  const report = await checkWithProgress(chosen, terminal);
  const { results, startedAt } = report;
  const calendar = calendarOfResults(results, {
    now: new Date(startedAt),
    warningDays: chosen.registry.defaults.expiryWarningDays,
  });
  const { met, rest } = await contactsOf({ report, chosen }, false, terminal);
  // Formats for machines stay as they are; what could not be asked is said beside them.
  if (met !== '') terminal[given.json || given.ics ? 'stderr' : 'stdout'].write(met);
  const isAllMet = met !== '' && rest.results.length === 0;
  if (!isAllMet || given.json || given.ics)
    terminal.stdout.write(await render(calendar, given, terminal));
  const code = EXIT_CODES[calendarStatus(calendar)];
  return met === '' || code === EXIT_CODES.failing ? code : EXIT_CODES.unknown;
}

async function render(
  calendar: Calendar,
  { json, ics }: ExpiryArguments,
  terminal: Terminal,
): Promise<string> {
  if (json) return `${printableJson(calendar, 2)}\n`;
  if (!ics) return expiryTable(calendar, paperOf(terminal));
  // Its library is read only where it is used.
  const { expiryFeed } = await import('../report/calendar.ts');
  return expiryFeed(calendar);
}

/**
 * `remote-cluster-checker preflight`: checks all of the registry, then tells what an upgrade of one
 * cluster would do.
 */

export interface PreflightArguments extends PreflightRequest {
  readonly registry?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Throws ConfigurationError for a name or a release that does not fit. */
export async function runPreflight(given: PreflightArguments, terminal: Terminal): Promise<number> {
  const { json, cluster, to, replication, ...choice } = given;
  const { results } = await checkWithProgress(
    await choose({ ...choice, urls: [], cluster: [], remote: [] }, terminal),
    terminal,
  );
  const answer = preflight(results, { cluster, to, replication });
  if (!answer.ok) throw new ConfigurationError(answer.problem);
  const text = json
    ? `${printableJson(answer.preflight, 2)}\n`
    : preflightText(answer.preflight, paperOf(terminal));
  terminal.stdout.write(text);
  return EXIT_CODES[PREFLIGHT_STATUS[answer.preflight.outcome]];
}
