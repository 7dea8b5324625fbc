/** A service on this machine that answers as `judge` decides, and keeps what it accepted. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Channel } from '../../lib/alert/channel.ts';
import { type AlertMessage, alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { wordsOf } from '../../lib/alert/words/alertWords.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { portOf } from '../../local/stack/ports.ts';

export interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Judged {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly accepted: Request[];
}

export async function startStandIn(judge: (request: Request) => Judged): Promise<StandIn> {
  const accepted: Request[] = [];
  const server = createServer(async (incoming, response) => {
    const { url = '', headers } = incoming;
    const request = { path: url, headers, body: await text(incoming) };
    const judged = judge(request);
    if (judged.status < 300) accepted.push(request);
    response.writeHead(judged.status, judged.headers).end(judged.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    accepted,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

export const STATUS = { statusPageUrl: 'https://status.example' };

export function messageOf(...events: IncidentEvent[]): AlertMessage {
  const [group] = groupEvents(events);
  if (group === undefined) throw new Error('There are no events');
  return alertMessage(group, MAX_BYTES);
}

/** Sends a message as `serve` does. */
export async function sendTo(
  channel: Channel,
  settings: Record<string, unknown>,
  { message, env }: { readonly message: AlertMessage; readonly env: Record<string, string> },
): Promise<void> {
  const opened = channel.open(settings);
  if (!('send' in opened)) throw new Error(JSON.stringify(opened.problems));
  const secrets = localSecretResolvers('.', env);
  const signal = AbortSignal.timeout(20_000);
  await opened.send({ message, words: wordsOf(message, STATUS) }, { secrets, signal });
}
