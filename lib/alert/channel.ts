/** What a channel is: settings, a rendering of an alert's words, and a way to send it. */
import * as z from 'zod';
import {
  isSecretReference,
  SECRET_REFERENCE,
  type SecretReference,
  type SecretResolvers,
} from '../registry/secret.ts';
import type { AlertMessage } from './topic.ts';
import type { AlertWords } from './words/alertWords.ts';

export interface ChannelDefinition<Settings extends z.ZodObject, Message> {
  /** How logs and errors name the channel: `Slack`. */
  readonly title: string;
  /** What a deployment sets. Each value is a text; secrets are `secretSetting`. */
  readonly settings: Settings;
  /** Pure. Stays within the limits of the channel, whatever the words are. */
  readonly render: (words: AlertWords, message: AlertMessage) => Message;
  /** Throws if the channel does not accept the message. No error shows a secret. */
  readonly send: (
    message: Message,
    settings: z.infer<Settings>,
    options: SendOptions,
  ) => Promise<void>;
}

export interface SendOptions {
  /** Ends all attempts and the waits between them. */
  readonly signal: AbortSignal;
  /** What `resolveSecret` reads a secret with, when a channel needs it. */
  readonly secrets: SecretResolvers;
}

/** A channel without the types of its settings and messages, so that a table can hold it. */
export interface Channel {
  readonly title: string;
  /** Names of the settings. */
  readonly settings: readonly string[];
  /** The settings as clusters.yml has them. */
  readonly schema: z.ZodObject;
  /** Gives what sends an alert, or the problem of each setting by its name. */
  readonly open: (settings: Readonly<Record<string, unknown>>) => Opened;
}

/** An alert as data, and in words. */
export interface Alerted {
  readonly message: AlertMessage;
  readonly words: AlertWords;
}

export type SendAlert = (alert: Alerted, options: SendOptions) => Promise<void>;

export type Opened =
  | { readonly send: SendAlert }
  | { readonly problems: readonly { readonly setting: string; readonly problem: string }[] };

export function defineChannel<Settings extends z.ZodObject, Message>({
  title,
  settings: schema,
  render,
  send,
}: ChannelDefinition<Settings, Message>): Channel {
  return {
    title,
    settings: Object.keys(schema.shape),
    schema: z.strictObject(schema.shape),
    open: (given) => {
      const parsed = schema.safeParse(given);
      if (parsed.success)
        return {
          send: ({ words, message }, options) => send(render(words, message), parsed.data, options),
        };
      const problems = parsed.error.issues.map(({ path, message }) => ({
        setting: path.join('.'),
        problem: message,
      }));
      return { problems };
    },
  };
}

const REFERENCE_REMEDY =
  'must be a secret reference: write env:NAME or file:path (in AWS ssm:/name or secretsmanager:id), not the secret itself';

/** A reference to a secret. The problem never shows the value, which may be the secret itself. */
export const secretSetting = z
  .string(REFERENCE_REMEDY)
  .refine(isSecretReference, REFERENCE_REMEDY)
  .transform((reference): SecretReference => reference)
  .meta({ pattern: SECRET_REFERENCE.source });

/** http only on this machine, for a stand-in. `postToWebhook` refuses the same. */
export const httpsSetting = z.url({
  protocol: /^https?$/,
  error: 'write the https:// address of the API',
});
