import { describe, expect, it } from 'vitest';
import { askReplication } from '../../lib/collect/stats.ts';
import { clientFor, fakeNode, noHandler, type Reply } from './elasticsearch/support/fakeNode.ts';

const AUTO = {
  auto_follow_stats: {
    auto_followed_clusters: [{ cluster_name: 'archive', time_since_last_check_millis: 5 }],
  },
};

async function askedFor(stats: Reply) {
  const node = await fakeNode(({ path }) =>
    path === '/_ccr/stats' ? stats : { body: { has_all_requested: false } },
  );
  const answer = await askReplication([clientFor(node)], {});
  return { answer, paths: node.asked.map(({ path }) => path).toSorted() };
}

describe('askReplication', () => {
  it('asks for paused followers, and for patterns only where there are any at work', async () => {
    expect((await askedFor({ body: {} })).paths).toEqual(['/_all/_ccr/info', '/_ccr/stats']);
    const { answer, paths } = await askedFor({ body: AUTO });
    expect(paths).toEqual(['/_all/_ccr/info', '/_ccr/stats', '/_security/user/_has_privileges']);
    expect(answer).toMatchObject({
      ok: true,
      value: { paused: { ok: true, value: [] }, patterns: { ok: true, value: undefined } },
    });
  });

  it('asks nothing more of a cluster that replicates nothing, or does not tell', async () => {
    expect((await askedFor(noHandler('/_ccr/stats'))).paths).toEqual(['/_ccr/stats']);
    expect(
      (
        await askedFor({
          status: 403,
          body: { error: { type: 'security_exception', reason: 'no' }, status: 403 },
        })
      ).paths,
    ).toEqual(['/_ccr/stats']);
  });
});
