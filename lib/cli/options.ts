/** The options that several commands share, and how help is laid out. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { commandLines } from '../commandLine.ts';
import { wrapped } from '../report/contactText.ts';
import { columnsOf, type Terminal } from './terminal.ts';

/** `lib/cli/main.ts` hands it to each file that adds commands. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
  /** Reads a number of seconds. */
  readonly seconds: (value: string) => number;
}

/** What is to be checked, and how to reach it. */
export function withChoice(command: Command): Command {
  command
    .argument(
      '[urls...]',
      'HTTP addresses of the nodes of one local cluster, in place of a registry',
    )
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .option('-c, --cluster <name>', 'only this local cluster (may be repeated)', append)
    .option('-a, --remote <alias>', 'only this cluster alias (may be repeated)', append)
    .option(
      '-t, --timeout <seconds>',
      'deadline for the whole check (default: 30, or the registry)',
      atLeast(0),
    )
    .option(
      '-g, --gentle',
      'ask about two remotes at a time and probe four addresses at a time; give a longer deadline with it',
    );
  return withAccess(command);
}

/** How to reach the cluster at the given URLs; the registry has keys for all of this. */
export function withAccess(command: Command): Command {
  return command
    .option('--ca <file>', 'for URLs: PEM file with the CA certificate to trust')
    .option(
      '--ca-fingerprint <sha256>',
      'for URLs: SHA-256 fingerprint of the CA certificate to trust, in place of a file',
    )
    .addOption(
      new Option('--api-key-file <file>', 'for URLs: file with an encoded API key').conflicts([
        'user',
        'passwordFile',
      ]),
    )
    .option(
      '--user <name>',
      'for URLs: user name; the password comes from ELASTICSEARCH_PASSWORD, --password-file, or a prompt',
    )
    .option('--password-file <file>', 'for URLs: file with the password of --user');
}

export function append(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

export function atLeast(min: number): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (!(parsed > 0 && parsed >= min && parsed <= 3600))
      throw new InvalidArgumentError(`Give a number of seconds from ${min || 1} to 3600`);
    return parsed;
  };
}

const MULTIPLES: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `60s`, `5m`, `1h`, or seconds without a unit → seconds. */
export function duration(value: string): number {
  const [, count = '', unit = 's'] = /^(\d{1,4})([smh])?$/.exec(value) ?? [];
  const seconds = Number(count) * (MULTIPLES[unit] as number);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('Give a time from 1s to 24h, such as 60s or 5m');
  return seconds;
}

export const CREDENTIALS_HELP = `
Credentials and CA for URLs come from these options, or from the environment:
  ELASTICSEARCH_API_KEY
  ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD
  ELASTICSEARCH_BEARER_TOKEN
  ELASTICSEARCH_CA_FILE, ELASTICSEARCH_CA_FINGERPRINT`;

export function examples(...lines: readonly string[]): string {
  return `
Examples:
${lines.map((line) => `${EXAMPLE}${line}`).join('\n')}`;
}

/** Text after the help of a command, wrapped; a long example stays one that a shell can take. */
export function helpText(text: string, { stdout }: Terminal): string {
  const columns = columnsOf(stdout);
  return text
    .split('\n')
    .map((line) => (line.startsWith(EXAMPLE) ? example(line, columns) : wrapped(line, columns)))
    .join('\n');
}

/** Stands before each example. */
const EXAMPLE = '  $ ';

function example(line: string, columns: number): string {
  const indent = ' '.repeat(EXAMPLE.length);
  const broken = commandLines(line.slice(EXAMPLE.length), columns - EXAMPLE.length);
  return `${EXAMPLE}${broken.join(`\n${indent}`)}`;
}
