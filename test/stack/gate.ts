/**
 * Stands before a stand-in of AWS: counts what passes, refuses what it is told to, and holds
 * answers back.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../../local/stack/ports.ts';

export interface Call {
  /** `PutItem`, `Publish`. */
  readonly action: string;
  readonly body: string;
}

export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** What passed and was answered well, oldest first. */
  readonly passed: readonly Call[];
  /** Asked for each call; undefined lets it pass. */
  refuse(judge: (call: Call) => Refusal | undefined): void;
  /**
   * Called when a call has done its work and before its answer is given, so that who called never
   * learns of it.
   */
  beforeAnswer(what: (call: Call) => Promise<void>): void;
  /** Lets everything pass again. */
  open(): void;
}

interface State {
  readonly target: string;
  readonly passed: Call[];
  judge: (call: Call) => Refusal | undefined;
  before: (call: Call) => Promise<void>;
}

export async function startGate(target: string): Promise<Gate> {
  const state: State = {
    target,
    passed: [],
    judge: () => undefined,
    before: async () => undefined,
  };
  const server = createServer((request, response) => void pass(state, request, response)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    passed: state.passed,
    refuse: (judge) => {
      state.judge = judge;
    },
    beforeAnswer: (what) => {
      state.before = what;
    },
    open: () => {
      state.judge = () => undefined;
      state.before = async () => undefined;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function pass(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const call = { action: actionOf(request, body), body };
  const {
    status,
    type,
    body: answer,
  } = state.judge(call) ?? (await forward(state, { request, call }));
  response.writeHead(status, { 'content-type': type }).end(answer);
}

async function forward(
  state: State,
  { request, call }: { readonly request: IncomingMessage; readonly call: Call },
): Promise<Refusal> {
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    expect: _expect,
    ...headers
  } = request.headers;
  const answer = await fetch(state.target, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: call.body,
  });
  const body = await answer.text();
  if (answer.ok) state.passed.push(call);
  if (answer.ok) await state.before(call);
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body };
}

function actionOf({ headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string'
    ? target.replace(/^.*\./, '')
    : (new URLSearchParams(body).get('Action') ?? '');
}

export const THROTTLED: Refusal = {
  status: 400,
  type: 'application/x-amz-json-1.0',
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
    message: 'Rate exceeded',
  }),
};

export const SNS_REFUSED: Refusal = {
  status: 403,
  type: 'text/xml',
  body: '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed to publish</Message></Error></ErrorResponse>',
};
