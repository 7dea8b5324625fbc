import { describe, expect, test } from 'vitest';
import { judgeResolve, judgeSearch } from '../../../lib/collect/elasticsearch/activeOutcome.ts';
import { resolveCluster } from '../../../lib/collect/elasticsearch/api/resolveCluster.ts';
import { searchRequest } from '../../../lib/collect/elasticsearch/api/searchProbe.ts';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import type { Answer } from '../../../lib/facts/facts.ts';
import { answered, notAnswered } from '../../support/facts.ts';
import { clientFor, fakeNode } from './support/fakeNode.ts';
import { recording, recordingNames } from './support/recording.ts';

const SECURITY = 'security_exception';

function refusal(
  httpStatus: number,
  ...reasons: { type: string; reason: string }[]
): Answer<never> {
  const kind =
    httpStatus === 401 || httpStatus === 403
      ? 'not-authorized'
      : httpStatus === 404
        ? 'missing'
        : 'refused';
  return {
    ok: false,
    failed: { kind, httpStatus, message: `HTTP ${httpStatus}`, reasons, durationMs: 1 },
  };
}

/** Recordings → outcome of the judgement, each asked for over HTTP. */
async function judgeAll<J>(
  names: readonly string[],
  judgeOne: (client: ReturnType<typeof clientFor>) => Promise<J>,
): Promise<Map<string, J>> {
  let current = '';
  const node = await fakeNode(() => recording(current));
  const client = clientFor(node);
  const judgements = new Map<string, J>();
  for (const name of names) {
    current = name;
    judgements.set(name, await judgeOne(client));
  }
  return judgements;
}

async function judgedResolve(client: ReturnType<typeof clientFor>) {
  const answer = await resolveCluster(client, 'r', {
    timeoutMs: 5_000,
    memory: { timeoutRefused: true },
  });
  return judgeResolve(
    answer.ok ? { ...answer, value: Object.values(answer.value)[0] } : answer,
    true,
  );
}

describe('judgeResolve', () => {
  test('knows every recorded answer of _resolve/cluster', async () => {
    const names = recordingNames('*resolve*').filter(
      (name) => recording(name).status !== undefined && !name.includes('without-role'),
    );
    const readable = names.filter((name) => recording(name).status === 200);
    expect(readable.length).toBeGreaterThan(200);
    for (const [name, { outcome, error }] of await judgeAll(readable, judgedResolve)) {
      const text = JSON.stringify(recording(name).body);
      const expected = text.includes('"connected":true')
        ? 'connected'
        : text.includes('Request timed out')
          ? 'timed-out'
          : 'not-connected';
      expect([name, outcome]).toEqual([name, expected]);
      expect([name, error !== undefined]).toEqual([name, text.includes('"error"')]);
    }
  });

  test.each(['node-without-role-resolve', 'plain-node-without-role-resolve'])(
    'knows a node without the role: %s',
    async (file) => {
      const name = `u-no-remote-cluster-client-role/${file}`;
      const judgement = (await judgeAll([name], judgedResolve)).get(name);
      expect(judgement).toMatchObject({
        outcome: 'no-role',
        error: expect.stringMatching(
          /^node \[.*\] does not have the remote cluster client role enabled$/,
        ),
      });
    },
  );

  const entry = { connected: false, skipUnavailable: true };

  test.each([
    [
      'an error of our user on the local cluster',
      'action [indices:admin/resolve/cluster] is unauthorized for user [x] with effective roles []',
      'not-authorized',
    ],
    [
      'a role that this node lacks',
      'node [n] does not have the remote cluster client role enabled',
      'no-role',
    ],
    [
      'an error of the key',
      'unable to authenticate user [id] for action [cluster:internal/remote_cluster/handshake]',
      'not-connected',
    ],
    [
      'its own time-out',
      'Request timed out before receiving a response from the remote cluster',
      'timed-out',
    ],
  ])('does not take connected: false for an outage with %s', (_, error, outcome) => {
    expect(judgeResolve(answered({ ...entry, error }), true)).toEqual({
      outcome,
      error,
      reasons: [],
    });
  });

  test('with connected: true an error is about indices', () => {
    expect(
      judgeResolve(answered({ ...entry, connected: true, error: 'no such index [x]' }), true)
        .outcome,
    ).toBe('connected');
  });

  test('gives the versions of the remote', () => {
    const resolved = {
      connected: true,
      skipUnavailable: false,
      version: '9.5.3',
      minimumWireVersion: '8.19.0',
    };
    expect(judgeResolve(answered(resolved), true)).toEqual({
      outcome: 'connected',
      reasons: [],
      remoteVersion: '9.5.3',
      remoteMinimumWireVersion: '8.19.0',
    });
  });

  test('does not know what an answer without the alias means', () => {
    expect(judgeResolve(answered(undefined), true).outcome).toBe('unknown');
  });

  test.each([
    ['timed-out', 'timed-out'],
    ['no-role', 'no-role'],
    ['not-authorized', 'not-authorized'],
    ['unreachable', 'unknown'],
    ['nonsense', 'unknown'],
    ['not-asked', 'unknown'],
    ['refused', 'unknown'],
  ] as const)('a request that ended with %s makes the outcome %s', (kind, outcome) => {
    expect(judgeResolve(notAnswered(kind, 'message'), true)).toEqual({
      outcome,
      error: 'message',
      reasons: [],
    });
  });

  test.each([
    [true, 'not-connected'],
    [false, 'unknown'],
  ])(
    '"no such remote cluster" is an outage only where the node lists the alias: %s',
    (listed, outcome) => {
      const answer = refusal(400, {
        type: 'no_such_remote_cluster_exception',
        reason: 'no such remote cluster: [r]',
      });
      expect(judgeResolve(answer, listed)).toMatchObject({
        outcome,
        error: 'no such remote cluster: [r]',
      });
    },
  );
});

async function judgedSearch(client: ReturnType<typeof clientFor>) {
  return judgeSearch(await ask(client, searchRequest('r')), true);
}

describe('judgeSearch', () => {
  test('knows every recorded answer of a search', async () => {
    const names = recordingNames('*search').filter((name) => !name.includes('without-role'));
    expect(names.length).toBeGreaterThan(100);
    for (const [name, { outcome, reasons }] of await judgeAll(names, judgedSearch)) {
      const reached = JSON.stringify(recording(name).body).includes('"successful":1');
      expect([name, outcome]).toEqual([name, reached ? 'connected' : 'not-connected']);
      expect([name, reasons.length > 0]).toEqual([name, !reached]);
    }
  });

  test.each(['node-without-role-search', 'plain-node-without-role-search'])(
    'knows a node without the role: %s',
    async (file) => {
      const name = `u-no-remote-cluster-client-role/${file}`;
      expect((await judgeAll([name], judgedSearch)).get(name)).toMatchObject({
        outcome: 'no-role',
      });
    },
  );

  test('a cluster skipped for what our user may not do is no outage', () => {
    const reason =
      'action [indices:data/read/search] towards remote cluster [ok] is unauthorized for user [weak] with effective roles []';
    expect(
      judgeSearch(answered({ remote: 'skipped', reasons: [{ type: SECURITY, reason }] }), true),
    ).toMatchObject({
      outcome: 'not-authorized',
      error: reason,
    });
  });

  test('a failed cluster, or one skipped without a word, is not connected', () => {
    expect(judgeSearch(answered({ remote: 'failed', reasons: [] }), true)).toEqual({
      outcome: 'not-connected',
      reasons: [],
    });
    expect(judgeSearch(answered({ remote: 'skipped', reasons: [] }), true)).toEqual({
      outcome: 'not-connected',
      reasons: [],
    });
  });

  test('does not know what an answer without a remote means', () => {
    expect(judgeSearch(answered({ reasons: [] }), true).outcome).toBe('unknown');
  });

  test('an index that the remote does not have is an answer of the remote', () => {
    expect(
      judgeSearch(
        refusal(404, { type: 'index_not_found_exception', reason: 'no such index' }),
        true,
      ).outcome,
    ).toBe('connected');
  });

  test('401 for our user is not an outage, 401 for the key is', () => {
    const ours = {
      type: SECURITY,
      reason:
        'unable to authenticate user [elastic] for REST request [/r:connectivity-check-*/_search]',
    };
    const key = { type: SECURITY, reason: 'unable to find apikey with id 9KghCqIBPJKsa1rmc-0v' };
    expect(judgeSearch(refusal(401, ours), true).outcome).toBe('not-authorized');
    expect(judgeSearch(refusal(401, key), true).outcome).toBe('not-connected');
  });

  test.each([
    ['too many requests', refusal(429, { type: 'x', reason: 'busy' })],
    [
      'a rejected execution',
      refusal(500, { type: 'es_rejected_execution_exception', reason: 'queue is full' }),
    ],
    ['a proxy in between', refusal(502)],
    [
      'a blocked local cluster',
      refusal(503, { type: 'cluster_block_exception', reason: 'state not recovered' }),
    ],
    ['a page that is not there', refusal(404)],
    ['an error that nobody understands', refusal(500, { type: 'x', reason: 'y' })],
    [
      'an answer that does not end',
      {
        ok: false as const,
        failed: {
          kind: 'timed-out' as const,
          httpStatus: 200,
          message: 'HTTP 200, but no whole answer',
          reasons: [],
          durationMs: 1,
        },
      },
    ],
    ['a path that is taken for something else', refusal(404, { type: 'x', reason: 'y' })],
  ])('%s proves nothing about the remote', (_, answer) => {
    expect(judgeSearch(answer, true).outcome).toBe('unknown');
  });

  test.each([
    [true, 'not-connected'],
    [false, 'unknown'],
  ])(
    '"no such remote cluster" is an outage only where the node lists the alias: %s',
    (listed, outcome) => {
      const answer = refusal(500, {
        type: 'no_such_remote_cluster_exception',
        reason: 'no such remote cluster: [r]',
      });
      expect(judgeSearch(answer, listed).outcome).toBe(outcome);
    },
  );

  test.each(['timed-out', 'unreachable', 'not-asked'] as const)(
    'a request that ended with %s',
    (kind) => {
      expect(judgeSearch(notAnswered(kind), true).outcome).toBe(
        kind === 'timed-out' ? 'timed-out' : 'unknown',
      );
    },
  );
});
