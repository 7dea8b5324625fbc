import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { observeLocal, observeRemote } from '../../../lib/collect/elasticsearch/observe.ts';

/** Each answer is an error, with these headers. */
async function proxied(headers: Readonly<Record<string, string>>) {
  const server = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/json', ...headers }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { name: 'eu', urls: [url], auth: { kind: 'none' } as const };
}

test.each([
  [
    { 'x-found-handling-cluster': 'c', 'x-cloud-request-id': 'r', server: 'nginx' },
    ['x-cloud-request-id', 'x-found-handling-cluster'],
  ],
  [{ server: 'nginx', via: '1.1 proxy' }, undefined],
])('the headers %o of error answers, too, show the platform', async (headers, names) => {
  const access = await proxied(headers);
  const { facts, close } = await observeLocal(access, { timeoutMs: 5_000 });
  await close();
  expect(facts.nodesAsked[0]?.platformHeaders).toEqual(names);
  expect((await observeRemote(access, { timeoutMs: 5_000 })).platformHeaders).toEqual(names);
});
