/** A stand-in for Parameter Store over HTTP, which throttles as it does. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ParameterStore extends AsyncDisposable {
  readonly url: string;
  /** The names of each request that it answered. */
  readonly answered: string[][];
}

export interface ParameterStoreOptions {
  readonly parameters: Readonly<Record<string, string>>;
  /** It refuses each request with one of these names. */
  readonly denied?: readonly string[];
  /** It throttles so many requests before it answers any. */
  readonly throttled?: number;
}

export async function startParameterStore({
  parameters,
  denied = [],
  throttled = 0,
}: ParameterStoreOptions): Promise<ParameterStore> {
  const answered: string[][] = [];
  let left = throttled;
  const server = createServer(async (request, response) => {
    const { Names } = (await json(request)) as { Names: string[] };
    if (left > 0) {
      left -= 1;
      refuse(response, 'ThrottlingException', 'Rate exceeded');
    } else if (Names.some((name) => denied.includes(name))) {
      refuse(response, 'AccessDeniedException', 'Not authorized to perform ssm:GetParameters');
    } else {
      answered.push(Names);
      const found = Names.filter((name) => name in parameters);
      const Parameters = found.map((Name) => ({ Name, Value: parameters[Name] }));
      answer(response, 200, {
        Parameters,
        InvalidParameters: Names.filter((name) => !found.includes(name)),
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function refuse(response: ServerResponse, type: string, message: string): void {
  answer(response, 400, { __type: type, message });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
