import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import {
  createKeptConnector,
  type KeptConnector,
} from '../../../lib/collect/elasticsearch/keptConnector.ts';
import { type FakeNode, fakeNode } from './support/fakeNode.ts';
import { silentPort } from './support/silentPort.ts';

const NOW = () => new Date(0);

function connectorTo({ url }: Pick<FakeNode, 'url'>): KeptConnector {
  return createKeptConnector({ origin: url, tls: {} }, NOW);
}

async function answered({ url }: FakeNode, { agent }: KeptConnector): Promise<void> {
  const [response] = await once(get(url, { agent }), 'response');
  await text(response);
}

describe('createKeptConnector', () => {
  test('is at rest once all is answered', async () => {
    const node = await fakeNode(() => ({}));
    const connector = connectorTo(node);
    await answered(node, connector);
    await vi.waitFor(() => expect(connector.settle()).toBe(true));
  });

  test('is not while an answer is awaited', async () => {
    const node = await fakeNode(() => 'silent');
    const connector = connectorTo(node);
    const request = get(node.url, { agent: connector.agent }).on('error', () => undefined);
    await vi.waitFor(() => expect(node.asked).toHaveLength(1));
    expect(connector.settle()).toBe(false);
    request.destroy();
    expect(connector.settle()).toBe(true);
  });

  test('is not while a connection is being opened', async () => {
    const { port, spokenTo } = await silentPort();
    const connector = createKeptConnector({ origin: 'https://127.0.0.1', tls: {} }, NOW);
    const { get: getByTls } = await import('node:https');
    const failed = once(getByTls({ agent: connector.agent, host: '127.0.0.1', port }), 'error');
    await spokenTo;
    expect(connector.settle()).toBe(false);
    connector.destroy();
    await failed;
  });

  test('tells the request that goes out over a connection that has not answered since', async () => {
    const node = await fakeNode(() => ({}));
    const connector = connectorTo(node);
    const send = () => connector.send(() => get(node.url, { agent: connector.agent }));
    for (const isDoubted of [false, true, false]) {
      const { answer, doubted } = send();
      expect(doubted).toBe(isDoubted ? answer : undefined);
      const [response] = await once(answer, 'response');
      await text(response);
      await vi.waitFor(() => expect(Object.keys(connector.agent.freeSockets)).toHaveLength(1));
      if (node.asked.length === 1) connector.settle();
    }
    expect(node.connections()).toBe(1);
  });
});
