/** Slack on this machine: accepts webhook posts, shows them, and can simulate faults. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { HOST, portOf } from '../ports.ts';
import { judge, type SlackMessage } from './limits.ts';
import { slackPage } from './page.ts';

export interface Received {
  readonly at: string;
  readonly message: SlackMessage;
}

/** `hang`: never answers and shows nothing. */
export type SlackFault =
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number }
  | { readonly kind: 'server-error' | 'hang' }
  | { readonly kind: 'refuse'; readonly reason: string };

export interface SlackStandIn extends AsyncDisposable {
  readonly url: string;
  /** As in Slack's settings. Anyone who knows it can post. */
  readonly webhookUrl: string;
  /** Accepted messages, oldest first. */
  readonly messages: readonly Received[];
  /** Number of posts, including refused ones. */
  readonly attempts: () => number;
  /** Applies to the next `times` posts. Undefined removes the fault. */
  setFault(fault: SlackFault | undefined, times?: number): void;
}

const WEBHOOK_PATH = '/services/T00000000/B00000000/local-stand-in';

interface State {
  readonly messages: Received[];
  attempts: number;
  fault: SlackFault | undefined;
  faultsLeft: number;
  readonly onMessage: (message: SlackMessage) => void;
}

export interface SlackOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly onMessage?: ((message: SlackMessage) => void) | undefined;
}

export async function startSlack({
  port,
  onMessage = () => undefined,
}: SlackOptions): Promise<SlackStandIn> {
  const state: State = { messages: [], attempts: 0, fault: undefined, faultsLeft: 0, onMessage };
  const server = createServer((request, response) => void respond(state, request, response)).listen(
    port,
    HOST,
  );
  await once(server, 'listening');
  const url = `http://${HOST}:${portOf(server.address())}`;
  return {
    url,
    webhookUrl: `${url}${WEBHOOK_PATH}`,
    messages: state.messages,
    attempts: () => state.attempts,
    setFault: (fault, times = Number.POSITIVE_INFINITY) => {
      state.fault = fault;
      state.faultsLeft = times;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function respond(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = `${request.method} ${request.url}`;
  if (route === `POST ${WEBHOOK_PATH}`) receive(state, { body: await text(request), response });
  else if (route === 'GET /')
    send(response, { status: 200, type: 'text/html', body: await slackPage(state.messages) });
  else if (route === 'GET /messages')
    send(response, {
      status: 200,
      type: 'application/json',
      body: JSON.stringify(state.messages, undefined, 2),
    });
  else send(response, { status: 404, body: 'no_service' });
}

function receive(
  state: State,
  { body, response }: { readonly body: string; readonly response: ServerResponse },
): void {
  state.attempts += 1;
  const answer = faultyAnswer(nextFault(state)) ?? accept(state, body);
  if (answer !== 'none') send(response, answer);
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly retryAfterSeconds?: number;
}

function faultyAnswer(fault: SlackFault | undefined): Answer | 'none' | undefined {
  if (fault === undefined) return undefined;
  if (fault.kind === 'too-many')
    return { status: 429, body: 'rate_limited', retryAfterSeconds: fault.retryAfterSeconds };
  if (fault.kind === 'server-error') return { status: 500, body: 'server_error' };
  return fault.kind === 'refuse' ? { status: 400, body: fault.reason } : 'none';
}

function accept(state: State, body: string): Answer {
  const judged = judge(body);
  if (judged.kind === 'refused') return { status: 400, body: judged.reason };
  state.messages.push({ at: new Date().toISOString(), message: judged.message });
  state.onMessage(judged.message);
  return { status: 200, body: 'ok' };
}

function nextFault(state: State): SlackFault | undefined {
  if (state.faultsLeft <= 0) return undefined;
  state.faultsLeft -= 1;
  return state.fault;
}

function send(
  response: ServerResponse,
  { status, body, type = 'text/plain', retryAfterSeconds }: Answer,
): void {
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
