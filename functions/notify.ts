/** From the alert topic to the channels that the deployment uses. */
import type { SNSEvent } from 'aws-lambda';
import { channelsIn, deliver } from '../lib/alert/channels.ts';
import { storeAccess } from '../lib/aws/clients.ts';
import { handlerFor, logger, logProblem } from '../lib/aws/handler.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { deliveryStore } from '../lib/store/store.ts';

const channels = channelsIn(process.env);
const statusPageUrl = process.env['STATUS_PAGE_URL'];
const secrets = secretResolvers(process.cwd(), process.env);
const store = deliveryStore(storeAccess(process.env, logProblem));
/** As long as the function may run. */
const LEASE_MS = 30_000;

export const handler = handlerFor('notify', async ({ Records }: SNSEvent, { signal, now }) => {
  const common = { now, leaseMs: LEASE_MS };
  const options = { channels, statusPageUrl, secrets, signal };
  for (const { Sns } of Records)
    await deliver(Sns.Message, {
      ...options,
      once: (channel, id, send) => store.sendOnce({ channel, id, ...common }, send),
      onSent: ({ title }, { id, kind: event }, outcome) =>
        logger.info(`${title} message sent`, { id, event, outcome }),
    });
});
