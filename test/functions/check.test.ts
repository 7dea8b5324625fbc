import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Instant, instantOf } from '../../lib/instant.ts';
import { REMOTES_AT_MOST } from '../../lib/parts.ts';
import { readStandings } from '../../lib/store/standing.ts';
import { openRelay } from '../elasticsearch/network/relay.ts';
import { entryOf, save, unsent } from '../store/stored.ts';
import { startTable, TABLE_NAME } from '../support/dynamoDb.ts';
import { addressOf, httpAccessOf, PASSWORD, startFleet } from '../support/fleet.ts';
import { lambdaContext } from '../support/lambdaContext.ts';
import { awsEnvironment } from '../support/lambdaService.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';
import { failingResult } from '../support/results.ts';

const REMOTES = REMOTES_AT_MOST + 2;
const table = await startTable();
const fleet = await startFleet((remote) => [
  { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: true },
]);
const directory = await mkdtemp(join(tmpdir(), 'check-'));
const relay = await openRelay(Number(new URL(fleet.local.nodes[0]?.url ?? '').port));
const access = { urls: fleet.local.nodes.map(({ url }) => url), auth: httpAccessOf(fleet).auth };
const expected = Array.from({ length: REMOTES }, (_, index) => [`missing-${index}`, {}]);
const registry = {
  defaults: {
    thresholds: { failures: 1 },
    timeouts: { resolveSeconds: 2, connectSeconds: 0.5, tlsSeconds: 0.5, handshakeSeconds: 0.5 },
  },
  clusters: [
    { name: 'eu', ...access, remotes: { orders: {} } },
    { name: 'relayed', ...access, urls: [`http://127.0.0.1:${relay.port}`] },
    { name: 'locked', ...access, auth: { apiKey: 'env:ABSENT' } },
    { name: 'large', ...access, remotes: Object.fromEntries(expected) },
  ],
};
await writeFile(join(directory, 'clusters.yml'), JSON.stringify(registry));

for (const [name, value] of Object.entries(awsEnvironment(table.url))) vi.stubEnv(name, value);
vi.stubEnv('REGISTRY_SOURCE', `file:${join(directory, 'clusters.yml')}`);
vi.stubEnv('TABLE_NAME', TABLE_NAME);
vi.stubEnv('VANTAGE', 'lambda-eu-west-1');
vi.stubEnv('METRICS_PER', 'cluster');
vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'RccTest');
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'rcc-dev-check');
vi.stubEnv('PASSWORD', PASSWORD);
const { handler } = await import('../../functions/check.ts');
afterAll(async () => {
  await relay.close();
  await fleet[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const lambda = mockClient(LambdaClient);
let printed: Printed;
beforeEach(() => {
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  printed = capturePrinted();
});
afterEach(() => {
  printed.restore();
  lambda.reset();
});

function minute(count: number): Instant {
  return instantOf(new Date(Date.parse('2026-11-24T00:00:00Z') + count * 60_000));
}

describe('check', () => {
  it('checks a cluster, stores the results with their events, and logs a line for each', async () => {
    const { results, handedOn } = await handler({ cluster: 'eu', run: minute(1) }, lambdaContext());
    expect(results.map(({ alias, status }) => `${alias} ${status}`)).toEqual([
      'archive healthy',
      'orders failing',
    ]);
    expect(handedOn).toEqual([]);
    const stored = await table.pages.readCluster('eu');
    expect(stored.map(({ alias, result }) => `${alias} ${result.status}`)).toEqual([
      'archive healthy',
      'orders failing',
    ]);
    const waiting = await entryOf(table.access, 'orders');
    expect(waiting?.outbox).toMatchObject([
      { kind: 'opened', summary: { vantage: 'lambda-eu-west-1' } },
    ]);
    expect(
      printed.lines().toSorted((a, b) => String(a['alias']).localeCompare(String(b['alias']))),
    ).toMatchObject([
      {
        message: 'Remote checked',
        cluster: 'eu',
        alias: 'archive',
        status: 'healthy',
        outcome: 'saved',
        events: [],
      },
      {
        alias: 'orders',
        cause: 'registration-missing',
        events: ['opened'],
        incidentId: waiting?.outbox[0]?.incidentId,
      },
    ]);
    expect(printed.metrics()).toMatchObject([
      { Cluster: 'eu', RemotesFailing: 1, RemotesDegraded: 0, RemotesUnknown: 0 },
    ]);
  });

  it('stores and logs that a secret cannot be read', async () => {
    const { results } = await handler({ cluster: 'locked', run: minute(1) }, lambdaContext());
    expect(results.map(({ alias, status }) => `${alias} ${status}`)).toEqual(['* unknown']);
    const [stored] = await readStandings(table.access, 'locked');
    expect([...(stored?.entries.values() ?? [])].map(({ current }) => current?.cause)).toEqual([
      'secret-unreadable',
    ]);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        cluster: 'locked',
        code: 'secret-unreadable',
        evidence: expect.stringContaining('env:ABSENT is missing'),
      }),
    );
  });

  it('stores nothing of a run that was stored, whoever delivers it again', async () => {
    const event = { cluster: 'eu', run: minute(2) };
    await Promise.all([handler(event, lambdaContext()), handler(event, lambdaContext())]);
    await handler(event, lambdaContext());
    const told = printed.lines().map(({ outcome }) => outcome);
    expect(told.filter((outcome) => outcome === 'saved')).toHaveLength(2);
    expect(told.filter((outcome) => outcome === 'superseded')).toHaveLength(4);
    const counted = printed.metrics().map((line) => Number(line['RemotesFailing']));
    expect(counted.reduce((total, one) => total + one, 0)).toBe(1);
  });

  it('only looks where it is told not to save', async () => {
    const before = await table.pages.readCluster('eu');
    const { results } = await handler(
      { cluster: 'eu', remotes: ['orders'], run: minute(9), save: false },
      lambdaContext(),
    );
    expect(results.map(({ alias }) => alias)).toEqual(['orders']);
    await expect(table.pages.readCluster('eu')).resolves.toEqual(before);
    expect(printed.lines()).toMatchObject([{ alias: 'orders' }]);
    expect(printed.lines()[0]).not.toHaveProperty('outcome');
    expect(printed.metrics()).toEqual([]);
  });

  it('keeps its connections for the next check; whoever asks on demand is told whether one can connect now', async () => {
    const opened = [];
    for (const save of [true, true, false, true]) {
      const before = relay.accepted();
      const { results } = await handler(
        { cluster: 'relayed', run: minute(opened.length), save },
        lambdaContext(),
      );
      expect(results.map(({ status }) => status)).toEqual(['healthy']);
      opened.push(relay.accepted() > before);
    }
    expect(opened).toEqual([true, false, true, false]);
  });

  it('remembers the searches that were counted, and goes on without a memory where none can be read', async () => {
    const query = vi
      .spyOn(DynamoDBDocumentClient.prototype, 'send')
      .mockRejectedValueOnce(new Error('Throttled'));
    const { results } = await handler({ cluster: 'eu', run: minute(5) }, lambdaContext());
    query.mockRestore();
    expect(results[0]?.searches).toMatchObject({ answered: 0, skipped: 0 });
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        message: 'Nothing is remembered',
        cluster: 'eu',
        error: 'Throttled',
      }),
    );
    expect((await entryOf(table.access, 'archive'))?.memory?.searches?.counters).toEqual({
      answered: 0,
      skipped: 0,
      failed: {},
      nodes: 1,
    });
  });

  it('hands on the remotes that are too many for one invocation', async () => {
    const { results, handedOn } = await handler(
      { cluster: 'large', run: minute(1) },
      lambdaContext(),
    );
    expect(results).toHaveLength(REMOTES_AT_MOST);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({
      FunctionName: 'rcc-dev-check',
      InvocationType: 'Event',
    });
    expect(JSON.parse(String(call?.args[0].input.Payload))).toEqual({
      cluster: 'large',
      run: minute(1),
      remotes: handedOn,
      part: 1,
    });
    await handler(
      { cluster: 'large', run: minute(1), remotes: handedOn, part: 1 },
      lambdaContext(),
    );
    await expect(table.pages.readCluster('large')).resolves.toHaveLength(REMOTES + 1);
  });

  it('gives all of a large cluster at once to whoever waits for it', async () => {
    const { results, handedOn } = await handler(
      { cluster: 'large', run: minute(2), save: false },
      lambdaContext(),
    );
    expect(results).toHaveLength(REMOTES + 1);
    expect(handedOn).toEqual([]);
  });

  it('stores its own results and fails where the others could not be handed on', async () => {
    lambda.on(InvokeCommand).rejects(new Error('Rate Exceeded.'));
    const answer = handler({ cluster: 'large', run: minute(3) }, lambdaContext());
    await expect(answer).rejects.toThrow(
      /^Lambda did not accept .*"remotes":\["missing-\d+",.*: Rate Exceeded\.$/,
    );
    const entries = (await readStandings(table.access, 'large')).flatMap((standing) => [
      ...standing.entries.values(),
    ]);
    expect(entries.filter(({ run }) => run === minute(3))).toHaveLength(REMOTES_AT_MOST);
  });

  it.each([
    [
      'a cluster that the registry does not have',
      { cluster: 'nowhere', run: minute(1) },
      'No cluster nowhere in the registry',
    ],
    ['an event that is none', { cluster: 'eu' }, 'run'],
  ])('fails for %s', async (_what, event, message) => {
    await expect(handler(event, lambdaContext())).rejects.toThrow(message);
  });

  it('ends the incident of a remote that is not registered any more', async () => {
    const gone = { ...failingResult, cluster: 'eu', alias: 'gone' };
    await save(table.access, gone, 1);
    await handler({ cluster: 'eu', run: minute(20) }, lambdaContext());
    expect((await entryOf(table.access, 'gone'))?.outbox).toMatchObject([
      { kind: 'opened' },
      { kind: 'resolved', removed: true },
    ]);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({
        message: 'Incident is over, as nobody looks any more',
        alias: 'gone',
      }),
    );
  });

  it('tells of itself alone when its canary does not answer', async () => {
    const blind = {
      ...registry,
      canary: { connect: ['127.0.0.1:1'] },
      clusters: [{ name: 'blind', ...access, remotes: { orders: {} } }],
    };
    await writeFile(join(directory, 'blind.yml'), JSON.stringify(blind));
    vi.stubEnv('REGISTRY_SOURCE', `file:${join(directory, 'blind.yml')}`);
    vi.resetModules();
    const { handler: another } = await import('../../functions/check.ts');
    await another({ cluster: 'blind', run: minute(1) }, lambdaContext());
    expect(await unsent(table.access, 'blind')).toEqual(['checker opened']);
    expect((await table.pages.readCluster('blind')).map(({ alias }) => alias)).toEqual([
      'archive',
      'orders',
    ]);
    expect(printed.lines()).toContainEqual(
      expect.objectContaining({ level: 'WARN', message: 'The checker has lost its own network' }),
    );
  });
});
