import { describe, expect, test } from 'vitest';
import {
  clusterStatsRequest,
  statsOf,
} from '../../../../lib/collect/elasticsearch/api/clusterStats.ts';
import { ask } from '../../../../lib/collect/elasticsearch/ask.ts';
import { notAnswered } from '../../../support/facts.ts';
import { clientFor, fakeNode, routes } from '../support/fakeNode.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

describe('clusterStatsRequest', () => {
  test("reads the remote's uuid, status and versions", () => {
    expect(parsedRecording(clusterStatsRequest, 'a-sniff-certificate/stats').remotes).toEqual({
      remote_b: {
        clusterUuid: '8i0BqWCBTkyoL0LhhcgdZg',
        status: 'green',
        versions: ['9.5.3'],
        nodesCount: 1,
      },
    });
  });

  test('gives no uuid and no count where the remote is unavailable, since the answer has stand-ins there', () => {
    expect(parsedRecording(clusterStatsRequest, 'k-port-closed/sniff-stats').remotes).toEqual({
      remote_b: 'unavailable',
    });
  });

  test('"unavailable" is said of connected remotes older than 8.16 too', () => {
    const value = parsedRecording(
      clusterStatsRequest,
      't-versions-8.19.21-to-8.14.3/sniff-stats',
    ).remotes;
    expect(value).toEqual({ remote_b: 'unavailable' });
    expect(statsOf({ ok: true, value, durationMs: 1 }, 'remote_b')).toMatchObject({
      ok: false,
      failed: {
        kind: 'missing',
        message: expect.stringContaining(
          'remote_b is unavailable: it is not connected, or older than 8.16, or our user lacks',
        ),
      },
    });
  });

  test('loses one odd entry only, and says why it is odd', () => {
    const good = { cluster_uuid: 'u', status: 'green', version: ['9.5.3'], nodes_count: 2.5 };
    const value = parsed(clusterStatsRequest, {
      ccs: { clusters: { good, odd: { status: 1 } } },
    }).remotes;
    expect(statsOf({ ok: true, value, durationMs: 1 }, 'good')).toMatchObject({
      ok: true,
      value: { nodesCount: 2 },
    });
    expect(statsOf({ ok: true, value, durationMs: 1 }, 'odd')).toMatchObject({
      ok: false,
      failed: {
        kind: 'nonsense',
        message: expect.stringMatching(
          /has an entry for odd that is not understood: .*expected string/,
        ),
      },
    });
  });

  test('a node without the role remote_cluster_client lists no remotes', () => {
    expect(
      parsedRecording(
        clusterStatsRequest,
        'u-no-remote-cluster-client-role/node-without-role-stats',
      ).remotes,
    ).toEqual({});
  });

  test('reads an entry without a count, and what filter_path leaves of no remotes', () => {
    expect(
      parsed(clusterStatsRequest, {
        ccs: { clusters: { r: { cluster_uuid: 'u', status: 'red', version: [] } } },
      }),
    ).toEqual({
      remotes: { r: { clusterUuid: 'u', status: 'red', versions: [] } },
      searches: undefined,
    });
    expect(parsed(clusterStatsRequest, {})).toEqual({ remotes: {}, searches: undefined });
  });

  test('a version below 8.16 does not have the parameter include_remotes', async () => {
    const node = await fakeNode(
      routes({ '/_cluster/stats': 't-versions-8.14.3-to-9.5.3/sniff-stats' }),
    );
    expect(await ask(clientFor(node), clusterStatsRequest)).toMatchObject({
      ok: false,
      failed: { kind: 'missing' },
    });
    expect(node.asked[0]?.query).toMatchObject({
      include_remotes: 'true',
      filter_path: expect.stringMatching(/^ccs\.clusters,/),
    });
  });
});

describe('statsOf', () => {
  const value = { status: 'green', versions: ['9.5.3'], clusterUuid: 'u' };

  test('gives what was said about one alias', () => {
    expect(statsOf({ ok: true, value: { a: value }, durationMs: 7 }, 'a')).toEqual({
      ok: true,
      value,
      durationMs: 7,
    });
  });

  test.each(['b', 'toString'])('says that the alias %s is not listed', (alias) => {
    expect(statsOf({ ok: true, value: { a: value }, durationMs: 7 }, alias)).toEqual({
      ok: false,
      failed: {
        kind: 'missing',
        httpStatus: 200,
        message: `GET /_cluster/stats?include_remotes=true does not list the alias ${alias}`,
        reasons: [],
        durationMs: 7,
      },
    });
  });

  test('passes a failure on', () => {
    const answer = notAnswered('timed-out');
    expect(statsOf(answer, 'a')).toBe(answer);
  });
});
