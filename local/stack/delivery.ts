/**
 * Delivers messages of the topic to the function `notify`. It uses the same event and the same
 * number of attempts as Lambda, but retries sooner.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { messageOf } from '../../lib/errors.ts';
import type { Functions } from './lambda.ts';
import type { QueuedMessage } from './sqs.ts';
import type { Topic } from './topic.ts';

/** The envelope that SNS adds to a message for SQS and Lambda. */
const envelopeSchema = z.looseObject({ MessageId: z.string(), Message: z.string() });

export interface DeliveryOptions {
  readonly functions: Pick<Functions, 'invoke'>;
  readonly log: (line: string) => void;
  /** Seconds between two attempts. Defaults to 5. AWS waits one minute, then two. */
  readonly retrySeconds?: number | undefined;
}

const PAUSE_MS = 500;

export function startDelivery(
  topic: Topic,
  { functions, log, retrySeconds = 5 }: DeliveryOptions,
): AsyncDisposable {
  const stopping = new AbortController();
  const loop = run();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await loop;
    },
  };

  async function run(): Promise<void> {
    let received = 0;
    // Delivers all accepted messages before it stops.
    while (!stopping.signal.aborted || received > 0) {
      try {
        const messages = await topic.queue.receive();
        received = messages.length;
        await Promise.all(messages.map(deliver));
      } catch (thrown) {
        received = 0;
        if (!stopping.signal.aborted) log(`Queue of the alert topic: ${messageOf(thrown)}`);
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function deliver(message: QueuedMessage): Promise<void> {
    try {
      await functions.invoke('notify', snsEvent(message.body));
      await topic.queue.remove(message);
    } catch (thrown) {
      if (!stopping.signal.aborted) log(`Message not delivered yet: ${messageOf(thrown)}`);
      await topic.queue.giveBack(message, retrySeconds);
    }
  }
}

/** The Lambda event for an SNS message. */
export function snsEvent(body: string): object {
  const {
    SigningCertURL = '',
    UnsubscribeURL = '',
    MessageAttributes = {},
    Subject = null,
    ...rest
  } = envelopeSchema.parse(JSON.parse(body));
  const Sns = {
    ...rest,
    Subject,
    MessageAttributes,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${String(rest['TopicArn'])}:local`,
        Sns,
      },
    ],
  };
}
