import { describe, expect, test } from 'vitest';
import { type ActiveOptions, askActively } from '../../../lib/collect/elasticsearch/active.ts';
import { type Asked, clientFor, fakeNode, noHandler, type Reply } from './support/fakeNode.ts';
import { recording } from './support/recording.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

function options(overrides: Partial<ActiveOptions> = {}): ActiveOptions {
  return {
    nodeName: 'local-1',
    nodeVersion: '9.5.3',
    listed: true,
    memory: { timeoutRefused: false },
    timeoutMs: 5_000,
    now: () => NOW,
    ...overrides,
  };
}

function isSearch({ path }: Asked): boolean {
  return path.endsWith('/_search');
}

/** Replies for `_resolve/cluster` and for the search. */
async function asking(
  alias: string,
  replies: { resolve?: Reply; search?: Reply },
  overrides: Partial<ActiveOptions> = {},
) {
  const node = await fakeNode(
    (asked) => (isSearch(asked) ? replies.search : replies.resolve) ?? noHandler(asked.path),
  );
  const witness = await askActively(
    clientFor(node, { auth: { kind: 'bearer', token: 'hunter2' } }),
    alias,
    options(overrides),
  );
  return { witness, asked: node.asked.map(({ path }) => path), url: node.url };
}

describe('askActively', () => {
  test('says what was asked, when, through which node, and what came of it', async () => {
    const { witness, url } = await asking('remote_b', {
      resolve: recording('a-sniff-certificate/resolve-timeout'),
    });
    expect(witness).toEqual({
      node: 'local-1',
      url,
      api: 'resolve-cluster',
      outcome: 'connected',
      reasons: [],
      remoteVersion: '9.5.3',
      remoteMinimumWireVersion: '8.19.0',
      askedAt: '2026-11-24T00:00:00.000Z',
      durationMs: expect.any(Number),
    });
  });

  test('asks for one alias in a call, so that a dead remote does not delay the others', async () => {
    const { asked } = await asking('remote_b', {
      resolve: recording('a-sniff-certificate/resolve-timeout'),
    });
    expect(asked).toEqual(['/_resolve/cluster/remote_b:*']);
  });

  test('with skip_unavailable true it does not search: the answer would not say why', async () => {
    const { witness, asked } = await asking('remote_b', {
      resolve: recording('k-port-closed/sniff-resolve-timeout'),
    });
    expect(witness).toMatchObject({ outcome: 'not-connected', reasons: [] });
    expect(witness).not.toHaveProperty('error');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['k-port-closed/sniff', 'remote_b', 'Connection refused'],
    ['k-port-closed/proxy', 'remote_b', 'Connection refused'],
    ['k-unknown-host/sniff', 'remote_b', 'no-such-host.invalid'],
    [
      'n-remote-certificate-expired/certificate-proxy',
      'remote_b',
      'NotAfter: Fri Jan 01 00:00:00 UTC 2021',
    ],
    [
      'p-hostname-not-in-certificate/certificate-sniff',
      'remote_b',
      'No subject alternative names matching IP address 127.0.0.1 found',
    ],
    ['i-expired-api-key/sniff', 'expired_key', 'API key: api key is expired'],
  ])(
    'with skip_unavailable false a search gives the exception chain: %s',
    async (prefix, alias, innermost) => {
      const { witness, asked } = await asking(alias, {
        resolve: recording(`${prefix}-skip-unavailable-false-resolve`),
        search: recording(`${prefix}-skip-unavailable-false-search`),
      });
      expect(witness).toMatchObject({ api: 'resolve-cluster', outcome: 'not-connected' });
      expect(witness.reasons.at(-1)?.reason).toBe(innermost);
      expect(asked).toEqual([
        `/_resolve/cluster/${alias}:*`,
        `/${alias}:connectivity-check-*/_search`,
      ]);
    },
  );

  test('a search that succeeds after the remote was not connected is the better evidence', async () => {
    const { witness } = await asking('remote_b', {
      resolve: recording('k-port-closed/sniff-skip-unavailable-false-resolve'),
      search: recording('a-sniff-certificate/search'),
    });
    expect(witness).toMatchObject({ api: 'search', outcome: 'connected' });
  });

  test('a search that fails otherwise does not change that the remote is not connected', async () => {
    const { witness } = await asking(
      'remote_b',
      {
        resolve: recording('k-port-closed/sniff-skip-unavailable-false-resolve'),
        search: 'silent',
      },
      { timeoutMs: 1_000 },
    );
    expect(witness).toMatchObject({
      api: 'resolve-cluster',
      outcome: 'not-connected',
      reasons: [{ type: '', reason: expect.stringMatching(/^No answer to GET /) }],
    });
  });

  test('that our user may not search says nothing against the remote', async () => {
    const reason = 'action [indices:data/read/search] is unauthorized for user [checker]';
    const { witness } = await asking('remote_b', {
      resolve: recording('k-port-closed/sniff-skip-unavailable-false-resolve'),
      search: { status: 403, body: { error: { type: 'security_exception', reason } } },
    });
    expect(witness).toMatchObject({ outcome: 'not-connected', reasons: [] });
  });

  test('a half-open link times out by the own deadline where the parameter timeout is not known', async () => {
    const node = await fakeNode(({ query }) =>
      'timeout' in query
        ? recording('t-versions-8.14.3-to-7.17.29/sniff-resolve-timeout')
        : 'silent',
    );
    const memory = { timeoutRefused: false };
    const witness = await askActively(
      clientFor(node),
      'remote_b',
      options({ timeoutMs: 1_000, memory }),
    );
    expect(witness).toMatchObject({
      outcome: 'timed-out',
      error: expect.stringContaining('No answer to GET /_resolve/cluster/remote_b:*'),
    });
    expect(memory).toEqual({ timeoutRefused: true });
  });

  test('a half-open link times out in the words of the node where it is known', async () => {
    const { witness } = await asking('remote_b', {
      resolve: recording('w-half-open-sniff/frozen-resolve-timeout'),
    });
    expect(witness).toMatchObject({
      outcome: 'timed-out',
      error: 'Request timed out before receiving a response from the remote cluster',
    });
  });

  test.each(['8.16.4', '8.17.2', '8.12.2', '7.17.29'])(
    'searches from %s, where _resolve/cluster fails fast or is not there',
    async (nodeVersion) => {
      const { witness, asked } = await asking(
        'remote_b',
        { search: recording('t-versions-7.17.29-to-8.14.3/sniff-search') },
        { nodeVersion },
      );
      expect(witness).toMatchObject({ api: 'search', outcome: 'connected' });
      expect(asked).toEqual(['/remote_b:connectivity-check-*/_search']);
    },
  );

  test('searches where a node of unknown version turns out not to have _resolve/cluster', async () => {
    const indexNotFound = {
      status: 404,
      body: {
        error: { type: 'index_not_found_exception', reason: 'no such index [_resolve]' },
        status: 404,
      },
    };
    const search = recording('t-versions-7.17.29-to-9.5.3/sniff-search');
    const { witness } = await asking(
      'remote_b',
      { resolve: indexNotFound, search },
      { nodeVersion: undefined },
    );
    expect(witness).toMatchObject({ api: 'search', outcome: 'not-connected' });
    expect(witness.error).toMatch(/general node connection failure$/);
  });

  test('a node without the role says so with 403: that is no missing privilege', async () => {
    const { witness } = await asking('remote_b', {
      resolve: recording('u-no-remote-cluster-client-role/node-without-role-resolve-timeout'),
    });
    expect(witness).toMatchObject({
      outcome: 'no-role',
      error: 'node [uv-norole] does not have the remote cluster client role enabled',
    });
  });

  test('connected: false with a security error of our own user says nothing about the remote', async () => {
    const error =
      'action [indices:admin/resolve/cluster] towards remote cluster [ok] is unauthorized for user [weak] with effective roles []';
    const { witness, asked } = await asking('ok', {
      resolve: { body: { ok: { connected: false, skip_unavailable: false, error } } },
    });
    expect(witness).toMatchObject({ outcome: 'not-authorized', error });
    expect(asked).toHaveLength(1);
  });

  test('the first answer after a key was invalidated has a reason, the next has none; both are outages', async () => {
    const first = await asking('good_key', {
      resolve: recording('j-invalidated-api-key/while-connected-2-after-resolve'),
    });
    const next = await asking('good_key', {
      resolve: recording('j-invalidated-api-key/while-connected-2-after-resolve-timeout'),
    });
    expect(first.witness).toMatchObject({
      outcome: 'not-connected',
      error: 'api key [4W8LCqIB1e8_Sxn6QJpX] has been invalidated',
    });
    expect(next.witness.outcome).toBe('not-connected');
    expect(next.witness).not.toHaveProperty('error');
  });

  test('a recovered remote is reconnected by being asked', async () => {
    const { witness } = await asking('remote_b', {
      resolve: recording('x-recovered/sniff-5-first-resolve'),
    });
    expect(witness.outcome).toBe('connected');
  });

  test.each(['*', 'a,b', '-a', '<a>', 'a/b', 'constructor:x'])(
    'does not ask for the alias %s, which would mean other clusters',
    async (alias) => {
      const { witness, asked } = await asking(alias, {});
      expect(witness).toMatchObject({
        outcome: 'unknown',
        error: `Cluster alias ${JSON.stringify(alias)} cannot stand in a request for one remote cluster`,
      });
      expect(asked).toEqual([]);
    },
  );

  test('does not take an answer about another alias for one about this', async () => {
    const { witness } = await asking('toString', {
      resolve: recording('a-sniff-certificate/resolve-timeout'),
    });
    expect(witness).toMatchObject({
      outcome: 'unknown',
      error: 'The answer does not mention the alias',
    });
  });

  test('a local node that cannot be reached says nothing about the remote', async () => {
    const witness = await askActively(
      clientFor({ url: 'http://127.0.0.1:1' }),
      'remote_b',
      options(),
    );
    expect(witness).toMatchObject({
      outcome: 'unknown',
      error: expect.stringContaining('Connection refused'),
    });
  });

  test('the end of the check says nothing about the remote', async () => {
    const { witness } = await asking(
      'remote_b',
      { resolve: 'silent' },
      { signal: AbortSignal.abort() },
    );
    expect(witness).toMatchObject({
      outcome: 'unknown',
      error: expect.stringContaining('The check was ended'),
    });
  });

  test('takes credentials out of what a remote cluster says', async () => {
    const error = 'you sent hunter2';
    const reason = { type: 'hunter2', reason: 'you sent hunter2' };
    const details = { r: { failures: [{ reason }] } };
    const resolve = { body: { r: { connected: false, skip_unavailable: false, error } } };
    const search = { body: { _clusters: { successful: 0, skipped: 1, details } } };
    const { witness } = await asking('r', { resolve, search });
    expect(witness).toMatchObject({
      error: 'you sent [redacted]',
      reasons: [{ type: '[redacted]', reason: 'you sent [redacted]' }],
    });
  });
});
