/** Sends a message to the alert topic in SNS. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { PreparedMessage } from '../alert/topic.ts';

export interface Topic {
  readonly sns: SNSClient;
  readonly arn: string;
  /** Ends all attempts. */
  readonly signal: AbortSignal;
}

/** Publishes one message. Throws what SNS refuses, and once the signal aborts. */
export async function publish(
  { sns, arn, signal }: Topic,
  { message, attributes }: PreparedMessage,
): Promise<void> {
  const command = new PublishCommand({
    TopicArn: arn,
    Message: message,
    MessageAttributes: attributes,
  });
  await sns.send(command, { abortSignal: signal });
}
