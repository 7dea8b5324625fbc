import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preflight } from '../../lib/preflight/upgrade.ts';
import { isLegalStep, newestOf } from '../../lib/preflight/upgradePath.ts';
import { verdictsOf } from '../../lib/preflight/verdicts.ts';
import { parseVersion, type Version } from '../../lib/release/release.ts';
import { type Preflight, preflightSchema } from '../../lib/result/preflight.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { cluster, following, REPLICATION_NOT_SEEN, type SeenCluster, seen } from './seen.ts';

function answered(
  results: readonly CheckResult[],
  name: string,
  to: string,
  replication?: 'all' | 'none',
): Preflight {
  const answer = preflight(results, { cluster: name, to, replication });
  if (!answer.ok) throw new Error(answer.problem);
  return preflightSchema.parse(answer.preflight);
}

function problemOf(results: readonly CheckResult[], name: string, to: string): string {
  const answer = preflight(results, { cluster: name, to });
  return answer.ok ? '' : answer.problem;
}

function inWords({ order }: Preflight): string[] {
  return order.steps.map(({ cluster: name, from, to, losses }) => {
    const lost = losses.map(({ local, remote, kind, certainty, untilStep }) => {
      return ` (${certainty} ${kind} ${local} -> ${remote} until ${untilStep ?? 'ever'})`;
    });
    return `${name} ${from.join('+')} -> ${to}${lost.join('')}`;
  });
}

describe('preflight', () => {
  it('upgrades the remote first if searches would lose support', () => {
    const [eu, archive] = [cluster('eu', '8.19.21'), cluster('archive', '8.19.20')];
    const found = answered([seen(eu, archive)], 'eu', '9.5.0', 'none');
    expect(found.pairs).toMatchObject([
      {
        local: 'eu',
        remote: 'archive',
        now: { search: { verdict: 'supported' } },
        alone: { wire: { verdict: 'supported' }, search: { verdict: 'unsupported' } },
        afterwards: { wire: { verdict: 'supported' }, search: { verdict: 'supported' } },
      },
    ]);
    expect(found.outcome).toBe('nothing-breaks');
    expect(inWords(found)).toEqual(['archive 8.19.20 -> 9.5.0', 'eu 8.19.21 -> 9.5.0']);
  });

  it('names the intermediate release that a major upgrade needs', () => {
    const found = answered(
      [seen(cluster('eu', '8.15.1'), cluster('archive', '8.17.4'))],
      'eu',
      '9.5.0',
      'none',
    );
    expect(inWords(found)).toEqual([
      'archive 8.17.4 -> 8.19',
      'eu 8.15.1 -> 8.19',
      'archive 8.19 -> 9.5.0',
      'eu 8.19 -> 9.5.0',
    ]);
    expect(found.outcome).toBe('nothing-breaks');
    expect(
      inWords(
        answered(
          [seen(cluster('eu', '7.10.2'), cluster('far', '7.17.29'))],
          'eu',
          '8.19.21',
          'none',
        ),
      ),
    ).toEqual(['eu 7.10.2 -> 7.17', 'far 7.17.29 -> 8.19.21', 'eu 7.17 -> 8.19.21']);
  });

  it('upgrades the follower before the leader', () => {
    const pair = [seen(cluster('follower', '9.4.1'), cluster('leader', '9.4.1'))];
    expect(inWords(answered(pair, 'leader', '9.5.0', 'all'))).toEqual([
      'follower 9.4.1 -> 9.5.0',
      'leader 9.4.1 -> 9.5.0',
    ]);
    expect(inWords(answered(pair, 'follower', '9.5.0', 'all'))).toEqual([
      'follower 9.4.1 -> 9.5.0',
    ]);
  });

  it('alternates if two clusters search each other', () => {
    const [eu, us] = [cluster('eu', '9.2.0'), cluster('us', '9.2.0')];
    const found = answered([seen(eu, us), seen(us, eu)], 'eu', '9.5.0', 'none');
    expect(found.outcome).toBe('nothing-breaks');
    expect(found.order.steps.map(({ cluster: name }) => name)).toEqual(['eu', 'us', 'eu']);
    expect(inWords(found)).toMatchInlineSnapshot(`
      [
        "eu 9.2.0 -> 9.3",
        "us 9.2.0 -> 9.4",
        "eu 9.3 -> 9.5.0",
      ]
    `);
  });

  it('finds the order that breaks least if two clusters follow each other', () => {
    const [eu, us] = [cluster('eu', '9.4.1'), cluster('us', '9.4.1')];
    const found = answered([seen(eu, us), seen(us, eu)], 'eu', '9.5.0', 'all');
    expect(found.outcome).toBe('breaks');
    expect(inWords(found)).toEqual([
      'eu 9.4.1 -> 9.5.0 (certain replication us -> eu until 2)',
      'us 9.4.1 -> 9.5.0',
    ]);
    const unseen = [seen(eu, us, REPLICATION_NOT_SEEN), seen(us, eu, REPLICATION_NOT_SEEN)];
    expect(answered(unseen, 'eu', '9.5.0').outcome).toBe('unknown');
    expect(answered([seen(eu, us), seen(us, eu)], 'eu', '9.5.0', 'none').outcome).toBe(
      'nothing-breaks',
    );
  });

  it('does not break the other partners of a partner', () => {
    const [eu, archive, us] = [
      cluster('eu', '9.2.0'),
      cluster('archive', '9.2.0'),
      cluster('us', '9.3.0'),
    ];
    const found = answered([seen(eu, archive), seen(archive, us)], 'eu', '9.5.0', 'none');
    expect(found.pairs.map(({ local, remote }) => `${local} -> ${remote}`)).toEqual([
      'eu -> archive',
    ]);
    expect(inWords(found)).toEqual(['archive 9.2.0 -> 9.4', 'eu 9.2.0 -> 9.5.0']);
  });

  it('recognizes a cluster by its uuid under any alias', () => {
    const [eu, us] = [cluster('eu', '9.5.0'), cluster('us', '8.18.2')];
    const results = [
      seen(us, cluster('main', '8.18.2'), { remoteClusterUuid: 'eu-uuid' }),
      seen(eu, us, { alias: 'overseas' }),
    ];
    const found = answered(results, 'overseas', '9.0.8', 'none');
    expect(found.clusters).toMatchObject([{ name: 'us', uuid: 'us-uuid' }, { name: 'eu' }]);
    expect(
      found.pairs.map(({ local, remote, alias }) => `${local} -> ${remote} as ${alias}`),
    ).toEqual(['us -> eu as main', 'eu -> us as overseas']);
  });

  it('upgrades identical clusters one after another, for any number of them', () => {
    const archives = Array.from({ length: 40 }, (_, index) =>
      cluster(`archive-${index + 1}`, '8.19.21'),
    );
    const found = answered(
      archives.map((archive) => seen(cluster('hub', '8.19.21'), archive)),
      'hub',
      '9.5.0',
      'none',
    );
    expect(found.order).toMatchObject({ searched: true, steps: { length: 41 } });
    expect(found.order.steps.at(-1)?.cluster).toBe('hub');
    expect(found.outcome).toBe('nothing-breaks');
  });

  it('shows only the one cluster if there are too many orders', () => {
    const answer = preflight(
      [seen(cluster('eu', '8.5.0'), cluster('archive', '8.5.0'))],
      { cluster: 'eu', to: '9.5.0' },
      { mostStates: 2 },
    );
    const found = answer.ok ? answer.preflight : undefined;
    expect(found && inWords(found)).toEqual([
      'eu 8.5.0 -> 8.19 (certain search eu -> archive until ever)',
      'eu 8.19 -> 9.5.0 (certain wire eu -> archive until ever)',
    ]);
    expect(found).toMatchObject({ outcome: 'breaks', order: { searched: false } });
  });

  it('ends an upgrade in progress first', () => {
    const found = answered(
      [seen(cluster('eu', '9.4.0', '9.3.1'), cluster('archive', '9.5.0'))],
      'eu',
      '9.5.0',
      'none',
    );
    expect(inWords(found)).toEqual(['eu 9.3.1+9.4.0 -> 9.4.0', 'eu 9.4.0 -> 9.5.0']);
  });

  it('does not guess', () => {
    const eu = cluster('eu', '9.4.0');
    const unseen = answered([seen(eu, cluster('archive'))], 'eu', '9.5.0', 'none');
    expect(unseen).toMatchObject({
      outcome: 'unknown',
      notes: ['Version of archive unknown; its pairs are not judged'],
    });
    const strange = seen(eu, cluster('archive', '9.5.0'), {
      localClusterUuid: undefined,
      remoteClusterUuid: undefined,
    });
    const lost = seen(cluster('us', '9.5.0'), cluster('*'), { remoteClusterUuid: undefined });
    expect(answered([strange, lost], 'eu', '9.5.0', 'none').notes).toEqual([
      'Could not list the remotes of us; some of its pairs may be missing',
      'The cluster_uuid of eu is unknown; pairs in which it is the remote may be missing',
      'Could not identify the cluster behind eu/archive (no cluster_uuid); treated as a separate cluster',
    ]);
  });

  it('distinguishes unknown losses from certain ones', () => {
    const [eu, us] = [cluster('eu', '9.4.1'), cluster('us', '9.5.0')];
    expect(answered([seen(us, eu)], 'eu', '9.5.0')).toMatchObject({
      outcome: 'nothing-breaks',
      order: { steps: [{ losses: [] }] },
    });
    const old = [
      seen(cluster('eu', '9.2.0'), cluster('archive', 'nonsense')),
      seen(cluster('eu', '9.2.0'), cluster('far', '9.1.0')),
    ];
    expect(answered(old, 'eu', '9.3.0', 'none')).toMatchObject({ outcome: 'unknown' });
  });

  it('judges replication that the checks saw, and reports unknown replication as unknown', () => {
    const [eu, us] = [cluster('eu', '9.4.1'), cluster('us', '9.4.1')];
    const pair = (replication: Partial<CheckResult>, said?: 'all' | 'none') => {
      const { pairs, order } = answered([seen(us, eu, replication)], 'eu', '9.5.0', said);
      return { ...pairs[0], steps: order.steps.map(({ cluster: name }) => name) };
    };
    expect(pair(following(3))).toMatchObject({ follows: 'yes', followers: 3, steps: ['us', 'eu'] });
    expect(pair(following(0)), 'patterns that follow what comes').toMatchObject({
      follows: 'yes',
      followers: 0,
      steps: ['us', 'eu'],
    });
    expect(pair({})).toMatchObject({ follows: 'no', steps: ['eu'] });
    expect(pair({})).not.toHaveProperty('followers');
    expect(pair(REPLICATION_NOT_SEEN)).toMatchObject({ follows: 'unknown', steps: ['us', 'eu'] });
    expect(pair(following(3), 'none'), 'whoever asks knows better').toMatchObject({
      follows: 'no',
      steps: ['eu'],
    });
    expect(pair({}, 'all')).toMatchObject({ follows: 'yes', steps: ['us', 'eu'] });
  });

  it('is only degraded if searches lose support', () => {
    // The remote cannot follow: 9.0 is not reachable from 8.19.
    const results = [
      seen(cluster('eu', '8.18.8'), cluster('archive', '8.19.21')),
      seen(cluster('us', '9.1.0'), cluster('far', '9.1.0')),
    ];
    const found = answered(results, 'eu', '9.0.8', 'none');
    expect(found.outcome).toBe('degraded');
    expect(inWords(found)).toEqual([
      'eu 8.18.8 -> 9.0.8 (certain search eu -> archive until ever)',
    ]);
    expect(found.clusters.map(({ name }) => name)).toEqual(['eu', 'archive']);
  });

  it.each([
    [
      'nowhere',
      '9.5.0',
      'No check has seen a cluster nowhere. Local clusters: eu, us. Aliases: archive, dup',
    ],
    [
      'dup',
      '9.5.0',
      'Several clusters share the name dup: dup of eu, dup of us; name a local cluster, or add each of them to the registry',
    ],
    ['eu', '9.5', '9.5 is not a version; write all three numbers, such as 9.5.0'],
    [
      'eu',
      '9.6.0-SNAPSHOT',
      '9.6.0-SNAPSHOT is not a version; write all three numbers, such as 9.5.0',
    ],
    ['eu', '8.20.0', 'There is no Elasticsearch 8.20; the last minor of 8 is 8.19'],
    ['eu', '8.17.0', 'eu runs 8.19.21, and Elasticsearch does not support a downgrade to 8.17.0'],
    ['eu', '8.19.21', 'eu runs 8.19.21 already'],
    [
      'eu',
      '9.0.8',
      'There is no rolling upgrade of eu from 8.19.21 to 9.0.8: 9.0 is reached from 8.18 only, because 8.19 was released after 9.0; go to 9.1 or later',
    ],
    [
      'eu',
      '11.0.0',
      'There is no rolling upgrade of eu from 8.19.21 to 11.0.0 that this release knows: a major is reachable only from the last minor of the previous one, and that minor is not known for each major on the way',
    ],
    ['archive', '9.5.0', 'The version of archive is unknown; run a check first'],
  ])('explains why there is no preflight of %s to %s', (name, to, problem) => {
    const [eu, us] = [cluster('eu', '8.19.21'), cluster('us', '9.5.0')];
    const results = [
      seen(eu, cluster('archive')),
      seen(eu, cluster('dup', '9.1.0'), { remoteClusterUuid: 'first-uuid' }),
      seen(us, cluster('dup', '9.1.0'), { remoteClusterUuid: undefined }),
    ];
    expect(problemOf(results, name, to)).toBe(problem);
    expect(problemOf([], name, to)).toMatch(/Local clusters: \(none\)/);
  });

  it('skips a cluster that is its own remote', () => {
    expect(
      problemOf([seen(cluster('eu', '9.4.0'), cluster('eu', '9.4.0'))], 'eu', '9.5.0'),
    ).toMatch(/^No check has seen a cluster eu/);
  });
});

const RELEASES = ['7.17.29', '8.17.0', '8.18.8', '8.19.21', '9.0.8', '9.1.0', '9.2.0', '9.3.0'];
const NAMES = ['a', 'b', 'c', 'd'];

/** Up to four clusters and any pairs among them. */
const landscapes = fc.record({
  releases: fc.tuple(...NAMES.map(() => fc.constantFrom(...RELEASES))),
  pairs: fc.uniqueArray(
    fc
      .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES))
      .filter(([local, remote]) => local !== remote),
    { minLength: 1, maxLength: 5, selector: ([local, remote]) => `${local} ${remote}` },
  ),
  to: fc.constantFrom(...RELEASES.slice(1)),
  replication: fc.constantFrom('all', 'none', 'seen', 'not-seen', 'nothing-seen'),
});

/** `8.19` stands for any patch. */
function wholeRelease(text: string): string {
  return text.split('.').length === 2 ? `${text}.0` : text;
}

it('preflight: each step is legal, and if nothing breaks, each working pair works in each state', () => {
  fc.assert(
    fc.property(landscapes, ({ releases, pairs, to, replication }) => {
      const clusters = new Map<string, SeenCluster>(
        NAMES.map((name, index) => [name, cluster(name, releases[index] ?? '')]),
      );
      const replicates = {
        seen: following(1),
        'not-seen': REPLICATION_NOT_SEEN,
        'nothing-seen': {},
        all: {},
        none: {},
      }[replication];
      const results = pairs.map(([local, remote]) =>
        seen(clusters.get(local) as SeenCluster, clusters.get(remote) as SeenCluster, replicates),
      );
      const said = replication === 'all' || replication === 'none' ? replication : undefined;
      const answer = preflight(results, { cluster: pairs[0]?.[0] ?? '', to, replication: said });
      if (!answer.ok) return;
      const { order, outcome } = answer.preflight;
      const running = new Map(NAMES.map((name, index) => [name, [releases[index] ?? '']]));
      const works = () =>
        pairs.flatMap(([local, remote]) => {
          const verdicts = verdictsOf(running.get(local) ?? [], running.get(remote) ?? []);
          const isUsed = replication !== 'none' && replication !== 'nothing-seen';
          const kinds = isUsed
            ? (['wire', 'search', 'replication'] as const)
            : (['wire', 'search'] as const);
          return kinds.map((kind) => verdicts[kind].verdict === 'supported');
        });
      const before = works();
      const isKept = () => works().every((now, index) => now || !before[index]);
      let kept = true;
      for (const step of order.steps) {
        const [next, ...from] = [step.to, ...step.from].map(wholeRelease) as [string, ...string[]];
        expect(running.get(step.cluster)).toEqual(from);
        expect(isLegalStep(newestOf(from) as Version, parseVersion(next) as Version)).toBe(true);
        running.set(step.cluster, [...from, next]);
        kept &&= isKept();
        running.set(step.cluster, [next]);
        kept &&= isKept();
      }
      expect(outcome === 'nothing-breaks').toBe(kept);
    }),
    { numRuns: 100 },
  );
});
