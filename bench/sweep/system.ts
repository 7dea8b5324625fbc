/**
 * The functions schedule, check and alert in one process, on stand-ins that count: `node system.ts
 * clusters.yml`. Sweeps three times, brings what waits to the alert topic, and sweeps once more
 * when its clock is put forward by an hour. Prints what each step took as JSON.
 */
import pLimit from 'p-limit';
import { startDynamoDb } from '../../local/stack/dynamoDb.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { readTable } from '../../local/stack/service.ts';
import { lambdaContext } from '../../test/support/lambdaContext.ts';
import { FUNCTION_ENVIRONMENT } from '../functionEnvironment.ts';
import {
  type Counts,
  countingDynamoDb,
  countingLambda,
  countingSns,
  newCounts,
} from './standIns.ts';

export interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly counts: Counts;
}

const AT_A_TIME = 8;
const RUNS = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ENOUGH_MS = 3_600_000;

let counts = newCounts();
/**
 * It begins at ten past an hour: what is counted by the hour is written when one is over, which is
 * to be in the last sweep alone.
 */
let aheadMs = HOUR_MS - (Date.now() % HOUR_MS) + 10 * MINUTE_MS;
const current = () => counts;
const work: Promise<unknown>[] = [];
const limit = pLimit(AT_A_TIME);

const { dynamoDb: port } = await freePorts();
const dynamoDb = await startDynamoDb({ port, table: await readTable('bench-table') });
Object.assign(process.env, {
  ...FUNCTION_ENVIRONMENT,
  ...{
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  },
  AWS_ENDPOINT_URL_DYNAMODB: await countingDynamoDb(dynamoDb.url, current),
  AWS_ENDPOINT_URL_SNS: await countingSns(current),
  AWS_ENDPOINT_URL_LAMBDA: await countingLambda(current, (_name, payload) => {
    work.push(limit(() => check(payload, lambdaContext(ENOUGH_MS))));
  }),
  REGISTRY_SOURCE: `file:${process.argv[2]}`,
});
const { handler: schedule } = await import('../../functions/schedule.ts');
const { handler: check } = await import('../../functions/check.ts');
const { handler: alert } = await import('../../functions/alert.ts');

async function step(name: string, run: () => Promise<unknown>): Promise<void> {
  counts = newCounts();
  const before = process.cpuUsage();
  const began = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  const done: Step = {
    name,
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    counts,
  };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

/** The system's clock, which can be put forward. */
class Clock extends Date {
  constructor(given: number | string = Clock.now()) {
    super(given);
  }

  static override now(): number {
    return realNow() + aheadMs;
  }
}
const realNow = Date.now;
globalThis.Date = Clock as DateConstructor;

async function sweep(name: string): Promise<void> {
  await step(name, async () => {
    await schedule({ time: new Date().toISOString() }, lambdaContext(ENOUGH_MS));
    for (const each of work.splice(0)) await each;
  });
}

for (let run = 1; run <= RUNS; run++) {
  await sweep(`sweep ${run}`);
  aheadMs += MINUTE_MS;
}
await step('alert', () => alert({}, lambdaContext(ENOUGH_MS)));
await step('alert, when nothing waits', () => alert({}, lambdaContext(ENOUGH_MS)));
aheadMs += HOUR_MS;
await sweep('sweep an hour later');
process.exit();
