/**
 * A reverse proxy before a simulated node, which behaves in a hostile way where one API is asked.
 */
import { createServer, type Server } from 'node:http';
import type { Answer, Behaviour } from './behaviours.ts';
import { closed, listening } from './listening.ts';

export interface Front extends AsyncDisposable {
  readonly url: string;
  /** How often the hostile API was asked since the last change. */
  asked(): number;
  /** From now on; undefined: honest. */
  setBehaviour(behaviour: Behaviour | undefined): void;
}

export interface FrontOptions {
  /** The URL of the simulated node. */
  readonly target: string;
  /** The API, by path and query of its requests. */
  readonly api: RegExp;
  /** Requests that always get this answer, instead of that of the simulated node. */
  readonly fixed?: readonly { readonly api: RegExp; readonly answer: Answer }[];
  readonly trap: string;
}

/** Of an API that the version does not have. */
export const MISSING: Answer = {
  status: 400,
  body: JSON.stringify({
    error: { type: 'illegal_argument_exception', reason: 'no handler found for uri' },
    status: 400,
  }),
};

export async function startFront({ target, api, fixed = [], trap }: FrontOptions): Promise<Front> {
  let behaviour: Behaviour | undefined;
  let asked = 0;
  const server: Server = createServer(async (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.socket.on('error', () => undefined);
    const path = request.url ?? '/';
    const honest = async (): Promise<Answer> => {
      const given = fixed.find((one) => one.api.test(path));
      if (given !== undefined) return given.answer;
      const { authorization = '' } = request.headers;
      const answered = await fetch(`${target}${path}`, {
        method: request.method ?? 'GET',
        headers: { authorization },
      });
      return { status: answered.status, body: await answered.text() };
    };
    if (api.test(path)) {
      asked += 1;
      if (behaviour !== undefined) return behaviour({ request, response, honest, trap });
    }
    const { status, body } = await honest();
    response
      .writeHead(status, {
        'content-type': 'application/json',
        'x-elastic-product': 'Elasticsearch',
      })
      .end(body);
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    setBehaviour: (next) => {
      behaviour = next;
      asked = 0;
    },
    [Symbol.asyncDispose]: () => closed(server),
  };
}
