import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { genericMessageSchema, genericWebhook } from '../../lib/alert/genericWebhook.ts';
import { event } from '../state/incident/events.ts';
import { type Judged, messageOf, type Request, sendTo, startStandIn } from './standIn.ts';

/** As a receiver would check it. */
function judge({ headers, body }: Request): Judged {
  const timestamp = String(headers['x-checker-timestamp']);
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  const expected = createHmac('sha256', 'hush').update(`${timestamp}.${body}`).digest('hex');
  const isSigned = headers['x-checker-signature'] === `sha256=${expected}`;
  const isValid = genericMessageSchema.strict().safeParse(JSON.parse(body)).success;
  return { status: isFresh && isSigned && isValid ? 200 : 403, body: '' };
}

it('signs each message, so that a receiver knows that it is ours and fresh', async () => {
  await using service = await startStandIn(judge);
  const settings = { url: 'env:URL', hmacSecret: 'env:SECRET' };
  const env = { URL: service.url, SECRET: 'hush' };
  await sendTo(genericWebhook, settings, { message: messageOf(event()), env });
  expect(service.accepted).toHaveLength(1);
  const forged = sendTo(genericWebhook, settings, {
    message: messageOf(event()),
    env: { ...env, SECRET: 'other' },
  });
  await expect(forged).rejects.toThrow('HTTP 403');
});
