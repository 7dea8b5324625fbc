/** The SQS actions that the local stack needs, in the JSON protocol. */
import * as z from 'zod';

const messagesSchema = z.object({
  Messages: z
    .array(z.object({ MessageId: z.string(), ReceiptHandle: z.string(), Body: z.string() }))
    .default([]),
});
const queueSchema = z.object({ QueueUrl: z.string() });

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Identifies this delivery of the message. */
  readonly receipt: string;
}

export interface Queue {
  /**
   * Returns up to ten messages and waits up to one second for the first. Unless removed, they
   * return after two minutes.
   */
  receive(): Promise<QueuedMessage[]>;
  /** Makes a received message available again after this many seconds. */
  giveBack(message: QueuedMessage, seconds: number): Promise<void>;
  remove(message: QueuedMessage): Promise<void>;
  send(body: string): Promise<void>;
}

export async function createQueue(
  endpoint: string,
  name: string,
  { Attributes = {} }: { readonly Attributes?: Readonly<Record<string, string>> } = {},
): Promise<Queue> {
  const call = (action: string, body: object) => callSqs(endpoint, action, body);
  const { QueueUrl } = queueSchema.parse(
    await call('CreateQueue', { QueueName: name, Attributes }),
  );
  return {
    receive: async () => {
      const request = {
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 120,
      };
      const { Messages } = messagesSchema.parse(await call('ReceiveMessage', request));
      return Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
        id: MessageId,
        receipt: ReceiptHandle,
        body: Body,
      }));
    },
    giveBack: async ({ receipt }, seconds) =>
      void (await call('ChangeMessageVisibility', {
        QueueUrl,
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      })),
    remove: async ({ receipt }) =>
      void (await call('DeleteMessage', { QueueUrl, ReceiptHandle: receipt })),
    send: async (body) => void (await call('SendMessage', { QueueUrl, MessageBody: body })),
  };
}

async function callSqs(endpoint: string, action: string, body: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`SQS stand-in answered ${action} with ${response.status}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
