import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambdaContext.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';

const directory = await mkdtemp(join(tmpdir(), 'schedule-'));
const clusters = ['eu', 'us', 'ap'].map((name) => ({
  name,
  urls: [`https://${name}:9200`],
  auth: 'none',
}));
await writeFile(join(directory, 'clusters.yml'), JSON.stringify({ clusters }));
afterAll(() => rm(directory, { recursive: true }));

vi.stubEnv('REGISTRY_SOURCE', `file:${join(directory, 'clusters.yml')}`);
vi.stubEnv('CHECK_FUNCTION', 'rcc-dev-check');
vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'RccTest');
const { handler } = await import('../../functions/schedule.ts');

const lambda = mockClient(LambdaClient);
let printed: Printed;
beforeEach(() => {
  printed = capturePrinted();
});
afterEach(() => {
  printed.restore();
  lambda.reset();
});

const EVENT = { time: '2026-11-24T00:01:00Z' };

/** The invocations, by cluster. */
function invoked() {
  const inputs = lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input);
  const parsed = inputs.map(({ Payload, ...rest }) => ({
    ...rest,
    Payload: JSON.parse(String(Payload)),
  }));
  return parsed.toSorted((a, b) =>
    String(a.Payload.cluster).localeCompare(String(b.Payload.cluster)),
  );
}

/** Refuses the cluster that many times. */
function refuse(cluster: string, times: number): void {
  let left = times;
  lambda.on(InvokeCommand).callsFake(({ Payload }) => {
    if (!Payload.includes(`"${cluster}"`) || left === 0) return { StatusCode: 202 };
    left -= 1;
    throw new TooManyRequestsException({ message: 'Rate Exceeded.', $metadata: {} });
  });
}

describe('schedule', () => {
  it('has every cluster checked, in the run that the schedule names, and gives the heartbeat', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    await handler(EVENT, lambdaContext());
    expect(invoked()).toEqual(
      ['ap', 'eu', 'us'].map((cluster) => ({
        FunctionName: 'rcc-dev-check',
        InvocationType: 'Event',
        Payload: { cluster, run: '2026-11-24T00:01:00.000Z' },
      })),
    );
    expect(printed.metrics()).toMatchObject([{ SweepAccepted: 1 }]);
  });

  it.each([{}, undefined, { time: '<aws.scheduler.scheduled-time>' }])(
    'takes the present time where the event is %j',
    async (event) => {
      lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
      const before = new Date().toISOString();
      await handler(event, lambdaContext());
      const runs = new Set(invoked().map(({ Payload }) => Payload.run));
      expect(runs.size).toBe(1);
      expect([...runs][0] >= before).toBe(true);
    },
  );

  it('tries once more what Lambda refused', async () => {
    refuse('us', 1);
    await handler(EVENT, lambdaContext());
    expect(invoked().map(({ Payload }) => Payload.cluster)).toEqual(['ap', 'eu', 'us', 'us']);
    expect(printed.metrics()).toMatchObject([{ SweepAccepted: 1 }]);
  });

  it('gives no heartbeat, names what was refused, and fails, once it has had the others checked', async () => {
    refuse('us', 2);
    await expect(handler(EVENT, lambdaContext())).rejects.toThrow(
      'Of 3 checks 1 were not accepted',
    );
    expect(invoked().map(({ Payload }) => Payload.cluster)).toEqual(['ap', 'eu', 'us', 'us']);
    expect(printed.metrics()).toMatchObject([{ SweepAccepted: 0 }]);
    expect(printed.lines().map(({ message }) => message)).toEqual([
      'Lambda did not accept {"cluster":"us","run":"2026-11-24T00:01:00.000Z"}: Rate Exceeded.',
      'Function schedule failed: Of 3 checks 1 were not accepted',
    ]);
  });
});
