import { describe, expect, test } from 'vitest';
import { observeRemote } from '../../../lib/collect/elasticsearch/observe.ts';
import { fakeNode, routes } from './support/fakeNode.ts';

const ANSWERS = {
  '/': 'c-sniff-api-key/remote-root',
  '/_nodes': 'c-sniff-api-key/remote-nodes',
  '/_security/api_key': 'c-sniff-api-key/remote-api-keys',
  '/_ssl/certificates': 'c-sniff-api-key/remote-ssl-certificates',
  '/_license': { body: { license: { uid: 'u', type: 'basic', status: 'active' } } },
};

function observe(urls: readonly string[], signal?: AbortSignal) {
  return observeRemote(
    { name: 'archive', urls, auth: { kind: 'none' } },
    { timeoutMs: 5_000, signal },
  );
}

describe('observeRemote', () => {
  test('learns identity, nodes, API keys and certificates, and asks for nothing else', async () => {
    const node = await fakeNode(routes(ANSWERS));
    expect(await observe([node.url])).toMatchObject({
      root: { ok: true, value: { nodeName: 'r95-0' } },
      nodes: { ok: true, value: [{ remoteClusterServerAddress: '127.0.0.1:19202' }] },
      apiKeys: {
        ok: true,
        value: [{ name: 'good' }, { name: 'rest' }, { name: 'expired' }, { name: 'gone' }],
      },
      certificates: { ok: true, value: [{ node: 'r95-0' }, { node: 'r95-0' }] },
      license: { ok: true, value: { type: 'basic' } },
    });
    expect(node.asked.map(({ path }) => path).toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
  });

  test('asks over two connections', async () => {
    const node = await fakeNode(routes(ANSWERS));
    await observe([node.url]);
    expect(node.connections()).toBe(2);
  });

  test('makes do with the node that answers', async () => {
    const node = await fakeNode(routes(ANSWERS));
    const { root, nodes } = await observe(['http://127.0.0.1:1', node.url]);
    expect([root.ok, nodes.ok]).toEqual([true, true]);
  });

  test('a key that the user may not read does not hide the rest', async () => {
    const node = await fakeNode(
      routes({ ...ANSWERS, '/_security/api_key': { status: 403, body: {} } }),
    );
    expect(await observe([node.url])).toMatchObject({
      root: { ok: true },
      apiKeys: { failed: { kind: 'not-authorized' } },
    });
  });

  test('says why where no node answers, and that there is no address where there is none', async () => {
    expect(await observe(['http://127.0.0.1:1'])).toMatchObject({
      root: { failed: { kind: 'unreachable' } },
      nodes: { failed: { kind: 'not-asked' } },
    });
    expect(await observe([])).toMatchObject({
      root: { failed: { kind: 'not-asked', message: 'The remote cluster has no HTTP address' } },
    });
  });
});
