/** Invokes the functions through the Lambda API of serverless-offline, as AWS does. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions } from './aws.ts';

export type FunctionName = 'schedule' | 'check' | 'alert' | 'notify' | 'api';

export interface Functions extends Disposable {
  /** Waits for the function's answer. Throws with the function's error if it failed. */
  invoke(name: FunctionName, payload: unknown): Promise<unknown>;
}

/** `fullName` returns the deployed name of a function, such as remote-cluster-checker-dev-check. */
export function functionsAt(url: string, fullName: (name: FunctionName) => string): Functions {
  const client = new LambdaClient({ ...clientOptions(url), maxAttempts: 1 });
  return {
    invoke: async (name, payload) => {
      const command = new InvokeCommand({
        FunctionName: fullName(name),
        Payload: JSON.stringify(payload),
      });
      const { FunctionError, Payload } = await client.send(command);
      const text = Payload?.transformToString() ?? '';
      if (FunctionError !== undefined)
        throw new Error(`Function ${name} failed: ${messageIn(text)}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}

function messageIn(payload: string): string {
  const { errorMessage = payload }: { errorMessage?: string } = JSON.parse(payload);
  return errorMessage;
}
