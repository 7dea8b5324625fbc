/** Calls a Lambda function, in one attempt: a second one might run it twice. */

import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import * as z from 'zod';
import { messageOf } from '../errors.ts';
import { partsOf, REMOTES_AT_MOST } from '../parts.ts';
import { type CheckAnswer, type CheckEvent, checkAnswerSchema } from './events.ts';

export interface Invocation {
  /** Name or ARN. */
  readonly functionName: string;
  /** Sent as JSON. */
  readonly payload: object;
  readonly signal: AbortSignal;
}

/** The function was called, and failed or gave no JSON. The message holds its own. */
export class FunctionFailedError extends Error {
  override name = 'FunctionFailedError' as const;
}

/**
 * Hands the payload to Lambda, which calls the function later and itself retries what fails. Throws
 * where Lambda did not accept it.
 */
export async function invokeAsync(lambda: LambdaClient, invocation: Invocation): Promise<void> {
  await lambda.send(command(invocation, 'Event'), { abortSignal: invocation.signal });
}

/**
 * Calls the function and waits for what it returns. Throws FunctionFailedError, and what Lambda
 * refuses.
 */
export async function invokeAndWait(
  lambda: LambdaClient,
  invocation: Invocation,
): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(command(invocation, 'RequestResponse'), {
    abortSignal: invocation.signal,
  });
  const answer = parse(Payload?.transformToString() ?? '', invocation);
  if (FunctionError === undefined) return answer;
  const { errorType, errorMessage } = failureSchema.parse(answer);
  throw new FunctionFailedError(
    `Function ${invocation.functionName} failed: ${errorType}: ${errorMessage}`,
  );
}

/** Has the function `check` check remotes on demand; rejects as `invokeAndWait` does. */
export function checkInvoker(
  lambda: LambdaClient,
  functionName: string,
): (payload: object, signal: AbortSignal) => Promise<CheckAnswer['results']> {
  return async (payload, signal) => {
    const answer = await invokeAndWait(lambda, { functionName, payload, signal });
    return checkAnswerSchema.parse(answer).results;
  };
}

function command(
  { functionName, payload }: Invocation,
  type: 'Event' | 'RequestResponse',
): InvokeCommand {
  return new InvokeCommand({
    FunctionName: functionName,
    InvocationType: type,
    Payload: JSON.stringify(payload),
  });
}

/** What Lambda gives in place of the answer of a function that failed. */
const failureSchema = z
  .object({
    errorType: z.string().catch('Error'),
    errorMessage: z.string().catch('it told nothing'),
  })
  .catch({
    errorType: 'Error',
    errorMessage: 'it told nothing',
  });

function parse(text: string, { functionName }: Invocation): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FunctionFailedError(
      `Function ${functionName} gave no JSON but ${text.length} characters`,
    );
  }
}

/** Hands many payloads to one function: a few at a time, each that is refused once more. */

const AT_A_TIME = 16;
const RETRY_AFTER_MS = 250;

export interface FanOut extends Omit<Invocation, 'payload'> {
  readonly payloads: readonly object[];
}

/** Gives an error for each that Lambda refused twice; the message holds the payload. */
export async function invokeEach(
  lambda: LambdaClient,
  { payloads, ...invocation }: FanOut,
): Promise<Error[]> {
  const limit = pLimit(AT_A_TIME);
  const refused = await Promise.all(
    payloads.map((payload) => limit(() => tryTwice(lambda, { ...invocation, payload }))),
  );
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
    return new Error(
      `Lambda did not accept ${JSON.stringify(invocation.payload)}: ${messageOf(thrown)}`,
      { cause: thrown },
    );
  }
}

/**
 * Remotes that are too many for one invocation of `check` are handed on to further ones, which run
 * at the same time.
 */

export interface HandOnOptions {
  readonly functionName: string;
  readonly event: Pick<CheckEvent, 'cluster' | 'run'>;
  readonly signal: AbortSignal;
}

export interface HandOn {
  /** For `check`: what is left out is handed on at once. */
  readonly atMost: {
    readonly remotes: number;
    readonly leaveOut: (aliases: readonly string[]) => void;
  };
  /** Once Lambda has accepted what is handed on, or has not. */
  readonly settled: () => Promise<{
    readonly handedOn: string[];
    readonly refused: readonly Error[];
  }>;
}

export function handOn(
  lambda: LambdaClient,
  { functionName, event: { cluster, run }, signal }: HandOnOptions,
): HandOn {
  const handedOn: string[] = [];
  let refused: Promise<readonly Error[]> = Promise.resolve([]);
  const leaveOut = (aliases: readonly string[]): void => {
    handedOn.push(...aliases);
    const payloads = partsOf(aliases).map(
      (remotes, index): CheckEvent => ({ cluster, run, remotes, part: index + 1 }),
    );
    refused = invokeEach(lambda, { functionName, payloads, signal });
  };
  return {
    atMost: { remotes: REMOTES_AT_MOST, leaveOut },
    settled: async () => ({ refused: await refused, handedOn }),
  };
}
