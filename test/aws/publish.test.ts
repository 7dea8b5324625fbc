import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { startFauxqs } from 'fauxqs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  alertMessage,
  alertMessageSchema,
  attributesOf,
  MAX_BYTES,
  prepare,
} from '../../lib/alert/topic.ts';
import { publish } from '../../lib/aws/publish.ts';
import type { EventGroup } from '../../lib/state/incident/group.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:alerts';
const SIGNAL = new AbortController().signal;

function groupOf(count: number, evidence = 'Seen'): EventGroup {
  const events = Array.from({ length: count }, (_, index) =>
    event({
      id: `event-${index}`,
      incidentId: `incident-${index}`,
      summary: summary({ alias: `orders-${index}`, evidence }),
    }),
  );
  return { id: 'group-1', kind: 'opened', about: { kind: 'remotes' }, events };
}

async function published(group: EventGroup) {
  const mock = mockClient(SNSClient);
  mock.on(PublishCommand).resolves({});
  await publish(
    { sns: new SNSClient({ region: 'eu-west-1' }), arn: TOPIC, signal: SIGNAL },
    prepare(group),
  );
  const inputs = mock.commandCalls(PublishCommand).map(({ args: [command] }) => command.input);
  mock.restore();
  return inputs;
}

describe('publish', () => {
  it('sends one message with the events and the attributes to filter by', async () => {
    const group = groupOf(2);
    expect(await published(group)).toEqual([
      {
        TopicArn: TOPIC,
        Message: JSON.stringify(alertMessage(group, MAX_BYTES)),
        MessageAttributes: attributesOf(group),
      },
    ]);
  });

  it('throws what SNS refuses', async () => {
    const mock = mockClient(SNSClient);
    mock.on(PublishCommand).rejects(new Error('Rate exceeded'));
    await expect(
      publish(
        { sns: new SNSClient({ region: 'eu-west-1' }), arn: TOPIC, signal: SIGNAL },
        prepare(groupOf(1)),
      ),
    ).rejects.toThrow('Rate exceeded');
    mock.restore();
  });

  it('brings the message to those whose filter policy asks for it', async () => {
    const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sns = new SNSClient({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'us-east-1',
      credentials,
    });
    try {
      const { topicArn } = server.createTopic('alerts');
      const policies = {
        all: {},
        one: { alias: ['orders-0'], severity: ['error'] },
        none: { event: ['resolved'] },
      };
      for (const [queue, policy] of Object.entries(policies)) {
        server.createQueue(queue);
        server.subscribe({
          topic: 'alerts',
          queue,
          attributes: { FilterPolicy: JSON.stringify(policy) },
        });
      }
      // The stand-in does not look into String.Array, as SNS does.
      const group = groupOf(1, HOSTILE);
      await publish({ sns, arn: topicArn, signal: SIGNAL }, prepare(group));
      const messagesIn = (queue: string) =>
        server.inspectQueue(queue)?.messages.ready.map(({ body }) => messageIn(body));
      expect(messagesIn('all')).toEqual([
        alertMessageSchema.parse(JSON.parse(JSON.stringify(alertMessage(group, MAX_BYTES)))),
      ]);
      expect(messagesIn('one')).toHaveLength(1);
      expect(messagesIn('none')).toEqual([]);
    } finally {
      sns.destroy();
      await server.stop();
    }
  });
});

function messageIn(body: string) {
  const { Message } = z.object({ Message: z.string() }).parse(JSON.parse(body));
  return alertMessageSchema.parse(JSON.parse(Message));
}
