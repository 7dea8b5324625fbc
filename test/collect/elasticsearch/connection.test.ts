import { once } from 'node:events';
import { Agent } from 'node:https';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from '../../../lib/collect/elasticsearch/connection.ts';
import { makeCertificate } from './support/certificates.ts';

const identity = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1' });

/** In a thread of its own, so that it answers while this one is busy; it counts its answers. */
const NODE = `
  const { workerData: { identity, answers }, parentPort } = require('node:worker_threads');
  const server = require('node:https').createServer(identity, (_request, response) => {
    response.end('answer', () => {
      Atomics.add(answers, 0, 1);
      Atomics.notify(answers, 0);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('takes an answer for whole that comes before Node tells that the request was sent', async () => {
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(NODE, { eval: true, workerData: { identity, answers } });
  const [port] = await once(worker, 'message');
  const agent = new Agent({ keepAlive: true, ca: identity.cert });
  onTestFinished(async () => {
    agent.destroy();
    await worker.terminate();
  });
  const connection = new Connection({
    url: new URL(`https://127.0.0.1:${port}`),
    agent: () => agent,
  });
  const ask = () =>
    connection.request({ method: 'GET', path: '/' }, { requestId: 1, name: 'test', context: {} });
  await ask();
  for (let turn = 1; turn <= 5; turn += 1) {
    // What is written over TLS in this phase of the loop is told to be sent only after the next
    // look at the sockets.
    await setImmediate();
    const answer = ask();
    process.nextTick(() => Atomics.wait(answers, 0, turn));
    expect(await answer).toMatchObject({ statusCode: 200, body: 'answer' });
  }
});
