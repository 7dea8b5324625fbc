import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertMessageSchema } from '../../lib/alert/topic.ts';
import { standingKey } from '../../lib/store/keys.ts';
import { failing, healthy, minute, save as saveOne, unsent } from '../store/stored.ts';
import { startTable, TABLE_NAME } from '../support/dynamoDb.ts';
import { lambdaContext } from '../support/lambdaContext.ts';
import { awsEnvironment } from '../support/lambdaService.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const table = await startTable();
const directory = await mkdtemp(join(tmpdir(), 'alert-'));
const clusters = (...names: string[]) =>
  JSON.stringify({
    clusters: names.map((name) => ({ name, urls: ['http://es:9200'], auth: 'none' })),
  });
await writeFile(join(directory, 'clusters.yml'), clusters('eu'));
afterAll(async () => {
  await table[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});
for (const [name, value] of Object.entries(awsEnvironment(table.url))) vi.stubEnv(name, value);
vi.stubEnv('TABLE_NAME', TABLE_NAME);
vi.stubEnv('ALERT_TOPIC_ARN', TOPIC);
vi.stubEnv('SETTLE_SECONDS', '0');
vi.stubEnv('REGISTRY_SOURCE', `file:${join(directory, 'clusters.yml')}`);
const { handler } = await import('../../functions/alert.ts');
const { MARGIN_MS } = await import('../../lib/aws/handler.ts');

const sns = mockClient(SNSClient);
let printed: Printed;
beforeEach(() => {
  printed = capturePrinted();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
});
afterEach(async () => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
  await handler({}, lambdaContext());
  sns.reset();
  printed.restore();
});

/** What the topic was given, as `kind alias,alias`. */
function published(): string[] {
  return sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => {
    const { kind, events } = alertMessageSchema.parse(JSON.parse(input.Message ?? ''));
    return `${kind} ${events
      .map(({ summary }) => summary.alias)
      .toSorted()
      .join()}`;
  });
}

/** The topic refuses messages that hold this text. */
function refuse(text: string): void {
  sns.on(PublishCommand).callsFake(({ Message }) => {
    if (Message.includes(text)) throw new Error('SNS is out of order');
    return { MessageId: '1' };
  });
}

const SAVED = { runs: 0 };

/** So that no local cluster is the suspect. */
beforeAll(() => save(...Array.from({ length: 20 }, (_, index) => healthy(`well-${index}`))));

/** Saves results, each in a run of its own. */
async function save(...results: ReturnType<typeof failing>[]): Promise<void> {
  for (const result of results) {
    SAVED.runs += 1;
    await saveOne(table.access, result, SAVED.runs);
  }
}

describe('alert', () => {
  it('publishes what waits, one message for what belongs together, and takes it out of the outbox', async () => {
    await save(failing('a'), failing('b'));
    await handler({}, lambdaContext());
    expect(published()).toEqual(['opened a,b']);
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({ TopicArn: TOPIC });
    expect(await unsent(table.access)).toEqual([]);
    expect(printed.lines()).toMatchObject([
      {
        message: 'Event published',
        cluster: 'eu',
        alias: 'a',
        event: 'opened',
        cause: 'connection-refused',
        incidentId: expect.any(String),
      },
      { message: 'Event published', alias: 'b' },
    ]);
  });

  it('publishes nothing where nothing waits', async () => {
    await save(healthy('quiet'));
    await handler({}, lambdaContext());
    expect(published()).toEqual([]);
  });

  it('keeps what the topic refused, sends the rest, and fails; the next time it sends what it kept', async () => {
    await save(failing('first'), {
      ...failing('second'),
      cause: { ...failing('second').cause, code: 'dns-failed' },
    });
    refuse('"dns-failed"');
    await expect(handler({}, lambdaContext())).rejects.toThrow(
      'Events of 1 remotes are not sent: eu/second',
    );
    expect(await unsent(table.access)).toEqual(['second opened']);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: 'Events not published',
        remotes: ['eu/second'],
        error: 'SNS is out of order',
      }),
    );
    sns.reset();
    sns.on(PublishCommand).resolves({ MessageId: '2' });
    await handler({}, lambdaContext());
    expect(published()).toEqual(['opened second']);
  });

  it('holds what comes after a message that was refused, so that nothing is told as resolved first', async () => {
    await save(failing('order'), healthy('order'));
    refuse('"kind":"opened"');
    await expect(handler({}, lambdaContext())).rejects.toThrow(
      'Events of 1 remotes are not sent: eu/order',
    );
    expect(published()).toEqual(['opened order']);
    expect(await unsent(table.access)).toEqual(['order opened', 'order resolved']);
    sns.reset();
    sns.on(PublishCommand).resolves({ MessageId: '2' });
    await handler({}, lambdaContext());
    expect(published()).toEqual(['opened order', 'resolved order']);
  });

  it('names no more remotes than can be read', async () => {
    await save(...Array.from({ length: 51 }, (_, index) => failing(`many-${index}`)));
    refuse('"opened"');
    await expect(handler({}, lambdaContext())).rejects.toThrow(
      /^Events of 51 remotes are not sent: .*, and 1 more$/,
    );
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({ message: 'Events not published', count: 51 }),
    );
  });

  it('publishes nothing once its time is over', async () => {
    await save(failing('late'));
    await expect(handler({}, lambdaContext(MARGIN_MS - 1))).rejects.toThrow(
      'Events of 1 remotes are not sent: eu/*',
    );
    expect(published()).toEqual([]);
  });

  it('logs a row that it cannot read, and sends the events of the others', async () => {
    await table.put({
      ...standingKey('eu', 7),
      rank: 1,
      body: 'broken',
      pending: 'pending',
      pendingAt: minute(0),
    });
    await save(failing('sound'));
    await handler({}, lambdaContext());
    expect(published()).toEqual(['opened sound']);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: expect.stringContaining('CLUSTER#eu STANDING#7 is damaged'),
      }),
    );
  });

  it('tells that an incident is over whose cluster is not in the registry any more', async () => {
    await saveOne(table.access, failing('left', 'us'), 1);
    await handler({}, lambdaContext());
    expect(published()).toEqual(['opened left', 'resolved left']);
  });

  it('names the first of many remotes of which nothing is sent', async () => {
    await save(...Array.from({ length: 51 }, (_, index) => failing(`unsent-${index}`)));
    refuse('unsent');
    await expect(handler({}, lambdaContext())).rejects.toThrow(
      /^Events of 51 remotes are not sent: eu\/unsent-\d+, .*, and 1 more$/,
    );
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({ message: 'Events not published', count: 51 }),
    );
  });
});

describe('alert without a registry', () => {
  it('tells all the same, and logs what is wrong', async () => {
    vi.stubEnv('REGISTRY_SOURCE', 'file:/nowhere/clusters.yml');
    vi.resetModules();
    const { handler: another } = await import('../../functions/alert.ts');
    await save(failing('alone'));
    await another({}, lambdaContext());
    expect(published()).toEqual(['opened alone']);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: expect.stringContaining('Registry /nowhere/clusters.yml cannot be read'),
      }),
    );
  });
});
