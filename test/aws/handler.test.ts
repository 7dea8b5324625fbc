import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../lib/errors.ts';
import { lambdaContext } from '../support/lambdaContext.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';

vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'rcc-test');
vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'RccTest');
const { handlerFor, logProblem, MARGIN_MS } = await import('../../lib/aws/handler.ts');

let printed: Printed;
beforeEach(() => {
  printed = capturePrinted();
});
afterEach(() => printed.restore());

describe('handlerFor', () => {
  it('gives the event and the present time, and returns the answer', async () => {
    const handler = handlerFor('check', async (event: { cluster: string }, { now }) => ({
      ...event,
      at: now(),
    }));
    const before = new Date();
    const { cluster, at } = await handler({ cluster: 'eu' }, lambdaContext());
    expect(cluster).toBe('eu');
    expect(at.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('aborts before the time of the function is over', async () => {
    const handler = handlerFor('check', async (_event: unknown, { signal }) => {
      const aborted = signal.aborted;
      await once(signal, 'abort');
      return { aborted, reason: signal.reason.name };
    });
    await expect(handler({}, lambdaContext(MARGIN_MS + 20))).resolves.toEqual({
      aborted: false,
      reason: 'TimeoutError',
    });
    await expect(handler({}, lambdaContext(1))).resolves.toEqual({
      aborted: false,
      reason: 'TimeoutError',
    });
  });

  it('leaves time where there is some', async () => {
    const handler = handlerFor('check', async (_event: unknown, { signal }) => {
      await new Promise((passed) => setTimeout(passed, 50));
      return signal.aborted;
    });
    await expect(handler({}, lambdaContext())).resolves.toBe(false);
  });

  it('logs with the request and the service', async () => {
    const handler = handlerFor('check', async (_event: unknown, { logger }) =>
      logger.info('Remote checked', { alias: 'orders' }),
    );
    await handler({}, lambdaContext());
    expect(printed.lines()).toMatchObject([
      {
        level: 'INFO',
        message: 'Remote checked',
        alias: 'orders',
        service: 'rcc-test',
        function_request_id: lambdaContext().awsRequestId,
      },
    ]);
  });

  it('publishes metrics, of a failed invocation too', async () => {
    const handler = handlerFor('schedule', async (fails: boolean, { metrics }) => {
      metrics.addMetric('SweepAccepted', 'Count', fails ? 0 : 1);
      if (fails) throw new Error('Not all were accepted');
    });
    await handler(false, lambdaContext());
    await expect(handler(true, lambdaContext())).rejects.toThrow('Not all were accepted');
    expect(printed.metrics()).toMatchObject([
      { service: 'rcc-test', SweepAccepted: 1 },
      { service: 'rcc-test', SweepAccepted: 0 },
    ]);
  });

  it.each([
    [new Error('Table is gone'), 'Function alert failed: Table is gone'],
    [
      new ConfigurationError('Secret ssm:/x is empty'),
      'Function alert is configured wrongly: Secret ssm:/x is empty',
    ],
    ['a text', 'Function alert failed: a text'],
  ])('logs %s and throws it again', async (thrown, message) => {
    const handler = handlerFor('alert', async () => {
      throw thrown;
    });
    await expect(handler({}, lambdaContext())).rejects.toBe(thrown);
    expect(printed.lines()).toMatchObject([
      {
        level: 'ERROR',
        message,
        error: { message: thrown instanceof Error ? thrown.message : thrown },
      },
    ]);
  });
});

describe('logProblem', () => {
  it('logs an error with its message', () => {
    logProblem(new Error('Stored item x cannot be read'));
    expect(printed.lines()).toMatchObject([
      { level: 'ERROR', message: 'Stored item x cannot be read', error: { name: 'Error' } },
    ]);
  });
});
