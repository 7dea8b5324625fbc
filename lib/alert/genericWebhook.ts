/**
 * Alerts as JSON, for any receiver of HTTP: the message of the alert topic as it is, with a line of
 * text and the address of the status page beside it.
 */
import * as z from 'zod';
import { resolveSecret } from '../registry/secret.ts';
import { defineChannel, secretSetting } from './channel.ts';
import type { AlertMessage } from './topic.ts';
import { postToWebhook } from './webhook.ts';
import type { AlertWords } from './words/alertWords.ts';

export const genericWebhook = defineChannel({
  title: 'Webhook',
  settings: z.object({
    url: secretSetting.describe('Reference to the https:// URL: env:NAME or file:path'),
    authorization: secretSetting
      .describe('Reference to the value of the Authorization header: env:NAME or file:path')
      .optional(),
  }),
  render: genericMessage,
  send: async (message, { url, authorization }, { signal, secrets }) => {
    const header = authorization && (await resolveSecret(authorization, secrets)).reveal();
    await postToWebhook(await resolveSecret(url, secrets), message, {
      title: 'Webhook',
      signal,
      headers: header === undefined ? {} : { authorization: header },
    });
  },
});

/** An alert as receivers get it. A receiver that gets an `id` again has it already. */
export interface GenericMessage extends AlertMessage {
  /** One line, such as `FAILING: remote orders of eu`. */
  readonly text: string;
  readonly links: AlertWords['links'];
}

export function genericMessage(words: AlertWords, message: AlertMessage): GenericMessage {
  const { state, who } = words.headline;
  return { text: `${state}: ${who}`, ...message, links: words.links };
}
