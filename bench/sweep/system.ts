/**
 * The functions schedule and check in one process, with counting stand-ins. The function alert runs
 * in its own process, with the processor share and the timeout of its deployment: `node system.ts
 * clusters.yml`. Runs three sweeps, sends the outbox to the alert topic, and runs one more sweep
 * with the clock one hour later. Prints the cost of each step as JSON.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { dynamoDbTable } from '../../lib/store/dynamoDb.ts';
import { waitingEvents } from '../../lib/store/outbox.ts';
import { accessTo } from '../../lib/store/store.ts';
import { clientOptions } from '../../local/stack/aws.ts';
import { startDynamoDb } from '../../local/stack/dynamoDb.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { readTable } from '../../local/stack/service.ts';
import { lambdaContext } from '../../test/support/lambdaContext.ts';
import { FUNCTION_ENVIRONMENT } from '../functionEnvironment.ts';
import { putForward } from './clock.ts';
import { createHeldAlert } from './heldAlert.ts';
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
  readonly counts: Counts;
  /** For `alert`: how it ended, and what remains. */
  readonly outcome?: string;
}

const TABLE = FUNCTION_ENVIRONMENT.TABLE_NAME;
const AT_A_TIME = 8;
const RUNS = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ENOUGH_MS = 3_600_000;

let counts = newCounts();
/**
 * Starts at ten past an hour. Hourly writes happen when an hour ends, which must be only in the
 * last sweep.
 */
let aheadMs = HOUR_MS - (Date.now() % HOUR_MS) + 10 * MINUTE_MS;
const current = () => counts;
const work: Promise<unknown>[] = [];
const limit = pLimit(AT_A_TIME);

const { dynamoDb: port } = await freePorts();
const dynamoDb = await startDynamoDb({ port, table: await readTable(TABLE) });
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
const alert = await createHeldAlert();
const access = accessTo(
  dynamoDbTable({ tableName: TABLE, client: new DynamoDBClient(clientOptions(dynamoDb.url)) }),
);

async function step(name: string, run: () => Promise<string | undefined>): Promise<void> {
  counts = newCounts();
  const began = performance.now();
  const outcome = await run();
  const seconds = (performance.now() - began) / 1000;
  const done: Step = { name, seconds, counts, ...(outcome !== undefined && { outcome }) };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

/** Runs alert once and returns what remains in the outbox. */
async function alertOnce(): Promise<string> {
  const problem = await alert.run(aheadMs);
  const { clusters } = await waitingEvents(access);
  return `${problem ?? 'done'}; standings of ${clusters.length} local clusters wait`;
}

async function sweep(name: string): Promise<void> {
  await step(name, async () => {
    await schedule({ time: new Date().toISOString() }, lambdaContext(ENOUGH_MS));
    for (const each of work.splice(0)) await each;
    return undefined;
  });
}

function later(ms: number): void {
  aheadMs += ms;
  putForward(aheadMs);
}

putForward(aheadMs);
for (let run = 1; run <= RUNS; run++) {
  await sweep(`sweep ${run}`);
  later(MINUTE_MS);
}
for (const name of ['alert, first run', 'alert, second run', 'alert, when nothing waits'])
  await step(name, alertOnce);
later(HOUR_MS);
await sweep('sweep an hour later');
alert[Symbol.dispose]();
process.exit();
