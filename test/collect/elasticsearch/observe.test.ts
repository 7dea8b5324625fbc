import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type ClusterAccess,
  type LocalObservation,
  observeLocal,
} from '../../../lib/collect/elasticsearch/observe.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { fakeNode, type Reply, routes } from './support/fakeNode.ts';
import { recording } from './support/recording.ts';

const ANSWERS = {
  '/': 'a-sniff-certificate/root',
  '/_remote/info': 'a-sniff-certificate/remote-info',
  '/_nodes': 'a-sniff-certificate/nodes',
  '/_cluster/settings': 'a-sniff-certificate/settings',
  '/_ssl/certificates': 'a-sniff-certificate/ssl-certificates',
  '/_license': { body: { license: { uid: 'u', type: 'basic', status: 'active' } } },
} satisfies Record<string, string | Reply>;

function rootOf(name: string): Reply {
  return { body: { ...Object(recording('a-sniff-certificate/root').body), name } };
}

async function observe(
  urls: readonly string[],
  overrides: Partial<ClusterAccess> & { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<LocalObservation> {
  const { timeoutMs = 5_000, signal, ...access } = overrides;
  const observation = await observeLocal(
    { name: 'eu', urls, auth: { kind: 'none' }, ...access },
    { timeoutMs, signal },
  );
  onTestFinished(() => observation.close());
  return observation;
}

describe('observeLocal', () => {
  test('learns the remotes, the nodes, the settings and the certificates of a cluster', async () => {
    const node = await fakeNode(routes(ANSWERS));
    const { facts, clients } = await observe([node.url]);
    expect(facts).toMatchObject({
      name: 'eu',
      nodesAsked: [
        {
          url: node.url,
          root: { ok: true, value: { nodeName: 'l95-0' } },
          remoteInfo: { ok: true, value: { remote_b: { connected: true } } },
        },
      ],
      nodes: { ok: true, value: [{ name: 'l95-0' }] },
      license: { ok: true, value: { type: 'basic' } },
      settings: { ok: true, value: { 'cluster.remote.remote_b.mode': 'sniff' } },
      certificates: {
        ok: true,
        value: [
          { node: 'l95-0', path: 'ca.crt' },
          { node: 'l95-0', path: 'local.crt' },
        ],
      },
    });
    expect(clients.map(({ url }) => url)).toEqual([node.url]);
  });

  test('asks only, and changes nothing', async () => {
    const node = await fakeNode(routes(ANSWERS));
    await observe([node.url]);
    expect(node.asked.map(({ path }) => path).toSorted()).toEqual([
      '/',
      '/_cluster/settings',
      '/_license',
      '/_nodes',
      '/_remote/info',
      '/_ssl/certificates',
    ]);
  });

  test('asks every URL what it is connected to, and one what all know', async () => {
    const nodes = [
      await fakeNode(routes({ ...ANSWERS, '/': rootOf('a') })),
      await fakeNode(routes({ ...ANSWERS, '/': rootOf('b') })),
    ];
    const { facts } = await observe(nodes.map(({ url }) => url));
    expect(facts.nodesAsked).toHaveLength(2);
    const asked = nodes.map((node) => node.asked.map(({ path }) => path));
    expect(asked[0]).toContain('/_nodes');
    expect(asked[1]?.toSorted()).toEqual(['/', '/_remote/info', '/_ssl/certificates']);
    expect(
      facts.certificates.ok && new Set(facts.certificates.value.map(({ node }) => node)),
    ).toEqual(new Set(['a', 'b']));
  });

  test('a dead node hides nothing of the others, and is not asked again', async () => {
    const node = await fakeNode(routes(ANSWERS));
    const { facts } = await observe(['http://127.0.0.1:1', node.url]);
    expect(facts.nodesAsked.map(({ root }) => root.ok)).toEqual([false, true]);
    expect([facts.nodes.ok, facts.settings.ok, facts.certificates.ok]).toEqual([true, true, true]);
  });

  test('a node without the role remote_cluster_client serves for all else', async () => {
    const node = await fakeNode(
      routes({
        ...ANSWERS,
        '/_remote/info': 'u-no-remote-cluster-client-role/node-without-role-remote-info',
      }),
    );
    const { facts } = await observe([node.url]);
    expect(facts.nodesAsked[0]?.remoteInfo).toMatchObject({
      ok: false,
      failed: { kind: 'no-role' },
    });
    expect(facts.nodes.ok).toBe(true);
  });

  test('asks the second node where the first refuses', async () => {
    const refusing = await fakeNode(routes({ ...ANSWERS, '/_nodes': { status: 503, body: {} } }));
    const node = await fakeNode(routes(ANSWERS));
    expect((await observe([refusing.url, node.url])).facts.nodes.ok).toBe(true);
  });

  test('a user who may do nothing is told apart from a cluster that is down', async () => {
    const node = await fakeNode(() => ({
      status: 403,
      body: { error: { type: 'security_exception', reason: 'unauthorized' }, status: 403 },
    }));
    const { facts } = await observe([node.url]);
    expect(facts.nodesAsked[0]?.root).toMatchObject({ failed: { kind: 'not-authorized' } });
    expect(facts.nodes).toMatchObject({ failed: { kind: 'not-authorized' } });
    expect(facts.certificates).toMatchObject({ failed: { kind: 'not-authorized' } });
  });

  test('where no node answers the rest is not asked', async () => {
    const { facts } = await observe(['http://127.0.0.1:1']);
    expect(facts.nodesAsked[0]?.remoteInfo).toMatchObject({ failed: { kind: 'unreachable' } });
    expect(facts.nodes).toMatchObject({
      failed: { kind: 'not-asked', message: 'No node answered that could be asked GET /_nodes' },
    });
    expect(facts.settings).toMatchObject({ failed: { kind: 'not-asked' } });
  });

  test('each request has its deadline', async () => {
    const node = await fakeNode(routes({ ...ANSWERS, '/_remote/info': 'silent' }));
    const { facts } = await observe([node.url], { timeoutMs: 1_000 });
    expect(facts.nodesAsked[0]).toMatchObject({
      root: { ok: true },
      remoteInfo: { failed: { kind: 'timed-out' } },
    });
  });

  test('ends when the check ends', async () => {
    const node = await fakeNode(routes(ANSWERS));
    const { facts } = await observe([node.url], { signal: AbortSignal.abort() });
    expect(facts.nodesAsked[0]?.root).toMatchObject({ failed: { kind: 'not-asked' } });
  });

  test('throws for a URL that cannot be used', async () => {
    await expect(observe(['ftp://es'])).rejects.toThrow(ConfigurationError);
  });
});
