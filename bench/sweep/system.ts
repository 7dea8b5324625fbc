/**
 * The functions schedule and check in one process, on stand-ins that count, and alert in a process
 * of its own, which is held to the share of a processor and the timeout that it is deployed with:
 * `node system.ts clusters.yml`. Sweeps three times, brings what waits to the alert topic, and
 * sweeps once more when its clock is put forward by an hour. Prints what each step took as JSON.
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
  /** Of `alert`: how it ended, and what it left. */
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
 * It begins at ten past an hour: what is counted by the hour is written when one is over, which is
 * to be in the last sweep alone.
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

/** Once, and what is left of the outbox then. */
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
