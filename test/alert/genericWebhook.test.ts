import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { genericMessage, genericWebhook } from '../../lib/alert/genericWebhook.ts';
import { alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { wordsOf } from '../../lib/alert/words/alertWords.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import { portOf } from '../../local/stack/ports.ts';
import { event } from '../state/incident/events.ts';

it.each([
  [{ url: 'env:URL' }, undefined],
  [{ url: 'env:URL', authorization: 'env:AUTHORIZATION' }, 'Bearer hush'],
])('posts the message with a line of text, given %j', async (settings, authorization) => {
  const posted: [IncomingHttpHeaders, unknown][] = [];
  const server = createServer(async (request, response) => {
    posted.push([request.headers, await json(request)]);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    URL: `http://127.0.0.1:${portOf(server.address())}/hook`,
    AUTHORIZATION: 'Bearer hush',
  };
  const [group] = groupEvents([event()]);
  if (group === undefined) throw new Error('No group');
  const message = alertMessage(group, MAX_BYTES);
  const words = wordsOf(message, { statusPageUrl: 'https://checker.example.com' });
  const opened = genericWebhook.open(settings);
  if (!('send' in opened)) throw new Error('The settings are refused');
  const secrets = localSecretResolvers('.', env);
  await opened.send({ message, words }, { secrets, signal: AbortSignal.timeout(20_000) });
  server.close();
  const [[headers, body] = [{}, undefined]] = posted;
  expect(headers.authorization).toBe(authorization);
  expect(body).toEqual(JSON.parse(JSON.stringify(genericMessage(words, message))));
  expect(body).toMatchObject({
    text: 'FAILING: remote orders of eu',
    id: message.id,
    incidentIds: ['incident-1'],
    links: expect.arrayContaining([expect.objectContaining({ label: 'Status page' })]),
  });
});
