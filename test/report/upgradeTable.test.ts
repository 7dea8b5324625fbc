import { describe, expect, it } from 'vitest';
import { preflight } from '../../lib/preflight/upgrade.ts';
import { PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';
import { preflightText } from '../../lib/report/upgradeTable.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { cluster, following, REPLICATION_NOT_SEEN, seen } from '../preflight/seen.ts';
import { HOSTILE } from '../support/results.ts';

function text(
  results: readonly CheckResult[],
  to: string,
  options: { replication?: 'all' | 'none'; mostStates?: number } = {},
): string {
  const { mostStates = 1000, ...rest } = options;
  const answer = preflight(results, { cluster: 'eu-search', to, ...rest }, { mostStates });
  return answer.ok ? preflightText(answer.preflight, PLAIN_PAPER) : answer.problem;
}

describe('preflightText', () => {
  it('shows the pairs, then the order in which nothing breaks', () => {
    const [eu, archive, us] = [
      cluster('eu-search', '8.19.21'),
      cluster('archive', '8.18.4'),
      cluster('us', '8.19.21'),
    ];
    const results = [seen(eu, archive), seen(us, eu, { alias: 'europe', status: 'failing' })];
    expect(text(results, '9.5.0', { replication: 'none' })).toMatchInlineSnapshot(`
      "Upgrade of eu-search from 8.19.21 to 9.5.0; of two verdicts the second is for eu-search alone at 9.5.0

      PAIR                      STATUS   RELEASES            WIRE               SEARCH             REPLICATION
      eu-search -> archive      healthy  8.19.21 -> 8.18.4   ok => unsupported  ok => unsupported  -
      us -> eu-search (europe)  failing  8.19.21 -> 8.19.21  ok                 ok                 -
        eu-search -> archive, wire: 9.5.0 understands 8.19.0 and later, the other side runs 8.18.4

      In this order nothing breaks (3 steps, the fewest possible):
        1. upgrade archive from 8.18.4 to 8.19
        2. upgrade archive from 8.19 to 9.5.0
        3. upgrade eu-search from 8.19.21 to 9.5.0

      While a cluster is upgraded it runs both releases: what a step costs begins with its first node, what it mends is mended with its last.
      Of a minor take the latest patch. Only versions are looked at here: see the upgrade assistant of Kibana for what else has to be done.
      "
    `);
  });

  it('shows what breaks least', () => {
    const [eu, us] = [cluster('eu-search', '9.4.1'), cluster('us', '9.4.1')];
    expect(
      text([seen(eu, us), seen(us, eu)], '9.5.0', { replication: 'all' }),
    ).toMatchInlineSnapshot(`
      "Upgrade of eu-search from 9.4.1 to 9.5.0; of two verdicts the second is for eu-search alone at 9.5.0

      PAIR             STATUS   RELEASES        WIRE  SEARCH  REPLICATION
      eu-search -> us  healthy  9.4.1 -> 9.4.1  ok    ok      ok
      us -> eu-search  healthy  9.4.1 -> 9.4.1  ok    ok      ok => unsupported
        us -> eu-search, replication: 9.4 cannot follow indices of 9.5: a follower must not be older than its leader

      No order keeps everything working for certain. This one loses least (2 steps), and something breaks:
        1. upgrade eu-search from 9.4.1 to 9.5.0
           us -> eu-search: replication stops until step 2 is done: 9.4 cannot follow indices of 9.5: a follower must not be older than its leader
        2. upgrade us from 9.4.1 to 9.5.0

      While a cluster is upgraded it runs both releases: what a step costs begins with its first node, what it mends is mended with its last.
      Of a minor take the latest patch. Only versions are looked at here: see the upgrade assistant of Kibana for what else has to be done.
      "
    `);
    const unseen = [seen(eu, us, REPLICATION_NOT_SEEN), seen(us, eu, REPLICATION_NOT_SEEN)];
    expect(text(unseen, '9.5.0')).toContain(
      'us -> eu-search: replication stops, if there is any, until step 2 is done',
    );
  });

  it('counts the followers that the checks saw', () => {
    const [eu, us, ap] = [
      cluster('eu-search', '9.4.1'),
      cluster('us', '9.4.1'),
      cluster('ap', '9.5.0'),
    ];
    const shown = text(
      [seen(eu, us), seen(us, eu, following(12)), seen(ap, eu, following(1))],
      '9.5.0',
    );
    expect(shown).toMatch(/^us -> eu-search .* ok => unsupported \(12 followers\)$/m);
    expect(shown).toMatch(/^ap -> eu-search .* ok \(1 follower\)$/m);
    expect(shown).toMatch(/^eu-search -> us .* -$/m);
  });

  it('shows the one cluster alone where too many depend on each other, and what was not seen', () => {
    const [eu, archive] = [cluster('eu-search', '8.18.8', '8.17.1'), cluster('archive')];
    const results = [seen(eu, archive), seen(eu, cluster('old', '8.17.1'))];
    expect(text(results, '9.5.0', { replication: 'none', mostStates: 1 })).toMatchInlineSnapshot(`
      "Upgrade of eu-search from 8.17.1, 8.18.8 to 9.5.0; of two verdicts the second is for eu-search alone at 9.5.0

      PAIR                  STATUS   RELEASES                 WIRE               SEARCH             REPLICATION
      eu-search -> archive  healthy  8.17.1/8.18.8 -> ?       unknown            unknown            -
      eu-search -> old      healthy  8.17.1/8.18.8 -> 8.17.1  ok => unsupported  ok => unsupported  -
        eu-search -> old, wire: 9.5.0 understands 8.19.0 and later, the other side runs 8.17.1

      More clusters depend on each other than can be searched for an order; this is eu-search alone (3 steps), and something breaks:
        1. upgrade eu-search from 8.17.1, 8.18.8 to 8.18.8
        2. upgrade eu-search from 8.18.8 to 8.19
           eu-search -> old: searches are not supported for good: Elastic does not support searches from 8.19 to 8.17; they may fail or miss results
        3. upgrade eu-search from 8.19 to 9.5.0
           eu-search -> old: no connection for good: 9.5.0 understands 8.19.0 and later, the other side runs 8.17.1

      not seen: Version of archive unknown; its pairs are not judged
      While a cluster is upgraded it runs both releases: what a step costs begins with its first node, what it mends is mended with its last.
      Of a minor take the latest patch. Only versions are looked at here: see the upgrade assistant of Kibana for what else has to be done.
      "
    `);
  });

  it('counts a single step as one', () => {
    expect(
      text([seen(cluster('eu-search', '9.4.0'), cluster('archive', '9.5.0'))], '9.5.0'),
    ).toContain('nothing breaks (1 step, the');
  });

  it('lets no name reach the terminal as more than a name', () => {
    const shown = text(
      [seen(cluster('eu-search', '8.19.21'), cluster(HOSTILE, '8.19.20'))],
      '9.5.0',
    );
    for (const control of ['\u001b', '\u202e']) expect(shown).not.toContain(control);
    expect(shown).toContain('alert(1)');
  });
});
