import type { Context } from 'aws-lambda';

/** The context of one invocation that may run for so long. */
export function lambdaContext(remainingMs = 30_000): Context {
  return {
    awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'rcc-dev-function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:rcc-dev-function',
    logGroupName: '/aws/lambda/rcc-dev-function',
    logStreamName: '2026/11/24/[$LATEST]0',
    memoryLimitInMB: '256',
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
