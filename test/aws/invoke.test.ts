import type { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaClient } from '../../lib/aws/clients.ts';
import { FunctionFailedError, invokeAndWait, invokeAsync } from '../../lib/aws/invoke.ts';
import {
  awsEnvironment,
  type LambdaAnswer,
  type LambdaService,
  startLambdaService,
} from '../support/lambdaService.ts';

let service: LambdaService;
let lambda: LambdaClient;
beforeEach(async () => {
  service = await startLambdaService();
  for (const [name, value] of Object.entries(awsEnvironment(service.url))) vi.stubEnv(name, value);
  lambda = lambdaClient();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  lambda.destroy();
  await service[Symbol.asyncDispose]();
});

const signal = new AbortController().signal;
const invocation = { functionName: 'rcc-dev-check', payload: { cluster: 'eu' }, signal };

describe('invokeAsync', () => {
  it('hands the payload over as an event', async () => {
    await invokeAsync(lambda, invocation);
    expect(service.invoked).toEqual([
      { functionName: 'rcc-dev-check', type: 'Event', payload: { cluster: 'eu' } },
    ]);
  });

  it('throws, after one attempt, where Lambda does not accept it', async () => {
    service.answer = () => ({
      status: 429,
      payload: '{"Reason":"ConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}',
    });
    await expect(invokeAsync(lambda, invocation)).rejects.toThrow('Rate Exceeded.');
    expect(service.invoked).toHaveLength(1);
  });
});

describe('invokeAndWait', () => {
  it('gives what the function returned', async () => {
    service.answer = () => ({ payload: '{"results":[]}' });
    await expect(invokeAndWait(lambda, invocation)).resolves.toEqual({ results: [] });
    expect(service.invoked).toMatchObject([{ type: 'RequestResponse' }]);
  });

  it.each<[string, LambdaAnswer, string]>([
    [
      'threw',
      {
        functionError: 'Unhandled',
        payload: '{"errorType":"ConfigurationError","errorMessage":"No cluster eu","trace":[]}',
      },
      'failed: ConfigurationError: No cluster eu',
    ],
    [
      'ran out of time',
      {
        functionError: 'Unhandled',
        payload: '{"errorMessage":"Task timed out after 3.00 seconds"}',
      },
      'failed: Error: Task timed out after 3.00 seconds',
    ],
    [
      'told nothing of its failure',
      { functionError: 'Unhandled', payload: 'null' },
      'failed: Error: it told nothing',
    ],
    ['gave nothing', { payload: '' }, 'gave no JSON but 0 characters'],
    ['gave no JSON', { payload: '<html>' }, 'gave no JSON but 6 characters'],
  ])('throws for a function that %s', async (_what, answer, message) => {
    service.answer = () => answer;
    await expect(invokeAndWait(lambda, invocation)).rejects.toThrow(
      new FunctionFailedError(`Function rcc-dev-check ${message}`),
    );
  });

  it('calls once, and gives up when its signal says so', async () => {
    service.answer = () => undefined;
    const stop = new AbortController();
    const answer = invokeAndWait(lambda, { ...invocation, signal: stop.signal });
    await expect.poll(() => service.invoked.length).toBe(1);
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.invoked).toHaveLength(1);
  });
});
