/**
 * Alerts as JSON, for any receiver of HTTP: the message of the alert topic as it is, with a line of
 * text and the address of the status page beside it.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { resolveSecret } from '../registry/secret.ts';
import { defineChannel, secretSetting } from './channel.ts';
import { type AlertMessage, alertMessageSchema } from './topic.ts';
import { postToWebhook } from './webhook.ts';
import type { AlertWords } from './words/alertWords.ts';

export const genericWebhook = defineChannel({
  title: 'Webhook',
  settings: z.object({
    url: secretSetting.describe('Reference to the https:// URL: env:NAME or file:path'),
    authorization: secretSetting
      .describe('Reference to the value of the Authorization header: env:NAME or file:path')
      .optional(),
    hmacSecret: secretSetting
      .describe('Reference to the secret that signs each message: env:NAME or file:path')
      .optional(),
  }),
  render: genericMessage,
  send: async (message, { url, authorization, hmacSecret }, { signal, secrets }) => {
    const header = authorization && (await resolveSecret(authorization, secrets)).reveal();
    const secret = hmacSecret && (await resolveSecret(hmacSecret, secrets)).reveal();
    await postToWebhook(await resolveSecret(url, secrets), message, {
      title: 'Webhook',
      signal,
      headers: (body) => ({
        ...(header === undefined ? {} : { authorization: header }),
        ...(secret === undefined ? {} : signed(body, { secret, at: new Date() })),
      }),
    });
  },
});

/** An alert as receivers get it. A receiver that gets an `id` again has it already. */
export const genericMessageSchema = alertMessageSchema.extend({
  /** One line, such as `FAILING: remote orders of eu`. */
  text: z.string(),
  links: z.array(z.object({ label: z.enum(['Status page', 'Documentation']), url: z.string() })),
});
export type GenericMessage = z.infer<typeof genericMessageSchema>;

export function genericMessage(words: AlertWords, message: AlertMessage): GenericMessage {
  const { state, who } = words.headline;
  return { text: `${state}: ${who}`, ...message, links: [...words.links] };
}

export interface Signing {
  readonly secret: string;
  readonly at: Date;
}

/**
 * HMAC-SHA-256 over `<timestamp>.<body>`, in hex. The timestamp is in seconds since 1970; a
 * receiver that refuses old ones cannot be sent a recorded message again.
 */
export function signed(body: string, { secret, at }: Signing): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    'x-checker-timestamp': timestamp,
    'x-checker-signature': `sha256=${signature}`,
  };
}
