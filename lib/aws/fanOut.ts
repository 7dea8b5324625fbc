/** Hands many payloads to one function: a few at a time, each that is refused once more. */
import { setTimeout } from 'node:timers/promises';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import { messageOf } from '../errors.ts';
import { type Invocation, invokeAsync } from './invoke.ts';

const AT_A_TIME = 16;
const RETRY_AFTER_MS = 250;

export interface FanOut extends Omit<Invocation, 'payload'> {
  readonly payloads: readonly object[];
}

/** Gives an error for each that Lambda refused twice; the message holds the payload. */
export async function invokeEach(lambda: LambdaClient, { payloads, ...invocation }: FanOut): Promise<Error[]> {
  const limit = pLimit(AT_A_TIME);
  const refused = await Promise.all(payloads.map((payload) => limit(() => tryTwice(lambda, { ...invocation, payload }))));
  return refused.filter((one) => one !== undefined);
}

async function tryTwice(lambda: LambdaClient, invocation: Invocation): Promise<Error | undefined> {
  if ((await refusal(lambda, invocation)) === undefined) return undefined;
  await setTimeout(RETRY_AFTER_MS);
  return refusal(lambda, invocation);
}

async function refusal(lambda: LambdaClient, invocation: Invocation): Promise<Error | undefined> {
  try {
    await invokeAsync(lambda, invocation);
    return undefined;
  } catch (thrown) {
    return new Error(`Lambda did not accept ${JSON.stringify(invocation.payload)}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
