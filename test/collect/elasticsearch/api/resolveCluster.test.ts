import { describe, expect, test } from 'vitest';
import { resolveCluster } from '../../../../lib/collect/elasticsearch/api/resolveCluster.ts';
import { clientFor, fakeNode, type Reply } from '../support/fakeNode.ts';
import { recording } from '../support/recording.ts';

/** A node of a version without the parameter `timeout`, such as 8.14. */
function withoutTimeout(reply: Reply) {
  return fakeNode(({ query }) =>
    'timeout' in query ? recording('t-versions-8.14.3-to-7.17.29/sniff-resolve-timeout') : reply,
  );
}

describe('resolveCluster', () => {
  test('asks for one alias and wants the answer before its own deadline', async () => {
    const node = await fakeNode(() => recording('a-sniff-certificate/resolve-timeout'));
    const memory = { timeoutRefused: false };
    const answer = await resolveCluster(clientFor(node), 'remote_b', { timeoutMs: 5_000, memory });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        remote_b: {
          connected: true,
          skipUnavailable: true,
          version: '9.5.3',
          minimumWireVersion: '8.19.0',
        },
      },
    });
    expect(node.asked).toMatchObject([
      { path: '/_resolve/cluster/remote_b:*', query: { timeout: '4000ms' } },
    ]);
    expect(memory).toEqual({ timeoutRefused: false });
  });

  test('goes without the parameter timeout where it is refused, and remembers', async () => {
    const node = await withoutTimeout(recording('t-versions-8.14.3-to-9.0.8/sniff-resolve'));
    const memory = { timeoutRefused: false };
    const client = clientFor(node);
    expect(await resolveCluster(client, 'remote_b', { timeoutMs: 5_000, memory })).toMatchObject({
      value: { remote_b: { connected: false } },
    });
    expect(await resolveCluster(client, 'remote_b', { timeoutMs: 5_000, memory })).toMatchObject({
      ok: true,
    });
    expect(memory).toEqual({ timeoutRefused: true });
    expect(node.asked.map(({ query }) => query)).toEqual([{ timeout: '4000ms' }, {}, {}]);
  });

  test('a half-open link holds a call without the parameter up for longer than a minute: the deadline is its own', async () => {
    const node = await withoutTimeout('silent');
    const answer = await resolveCluster(clientFor(node), 'remote_b', {
      timeoutMs: 60,
      memory: { timeoutRefused: false },
    });
    expect(answer).toMatchObject({ ok: false, failed: { kind: 'timed-out' } });
  });

  test('a half-open link, with the parameter: the node itself says that it timed out', async () => {
    const node = await fakeNode(() =>
      recording('w-half-open-proxy/certificate-frozen-resolve-timeout'),
    );
    const answer = await resolveCluster(clientFor(node), 'remote_b', {
      timeoutMs: 5_000,
      memory: { timeoutRefused: false },
    });
    expect(answer).toMatchObject({
      value: {
        remote_b: {
          error: 'Request timed out before receiving a response from the remote cluster',
        },
      },
    });
  });

  test('a remote below 8.13 has no version in the answer', async () => {
    const node = await fakeNode(() =>
      recording('t-versions-8.19.21-to-7.17.29/sniff-resolve-timeout'),
    );
    const answer = await resolveCluster(clientFor(node), 'remote_b', {
      timeoutMs: 5_000,
      memory: { timeoutRefused: false },
    });
    expect(answer).toMatchObject({
      ok: true,
      value: { remote_b: { connected: true, skipUnavailable: true } },
    });
    expect(answer.ok && answer.value['remote_b']).not.toHaveProperty('version');
  });

  test('takes __proto__ for an alias like any other, and an odd entry for an answer that is not understood', async () => {
    const entry = { connected: true, skip_unavailable: true };
    const node = await fakeNode(({ path }) => ({
      body: path.includes('__proto__')
        ? '{"__proto__":{"connected":true,"skip_unavailable":true}}'
        : { odd: { ...entry, connected: 'yes' } },
    }));
    const options = { timeoutMs: 5_000, memory: { timeoutRefused: false } };
    const answer = await resolveCluster(clientFor(node), '__proto__', options);
    expect(answer.ok && Object.entries(answer.value)).toEqual([
      ['__proto__', { connected: true, skipUnavailable: true }],
    ]);
    expect(await resolveCluster(clientFor(node), 'odd', options)).toMatchObject({
      failed: {
        kind: 'nonsense',
        message: expect.stringMatching(/odd: ✖ Invalid input: expected boolean/),
      },
    });
  });

  test('other refusals are not tried again', async () => {
    const node = await fakeNode(() =>
      recording('u-no-remote-cluster-client-role/plain-node-without-role-resolve'),
    );
    const memory = { timeoutRefused: false };
    expect(await resolveCluster(clientFor(node), 'r', { timeoutMs: 5_000, memory })).toMatchObject({
      failed: { kind: 'no-role' },
    });
    expect(node.asked).toHaveLength(1);
    expect(memory).toEqual({ timeoutRefused: false });
  });
});
