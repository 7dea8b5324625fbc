import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { attentionOf, consequenceOf } from '../../../lib/report/page/attention.ts';
import type { CheckResult } from '../../../lib/result/result.ts';
import type { StoredRemote } from '../../../lib/store/remotes.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  unknownResult,
} from '../../support/results.ts';
import { minutesAgo, stored } from './stored.ts';

/** Each with an address of its own, or the given one. */
function remote(
  cluster: string,
  alias: string,
  {
    result = failingResult,
    seed = `${alias}:9300`,
    code,
  }: {
    readonly result?: CheckResult;
    readonly seed?: string;
    readonly code?: string;
  } = {},
): StoredRemote {
  const { remoteClusterUuid: _, ...rest } = result;
  const cause = code === undefined ? rest.cause : { ...rest.cause, code, title: code };
  return stored({ ...rest, cluster, alias, seeds: [seed], cause });
}

const shown = (remotes: readonly StoredRemote[]) =>
  attentionOf(remotes).map(({ title, suspect, remotes: { length }, clusters }) => [
    title,
    length,
    clusters.join(),
    suspect,
  ]);

describe('attentionOf', () => {
  it('is empty if all is well', () => {
    expect(attentionOf([stored(healthyResult)])).toEqual([]);
  });

  it('joins what several remotes of one local cluster have in common', () => {
    const title = failingResult.cause.title;
    expect(
      shown([
        remote('eu', 'a10'),
        remote('eu', 'a2'),
        ...['b', 'c', 'd'].map((alias) => remote('eu', alias, { result: healthyResult })),
      ]),
    ).toEqual([[title, 2, 'eu', undefined]]);
  });

  it('suspects a local cluster that lost its remotes', () => {
    expect(shown(['a', 'b', 'c'].map((alias) => remote('eu', alias)))).toEqual([
      [failingResult.cause.title, 3, 'eu', 'eu: 3 of its 3 remote clusters fail'],
    ]);
  });

  it('suspects what local clusters share if several lost their remotes', () => {
    const all = ['eu', 'us'].flatMap((cluster) =>
      ['a', 'b', 'c'].map((alias) => remote(cluster, alias, { seed: `${cluster}-${alias}:1` })),
    );
    expect(shown(all)[0]?.[3]).toContain('what they share: the network');
  });

  it('suspects a remote that no local cluster reaches, or the only one that does not', () => {
    const seed = 'shared:9300';
    const [eu, us] = [remote('eu', 'orders', { seed }), remote('us', 'orders', { seed })];
    const well = { result: healthyResult, seed };
    expect(shown([eu, us])[0]?.[3]).toBe(
      'orders: no local cluster that has registered it reaches it',
    );
    expect(shown([eu, remote('us', 'orders', well)])[0]?.[3]).toBe(
      'eu: 1 other local cluster reaches orders',
    );
    expect(
      shown([eu, us, remote('ap', 'orders', well), remote('sa', 'orders', well)])[0]?.[3],
    ).toBe('eu, us: 2 other local clusters reach orders');
    expect(shown([remote('eu', 'orders')])[0]?.[3]).toBeUndefined();
  });

  it('joins groups with the same cause if there are too many', () => {
    const many = Array.from({ length: 11 }, (_, index) => [
      remote('eu', `r${index}`, { seed: `s${index}:1` }),
      remote('us', `r${index}`, { seed: `s${index}:1` }),
      ...(index === 0 ? [remote('eu', 'other', { code: 'dns-failed' })] : []),
    ]).flat();
    const well = Array.from({ length: 20 }, (_, index) =>
      ['eu', 'us'].map((cluster) => remote(cluster, `w${index}`, { result: healthyResult })),
    ).flat();
    expect(shown([...many, ...well]).toSorted()).toEqual(
      [
        [failingResult.cause.title, 22, 'eu,us', undefined],
        ['dns-failed', 1, 'eu', undefined],
      ].toSorted(),
    );
  });

  it('has the worst first, of them the latest', () => {
    const at = (alias: string, since: Instant | undefined) => ({
      ...remote(alias, alias, { code: alias }),
      state: { failures: 1, successes: 0, status: 'failing' as const, since },
    });
    expect(
      attentionOf([
        stored(unknownResult),
        stored(degradedResult),
        at('old', minutesAgo(9)),
        at('new', minutesAgo(1)),
        at('never', undefined),
      ]).map(({ remotes: [first], since }) => [first?.alias, since]),
    ).toEqual([
      ['new', minutesAgo(1)],
      ['old', minutesAgo(9)],
      ['never', undefined],
      ['logs', minutesAgo(180)],
      ['metrics', minutesAgo(180)],
    ]);
  });

  it('takes the begin of the incident, and says what stopped', () => {
    const incident = {
      id: 'i',
      openedAt: minutesAgo(200),
      cause: 'x',
      severity: 'critical',
      toldAt: minutesAgo(200),
    } as const;
    const state = { failures: 3, successes: 0, status: 'degraded', incident } as const;
    const cause = { ...degradedResult.cause, code: 'replication-stopped' };
    const [one] = attentionOf([stored({ ...degradedResult, cause }, { state })]);
    expect([one?.since, one?.consequences]).toEqual([minutesAgo(200), ['Followers stop']]);
  });
});

describe('consequenceOf', () => {
  it('says what users notice', () => {
    const { skipUnavailable: _, ...unset } = failingResult;
    expect(
      [
        unknownResult,
        degradedResult,
        unset,
        { ...failingResult, skipUnavailable: true },
        { ...failingResult, skipUnavailable: false },
      ].map(consequenceOf),
    ).toEqual([
      'Not known',
      'Works for now',
      'Searches may fail',
      'Data is silently missing',
      'Searches fail',
    ]);
  });
});
