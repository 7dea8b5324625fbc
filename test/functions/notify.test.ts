import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { SNSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { decide } from '../../lib/state/incident/decide.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import { summaryOf } from '../../lib/state/incident/summary.ts';
import { AT_ONCE, failing, START } from '../store/stored.ts';
import { startTable, TABLE_NAME } from '../support/dynamoDb.ts';
import { lambdaContext } from '../support/lambdaContext.ts';
import { awsEnvironment } from '../support/lambdaService.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';

const table = await startTable();

/** Slack: notes what it accepts, and answers with what is queued, else 200. */
const accepted: { text: string; attachments: object[] }[] = [];
const answers: number[] = [];
const slack = createServer(async (request, response) => {
  const message = (await json(request)) as (typeof accepted)[number];
  const status = answers.shift() ?? 200;
  if (status === 200) accepted.push(message);
  response.writeHead(status).end(status === 200 ? 'ok' : 'invalid_payload');
}).listen(0, '127.0.0.1');
await once(slack, 'listening');

afterAll(async () => {
  await table[Symbol.asyncDispose]();
  slack.closeAllConnections();
  await new Promise((closed) => slack.close(closed));
});

for (const [name, value] of Object.entries(awsEnvironment(table.url))) vi.stubEnv(name, value);
vi.stubEnv('TABLE_NAME', TABLE_NAME);
vi.stubEnv('CHANNELS', 'slack');
vi.stubEnv('SLACK_WEBHOOK', 'env:WEBHOOK');
vi.stubEnv('WEBHOOK', `http://127.0.0.1:${(slack.address() as AddressInfo).port}/services/secret`);
vi.stubEnv('STATUS_PAGE_URL', 'https://status.example.com');
const { handler } = await import('../../functions/notify.ts');

let printed: Printed;
beforeEach(() => {
  printed = capturePrinted();
  accepted.length = 0;
  answers.length = 0;
});
afterEach(() => printed.restore());

function snsEvent(...messages: string[]): SNSEvent {
  const common = {
    SignatureVersion: '1',
    Timestamp: '',
    Signature: '',
    SigningCertUrl: '',
    Type: '',
    UnsubscribeUrl: '',
    TopicArn: '',
  };
  const Records = messages.map((Message, index) => ({
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:alerts:1',
    EventSource: 'aws:sns',
    Sns: { ...common, MessageId: `${index}`, MessageAttributes: {}, Message },
  }));
  return { Records };
}

/** What the topic carries when that remote breaks. */
function opened(alias: string): string {
  const { summary, thresholds, now } = {
    summary: summaryOf(failing(alias), 'here'),
    thresholds: AT_ONCE,
    now: START,
  };
  const [group] = groupEvents(decide(undefined, summary, { thresholds, now }).events);
  return JSON.stringify(group && alertMessage(group, MAX_BYTES));
}

describe('notify', () => {
  it('sends to Slack what the topic carries, with a link to the status page', async () => {
    await handler(snsEvent(opened('orders')), lambdaContext());
    expect(accepted).toEqual([
      { text: expect.stringContaining('orders'), attachments: expect.any(Array) },
    ]);
    expect(JSON.stringify(accepted)).toContain('https://status.example.com');
    expect(printed.lines()).toMatchObject([
      { message: 'Slack message sent', event: 'opened', outcome: 'sent' },
    ]);
  });

  it('sends once what is delivered twice', async () => {
    await handler(snsEvent(opened('twice')), lambdaContext());
    await handler(snsEvent(opened('twice')), lambdaContext());
    expect(accepted).toHaveLength(1);
    expect(printed.lines().map(({ outcome }) => outcome)).toEqual(['sent', 'sent-before']);
  });

  it('sends once what is delivered twice at the same time', async () => {
    const deliveries = [1, 2, 3].map(() => handler(snsEvent(opened('race')), lambdaContext()));
    const outcomes = await Promise.allSettled(deliveries);
    expect(accepted).toHaveLength(1);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('fails if Slack refuses, without the webhook in the log, and sends at the next delivery', async () => {
    answers.push(400);
    await expect(handler(snsEvent(opened('refused')), lambdaContext())).rejects.toThrow(
      'Slack refused the message with HTTP 400',
    );
    expect(JSON.stringify(printed.lines())).not.toContain('secret');
    await handler(snsEvent(opened('refused')), lambdaContext());
    expect(accepted).toHaveLength(1);
  });

  it('waits out a short disturbance of Slack', async () => {
    answers.push(500);
    await handler(snsEvent(opened('disturbed')), lambdaContext());
    expect(accepted).toHaveLength(1);
  });

  it('sends each of several messages', async () => {
    await handler(snsEvent(opened('one'), opened('two')), lambdaContext());
    expect(accepted.map(({ text }) => /one|two/.exec(text)?.[0])).toEqual(['one', 'two']);
  });

  it('sends the first part of what is too much for one message, which speaks for the others', async () => {
    const parts = ['part-1', 'part-2'].map((alias, index) =>
      JSON.stringify({
        ...JSON.parse(opened(alias)),
        part: { number: index + 1, of: 2, events: 1001, clusters: 3 },
      }),
    );
    await handler(snsEvent(...parts), lambdaContext());
    expect(accepted.map(({ text }) => text)).toEqual([
      expect.stringContaining('1001 remotes of 3 local clusters'),
    ]);
  });

  it.each(['not JSON', '{"id":"x"}'])(
    'fails for the message %j, which is not one of the alert topic',
    async (message) => {
      await expect(handler(snsEvent(message), lambdaContext())).rejects.toThrow();
      expect(accepted).toEqual([]);
    },
  );
});
