/** Calls a Lambda function, in one attempt: a second one might run it twice. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

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

/** Hands the payload to Lambda, which calls the function later and itself retries what fails. Throws where Lambda did not accept it. */
export async function invokeAsync(lambda: LambdaClient, invocation: Invocation): Promise<void> {
  await lambda.send(command(invocation, 'Event'), { abortSignal: invocation.signal });
}

/** Calls the function and waits for what it returns. Throws FunctionFailedError, and what Lambda refuses. */
export async function invokeAndWait(lambda: LambdaClient, invocation: Invocation): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(command(invocation, 'RequestResponse'), { abortSignal: invocation.signal });
  const answer = parse(Payload?.transformToString() ?? '', invocation);
  if (FunctionError === undefined) return answer;
  const { errorType, errorMessage } = failureSchema.parse(answer);
  throw new FunctionFailedError(`Function ${invocation.functionName} failed: ${errorType}: ${errorMessage}`);
}

function command({ functionName, payload }: Invocation, type: 'Event' | 'RequestResponse'): InvokeCommand {
  return new InvokeCommand({ FunctionName: functionName, InvocationType: type, Payload: JSON.stringify(payload) });
}

/** What Lambda gives in place of the answer of a function that failed. */
const failureSchema = z.object({ errorType: z.string().catch('Error'), errorMessage: z.string().catch('it told nothing') }).catch({
  errorType: 'Error',
  errorMessage: 'it told nothing',
});

function parse(text: string, { functionName }: Invocation): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FunctionFailedError(`Function ${functionName} gave no JSON but ${text.length} characters`);
  }
}
