/** `remote-cluster-checker alerts test`: tries the channels of clusters.yml. */
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, messageOf } from '../errors.ts';
import { loadRegistry } from '../registry/load.ts';
import { localSecretResolvers } from '../registry/secret.ts';
import { printable } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import type { Terminal } from './terminal.ts';

export interface AlertsTestArguments {
  /** Names of channels; all if there are none. */
  readonly channels: readonly string[];
  readonly registry?: string;
}

interface AlertsContext {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
}

export function addAlerts(program: Command, { terminal, exit }: AlertsContext): void {
  program
    .command('alerts')
    .description('try the channels that alerts go to')
    .command('test')
    .description(
      'send a test alert and its end to each channel below alerts: in the registry, whatever the routes are',
    )
    .argument('[channels...]', 'only the channels of these names')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .addHelpText(
      'after',
      '\nA pager calls whoever is on call, and the incident is closed right after.\nExit code: 0 each channel took both messages, 2 a channel did not, 3 bad usage',
    )
    .action(async (channels: string[], options: Omit<AlertsTestArguments, 'channels'>) =>
      exit(await runAlertsTest({ ...options, channels }, terminal)),
    );
}

/** All attempts to send one message. */
const SEND_MS = 30_000;

export async function runAlertsTest(
  { channels: wanted, registry }: AlertsTestArguments,
  { workingDirectory, env, hostname, stdout }: Terminal,
): Promise<number> {
  const { alertsSchema, alertTargets } = await import('../alert/registryChannels.ts');
  const file = resolve(workingDirectory, registry ?? 'clusters.yml');
  const { alerts, vantage = hostname } = await loadRegistry(file, { alerts: alertsSchema() });
  const { channels, statusPageUrl } = alertTargets(alerts);
  const chosen = chosenOf(channels, { wanted, file });
  const { testMessages } = await import('../alert/testAlert.ts');
  const { wordsOf } = await import('../alert/words/alertWords.ts');
  const secrets = localSecretResolvers(dirname(file), env);
  const messages = testMessages({ id: randomUUID(), now: new Date(), vantage });
  const results = await Promise.all(
    chosen.map(async ({ title, send }) => {
      try {
        for (const message of messages)
          await send(
            { message, words: wordsOf(message, { statusPageUrl }) },
            { secrets, signal: AbortSignal.timeout(SEND_MS) },
          );
        return { isSent: true, line: `${title}: test alert and its end sent` };
      } catch (thrown) {
        return { isSent: false, line: `${title}: not sent: ${messageOf(thrown)}` };
      }
    }),
  );
  for (const { line } of results) stdout.write(`${printable(line)}\n`);
  return results.every(({ isSent }) => isSent) ? EXIT_CODES.healthy : EXIT_CODES.failing;
}

interface Chosen {
  readonly wanted: readonly string[];
  readonly file: string;
}

function chosenOf<Channel extends { readonly name: string }>(
  channels: readonly Channel[],
  { wanted, file }: Chosen,
): readonly Channel[] {
  const names = channels.map(({ name }) => name);
  if (names.length === 0)
    throw new ConfigurationError(`${file} has no channels: write some below alerts.channels`);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ConfigurationError(
      `${file} has no channel ${unknown}: its channels are ${names.join(', ')}`,
    );
  return wanted.length === 0 ? channels : channels.filter(({ name }) => wanted.includes(name));
}
