/** From the alert topic to Slack. */
import type { SNSEvent } from 'aws-lambda';
import { slackMessage } from '../lib/alert/slack/blocks.ts';
import { sendToSlack } from '../lib/alert/slack/webhook.ts';
import { alertMessageSchema } from '../lib/alert/topic.ts';
import { dynamoDbClient, required, requiredSecret } from '../lib/aws/clients.ts';
import { handlerFor, logger, logProblem } from '../lib/aws/handler.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { resolveSecret } from '../lib/registry/secret.ts';
import { dynamoDbTable } from '../lib/store/dynamoDb.ts';
import { accessTo, deliveryStore } from '../lib/store/store.ts';

/** As long as the function may run. */
const LEASE_MS = 30_000;

const webhook = requiredSecret(process.env, 'SLACK_WEBHOOK');
const statusPageUrl = process.env['STATUS_PAGE_URL'];
const secrets = secretResolvers(process.cwd(), process.env);
const table = dynamoDbTable({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
});
const store = deliveryStore(accessTo(table, { onProblem: logProblem }));

export const handler = handlerFor('notify', async ({ Records }: SNSEvent, { signal, now }) => {
  const webhookUrl = await resolveSecret(webhook, secrets);
  for (const { Sns } of Records) {
    const message = alertMessageSchema.parse(JSON.parse(Sns.Message));
    // The first part speaks for the others, which are for those that read ids.
    if ((message.part?.number ?? 1) > 1) continue;
    const outcome = await store.tellOnce(
      { channel: 'slack', id: message.id, now, leaseMs: LEASE_MS },
      () =>
        sendToSlack(webhookUrl, slackMessage(message, statusPageUrl ? { statusPageUrl } : {}), {
          signal,
        }),
    );
    logger.info('Message is told to Slack', { id: message.id, event: message.kind, outcome });
  }
});
