import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evidenceKey } from '../../lib/store/keys.ts';
import { failing, healthy, minute, save } from '../store/stored.ts';
import { startTable, TABLE_NAME } from '../support/dynamoDb.ts';
import { lambdaContext } from '../support/lambdaContext.ts';
import { awsEnvironment, startLambdaService } from '../support/lambdaService.ts';
import { capturePrinted, type Printed } from '../support/powertools.ts';

const table = await startTable();
const lambda = await startLambdaService();
const directory = await mkdtemp(join(tmpdir(), 'api-'));
const clusters = [
  {
    name: 'eu',
    urls: ['https://eu:9200'],
    auth: { apiKey: 'ssm:/not/read/here' },
    remotes: { orders: {} },
  },
];
await writeFile(join(directory, 'clusters.yml'), JSON.stringify({ clusters }));

for (const [name, value] of Object.entries(awsEnvironment(lambda.url))) vi.stubEnv(name, value);
vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', table.url);
vi.stubEnv('REGISTRY_SOURCE', `file:${join(directory, 'clusters.yml')}`);
vi.stubEnv('TABLE_NAME', TABLE_NAME);
vi.stubEnv('CHECK_FUNCTION', 'rcc-dev-check');
vi.stubEnv('API_TOKEN', 'env:TOKEN');
vi.stubEnv('API_ACTION_TOKEN', 'env:TOKEN');
vi.stubEnv('TOKEN', 'hunter2');
const { handler } = await import('../../functions/api.ts');
afterAll(async () => {
  await table[Symbol.asyncDispose]();
  await lambda[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

let printed: Printed;
beforeEach(() => {
  printed = capturePrinted();
});
afterEach(() => printed.restore());

interface Request {
  readonly method?: string;
  readonly body?: object;
  readonly token?: string;
  readonly sourceIp?: string;
}

/** As API Gateway hands it over. */
async function request(
  path: string,
  { method = 'GET', body, token = 'hunter2', sourceIp = '192.0.2.1' }: Request = {},
) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    host: 'api.example.com',
  };
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' };
  const event: Parameters<typeof handler>[0] = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    isBase64Encoded: false,
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authentication: null,
      authorizer: {},
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http,
      requestId: '1',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
  const answer = await handler(event, lambdaContext());
  return { status: answer.statusCode, text: answer.body, json: () => JSON.parse(answer.body) };
}

describe('api', () => {
  it('shows what is stored, with its history', async () => {
    await save(table.access, failing('orders'), 1);
    expect((await request('/clusters')).json()).toMatchObject({
      clusters: [{ name: 'eu', status: 'failing' }],
    });
    const remote = (await request('/clusters/eu/remotes/orders')).json();
    expect(remote).toMatchObject({ cluster: 'eu', alias: 'orders', result: { status: 'failing' } });
    expect(remote.history).toBeInstanceOf(Array);
    expect((await request('/')).text).toContain('orders');
  });

  it('has check look, waits for it, and answers with what it saw', async () => {
    lambda.answer = () => ({
      payload: JSON.stringify({ results: [healthy('orders')], handedOn: [] }),
    });
    const answer = await request('/checks', {
      method: 'POST',
      body: { cluster: 'eu', remotes: ['orders'] },
    });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      cluster: 'eu',
      results: [{ alias: 'orders', status: 'healthy' }],
    });
    expect(lambda.invoked.at(-1)).toMatchObject({
      functionName: 'rcc-dev-check',
      type: 'RequestResponse',
      payload: { cluster: 'eu', remotes: ['orders'], save: false },
    });
  });

  it('answers 502 where check failed, and logs why', async () => {
    lambda.answer = () => ({
      functionError: 'Unhandled',
      payload: '{"errorType":"Error","errorMessage":"No route to host"}',
    });
    const answer = await request('/checks', { method: 'POST', body: { cluster: 'eu' } });
    expect(answer.status).toBe(502);
    expect(answer.text).not.toContain('No route to host');
    expect(printed.lines()).toMatchObject([
      { level: 'ERROR', message: 'Function rcc-dev-check failed: Error: No route to host' },
    ]);
  });

  it('acknowledges an open incident, and takes that back', async () => {
    const { incidentId } = await save(table.access, failing('orders'), 1);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const path = `/incidents/${incidentId ?? (await table.pages.openIncidents())[0]?.incident.id}/acknowledgement`;
    const answer = await request(path, {
      method: 'POST',
      body: { until, by: 'ann', why: 'on it' },
    });
    expect(answer.json()).toMatchObject({ alias: 'orders', acknowledged: { by: 'ann' } });
    expect((await request(path, { method: 'DELETE' })).json()).not.toHaveProperty('acknowledged');
  });

  it('accepts who a remote is now', async () => {
    await save(table.access, { ...healthy('orders'), remoteClusterUuid: 'new' }, 2);
    const answer = await request('/clusters/eu/remotes/orders/identity/accept', {
      method: 'POST',
      body: { reason: 'rebuilt' },
    });
    expect(answer.json()).toMatchObject({
      identity: { clusterUuid: { uuid: 'new' }, accepted: { reason: 'rebuilt' } },
    });
  });

  it('refuses whoever has not the token', async () => {
    expect((await request('/clusters', { token: 'guess' })).status).toBe(401);
  });

  it('has an address wait that presents wrong tokens', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await request('/clusters', { token: 'guess', sourceIp: '192.0.2.9' })).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await request('/clusters')).status).toBe(200);
  });

  it('logs a row that it cannot read, and shows what stands beside it', async () => {
    await table.put({
      ...evidenceKey({ cluster: 'eu', alias: 'orders' }),
      rank: 1,
      body: 'broken',
    });
    expect((await request('/clusters/eu')).json().remotes).toMatchObject([
      { alias: 'orders', status: 'healthy', checkedAt: minute(2) },
    ]);
    expect(printed.lines()).toMatchObject([
      { level: 'ERROR', message: expect.stringContaining('EVIDENCE#orders is damaged') },
    ]);
  });
});
