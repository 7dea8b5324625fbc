/** Lambda's Invoke API on a free port: it notes what is invoked, and answers as it is told. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Invoked {
  readonly functionName: string;
  readonly type: string;
  readonly payload: unknown;
}

export interface LambdaAnswer {
  readonly status?: number;
  /** What the function returned, or why it failed. */
  readonly payload?: string;
  readonly functionError?: string;
}

export interface LambdaService extends AsyncDisposable {
  readonly url: string;
  readonly invoked: Invoked[];
  /** Undefined: it never answers. */
  answer: (invoked: Invoked, count: number) => LambdaAnswer | undefined;
}

export async function startLambdaService(): Promise<LambdaService> {
  const invoked: Invoked[] = [];
  const server = createServer(async (request, response) => {
    const [, name = ''] =
      /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? [];
    const type = String(request.headers['x-amz-invocation-type']);
    const call: Invoked = {
      functionName: decodeURIComponent(name),
      type,
      payload: JSON.parse(await text(request)),
    };
    invoked.push(call);
    const answer = service.answer(call, invoked.length);
    if (answer === undefined) return;
    const { status = type === 'Event' ? 202 : 200, payload = '', functionError } = answer;
    const headers = {
      ...(functionError === undefined ? {} : { 'x-amz-function-error': functionError }),
      ...(status < 400 ? {} : { 'x-amzn-errortype': 'TooManyRequestsException' }),
    };
    response.writeHead(status, headers).end(payload);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service: LambdaService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoked,
    answer: () => ({}),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return service;
}

/** Everything that the SDK takes from its environment. */
export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
