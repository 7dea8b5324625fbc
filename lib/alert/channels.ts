/** The channels that alerts can go to, and the delivery of one message to all that are in use. */
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Channel, SendAlert, SendOptions } from './channel.ts';
import { email } from './email.ts';
import { genericWebhook } from './genericWebhook.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerDuty } from './pagerDuty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { type AlertMessage, parsedMessage } from './topic.ts';
import { wordsOf } from './words/alertWords.ts';

export const CHANNELS: Channels = {
  slack,
  pagerduty: pagerDuty,
  teams,
  opsgenie,
  email,
  webhook: genericWebhook,
};

/** By name, in lower case without spaces: `slack`. */
export type Channels = Readonly<Record<string, Channel>>;

/** A channel with the settings of a deployment. */
export interface OpenChannel {
  /** What receipts of deliveries go by. */
  readonly name: string;
  readonly title: string;
  readonly send: SendAlert;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The channels that the variable `CHANNELS` names, with commas between them. The setting `webhook`
 * of the channel `slack` is the variable `SLACK_WEBHOOK`. Throws ConfigurationError, which names
 * the variable and shows no value of a setting.
 */
export function channelsIn(env: Environment, channels: Channels = CHANNELS): OpenChannel[] {
  const given = (env['CHANNELS'] ?? '').split(',').map((name) => name.trim());
  const names = new Set(given.filter((name) => name !== ''));
  if (names.size === 0)
    throw new ConfigurationError(
      `Environment variable CHANNELS is missing: name one or more of ${namesIn(channels)}`,
    );
  return [...names].map((name) => openChannel(name, channels, env));
}

function openChannel(name: string, channels: Channels, env: Environment): OpenChannel {
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (channel === undefined)
    throw new ConfigurationError(
      `Environment variable CHANNELS names ${name}: the channels are ${namesIn(channels)}`,
    );
  const given = channel.settings.map((setting) => [
    setting,
    env[variableOf(name, setting)] || undefined,
  ]);
  const opened = channel.open(Object.fromEntries(given));
  if ('send' in opened) return { name, title: channel.title, send: opened.send };
  const problems = opened.problems.map(
    ({ setting, problem }) => `Environment variable ${variableOf(name, setting)} ${problem}`,
  );
  throw new ConfigurationError(problems.join('; '));
}

/** The variables that hold the settings of all channels. */
export function settingVariables(channels: Channels = CHANNELS): string[] {
  return Object.entries(channels).flatMap(([name, { settings }]) =>
    settings.map((setting) => variableOf(name, setting)),
  );
}

function namesIn(channels: Channels): string {
  return Object.keys(channels).join(', ');
}

/** `slack`, `webhookUrl` → `SLACK_WEBHOOK_URL` */
function variableOf(name: string, setting: string): string {
  return `${name}_${setting.replace(/[A-Z]/g, '_$&')}`.toUpperCase();
}

export interface DeliverOptions extends SendOptions {
  readonly channels: readonly OpenChannel[];
  readonly statusPageUrl?: string | undefined;
  /** Calls `send` unless the channel got the message before; resolves to which of both it was. */
  readonly once: (channel: string, id: string, send: () => Promise<void>) => Promise<string>;
  /** Gets each message that a channel has accepted now or before. */
  readonly onSent: (channel: OpenChannel, message: AlertMessage, outcome: string) => void;
}

/**
 * Sends one message of the alert topic, given as JSON, to all channels. One that fails does not
 * keep the others from it. Throws if the text is no message, and at the end if a channel failed:
 * the next delivery goes to those that failed only.
 */
export async function deliver(text: string, options: DeliverOptions): Promise<void> {
  const message = parsedMessage(text);
  // The first part speaks for the others, which are for those that read ids.
  if ((message.part?.number ?? 1) > 1) return;
  const words = wordsOf(message, options);
  const outcomes = await Promise.allSettled(
    options.channels.map(async (channel) => {
      const outcome = await options.once(channel.name, message.id, () =>
        channel.send({ words, message }, options),
      );
      options.onSent(channel, message, outcome);
    }),
  );
  const problems = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (problems.length > 0) throw new AggregateError(problems, problems.map(messageOf).join('; '));
}
