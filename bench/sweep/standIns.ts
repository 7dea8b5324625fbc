/**
 * HTTP stand-ins for AWS. DynamoDB is dynalite behind a counting proxy. SNS and Lambda only count.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Counts {
  /** DynamoDB requests by action, capacity units, and bytes of written items. */
  readonly requests: Record<string, number>;
  readonly units: { read: number; write: number };
  messages: number;
  messageBytes: number;
  readonly invocations: Record<string, number>;
}

export function newCounts(): Counts {
  return {
    requests: {},
    units: { read: 0, write: 0 },
    messages: 0,
    messageBytes: 0,
    invocations: {},
  };
}

type Answer = (
  request: IncomingMessage,
  body: string,
) => Promise<{ status?: number; body: string; type?: string }>;

async function serve(answer: Answer): Promise<string> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void text(request)
      .then((body) => answer(request, body))
      .then(({ status = 200, body, type = 'application/x-amz-json-1.0' }) => {
        response.writeHead(status, { 'content-type': type }).end(body);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

function add(record: Record<string, number>, key: string, amount = 1): void {
  record[key] = (record[key] ?? 0) + amount;
}

const READS = new Set(['GetItem', 'Query', 'BatchGetItem']);

/** Adds ReturnConsumedCapacity to each request, for tables and indexes together. */
export function countingDynamoDb(url: string, counts: () => Counts): Promise<string> {
  return serve(async ({ headers }, body) => {
    const target = String(headers['x-amz-target']);
    const action = target.replace(/^.*\./, '');
    add(counts().requests, action);
    const asked = JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' });
    const kept = {
      'x-amz-target': target,
      'content-type': String(headers['content-type']),
      authorization: String(headers['authorization']),
    };
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...kept, 'x-amz-date': String(headers['x-amz-date']) },
      body: asked,
    });
    const answer = await response.text();
    const consumed = [JSON.parse(answer).ConsumedCapacity ?? []].flat();
    for (const { CapacityUnits } of consumed)
      counts().units[READS.has(action) ? 'read' : 'write'] += CapacityUnits;
    return { status: response.status, body: answer };
  });
}

export function countingSns(counts: () => Counts): Promise<string> {
  return serve(async (_request, body) => {
    const action = new URLSearchParams(body).get('Action');
    if (action !== 'Publish')
      return {
        status: 400,
        body: `<ErrorResponse><Error><Code>${action}</Code></Error></ErrorResponse>`,
        type: 'text/xml',
      };
    counts().messages += 1;
    counts().messageBytes += Buffer.byteLength(new URLSearchParams(body).get('Message') ?? '');
    const id = `<MessageId>${counts().messages}</MessageId>`;
    const result = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>${id}</PublishResult></PublishResponse>`;
    return { body: result, type: 'text/xml' };
  });
}

/** Accepts only asynchronous events and forwards them. */
export function countingLambda(
  counts: () => Counts,
  accept: (name: string, payload: unknown) => void,
): Promise<string> {
  return serve(async ({ url = '' }, body) => {
    const [, name = ''] = /functions\/([^/]+)\/invocations/.exec(url) ?? [];
    add(counts().invocations, name);
    accept(name, JSON.parse(body));
    return { status: 202, body: '' };
  });
}
