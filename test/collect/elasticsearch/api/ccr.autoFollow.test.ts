import { describe, expect, test } from 'vitest';
import {
  askAutoFollow,
  autoFollowRequest,
  mayListPatternsRequest,
} from '../../../../lib/collect/elasticsearch/api/ccr.ts';
import { clientFor, fakeNode, noHandler } from '../support/fakeNode.ts';
import { parsed } from '../support/parse.ts';

/**
 * The example of Elastic's specification (specification/ccr/get_auto_follow_pattern), and a pattern
 * of a version that cannot pause any.
 */
const PATTERNS = {
  patterns: [
    {
      name: 'my_auto_follow_pattern',
      pattern: {
        active: false,
        remote_cluster: 'remote_cluster',
        leader_index_patterns: ['leader_index*'],
        leader_index_exclusion_patterns: ['leader_index_001'],
        follow_index_pattern: '{{leader_index}}-follower',
      },
    },
    { name: 'old', pattern: { remote_cluster: 'other', leader_index_patterns: [] } },
  ],
};

/** As 9.5.3 answered it. */
const mayNot = {
  username: 'm1',
  has_all_requested: false,
  cluster: {},
  index: {},
  application: {},
};

test("autoFollowRequest reads the example of Elastic's specification", () => {
  expect(parsed(autoFollowRequest, PATTERNS)).toEqual([
    {
      name: 'my_auto_follow_pattern',
      alias: 'remote_cluster',
      active: false,
      leaderIndexPatterns: ['leader_index*'],
    },
    { name: 'old', alias: 'other', active: true, leaderIndexPatterns: [] },
  ]);
  expect(parsed(autoFollowRequest, {})).toEqual([]);
});

test('mayListPatternsRequest asks for one action and no more', () => {
  expect(JSON.parse(mayListPatternsRequest.querystring?.['source'] ?? '')).toEqual({
    cluster: ['cluster:admin/xpack/ccr/auto_follow_pattern/get'],
  });
});

describe('askAutoFollow', () => {
  test('asks nothing that would be refused', async () => {
    const node = await fakeNode(() => ({ body: mayNot }));
    expect(await askAutoFollow([clientFor(node)], {})).toMatchObject({
      ok: true,
      value: undefined,
    });
    expect(node.asked.map(({ path }) => path)).toEqual(['/_security/user/_has_privileges']);
  });

  test.each([
    ['our user may', { body: { ...mayNot, has_all_requested: true } }],
    ['there is no security', noHandler('/_security/user/_has_privileges')],
  ])('lists the patterns where %s', async (_what, reply) => {
    const node = await fakeNode(({ path }) =>
      path === '/_ccr/auto_follow' ? { body: PATTERNS } : reply,
    );
    expect(await askAutoFollow([clientFor(node)], {})).toMatchObject({
      ok: true,
      value: [{ alias: 'remote_cluster' }, { alias: 'other' }],
    });
  });
});
