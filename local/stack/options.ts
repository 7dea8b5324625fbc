/** The arguments of `npm start`, and of `npm run start:stack`. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PORT } from './ports.ts';

export interface StartOptions {
  /** Absolute path. Absent for the demonstration. */
  readonly registry?: string;
  /** Absolute path of a directory. */
  readonly data?: string;
  /** The first of several consecutive ports. */
  readonly port: number;
  /** Seconds between two sweeps. */
  readonly every: number;
  /** True if many of the simulated clusters break at the same time. */
  readonly storm: boolean;
  readonly token: string;
}

/** Shorter for the demonstration, because it changes often and checks cost nothing there. */
const DEMO_SECONDS = 20;
const SECONDS = 60;

export interface Program {
  /** As the user calls it. */
  readonly command: string;
  readonly description: string;
  /** How many ports it takes. */
  readonly ports: number;
}

/** Undefined after it printed the help. Exits the process if an argument is invalid. */
export function readOptions(argv: readonly string[], program: Program): StartOptions {
  const command = new Command(program.command)
    .description(program.description)
    .option(
      '-r, --registry <file>',
      'check the clusters of this registry (default: a fleet of simulated clusters)',
      absolute,
    )
    .option(
      '-d, --data <directory>',
      'keep results and incidents in this directory across restarts (default: in memory)',
      absolute,
    )
    .option(
      '-p, --port <number>',
      `first of ${program.ports} free ports in a row`,
      portOf(program.ports),
      DEFAULT_PORT,
    )
    .option(
      '-e, --every <seconds>',
      `seconds between two checks (default: ${SECONDS}, and ${DEMO_SECONDS} for the simulated clusters)`,
      seconds,
    )
    .option('--storm', 'break all working simulated remotes at the same time instead of one', false)
    .option('--token <token>', 'token of the API (default: a new one for each start)')
    .parse([...argv], { from: 'user' });
  const { every, token, ...rest } = command.opts<
    Partial<StartOptions> & Pick<StartOptions, 'port' | 'storm'>
  >();
  if (rest.storm && rest.registry !== undefined)
    command.error(
      '--storm works only with simulated clusters, not with --registry. Remove one of the two',
    );
  return {
    ...rest,
    every: every ?? (rest.registry === undefined ? DEMO_SECONDS : SECONDS),
    token: token ?? randomBytes(18).toString('base64url'),
  };
}

function absolute(path: string): string {
  // npm runs scripts in the directory of package.json, but the path is relative to the user's
  // directory.
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

function portOf(count: number): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (!Number.isInteger(parsed) || parsed < 1024 || parsed > 65_536 - count)
      throw new InvalidArgumentError(`Give a number from 1024 to ${65_536 - count}`);
    return parsed;
  };
}

function seconds(value: string): number {
  const parsed = Number(value);
  if (!(parsed >= 5 && parsed <= 86_400))
    throw new InvalidArgumentError('Give a number of seconds from 5 to 86400');
  return parsed;
}
