/** SNS on this machine: fauxqs, which delivers only to SQS. A queue replaces Lambda's own queue. */
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { buildApp } from 'fauxqs';
import { ACCOUNT, clientOptions, REGION } from './aws.ts';
import { HOST } from './ports.ts';
import { createQueue, type Queue } from './sqs.ts';

export interface Topic extends AsyncDisposable {
  readonly url: string;
  readonly arn: string;
  /** Delivered messages that are not handled yet. */
  readonly queue: Queue;
}

const QUEUE = 'notify';
const DEAD_LETTERS = 'notify-dead-letters';
/** Lambda's attempts for an asynchronous event: one, then two retries. */
const ATTEMPTS = 3;

/** Keeps everything in memory. */
export async function startTopic({
  port,
  name,
}: {
  readonly port: number;
  readonly name: string;
}): Promise<Topic> {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  await app.listen({ port, host: HOST });
  const url = `http://${HOST}:${port}`;
  await createQueue(url, DEAD_LETTERS);
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: queueArn(DEAD_LETTERS),
    maxReceiveCount: String(ATTEMPTS),
  });
  const queue = await createQueue(url, QUEUE, { Attributes: { RedrivePolicy } });
  return {
    url,
    arn: await subscribedTopic(url, name),
    queue,
    [Symbol.asyncDispose]: async () => void (await app.close()),
  };
}

async function subscribedTopic(url: string, name: string): Promise<string> {
  const client = new SNSClient(clientOptions(url));
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: name }));
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(QUEUE) }));
  client.destroy();
  return TopicArn;
}

function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}
