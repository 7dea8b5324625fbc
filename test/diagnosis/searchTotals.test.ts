import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { instantOf } from '../../lib/instant.ts';
import type { Searches } from '../../lib/result/searches.ts';
import { nextSearches } from '../../lib/state/baseline/searchCounters.ts';
import {
  active,
  answered,
  broken,
  facts,
  NOW,
  notAnswered,
  refusedActive,
  registration,
} from '../support/facts.ts';

const NODES = { answered: 2, failed: 0 };

function counted(ofAnswered: number, ofSkipped: number) {
  const counts = { nodes: NODES, failed: new Map([['timeout', 3]]) };
  return answered({
    ...counts,
    answered: new Map([['archive', ofAnswered]]),
    skipped: new Map([['archive', ofSkipped]]),
  });
}

/** What was left by a check so many minutes ago. */
function memory(
  minutes: number,
  ofAnswered: number,
  ofSkipped: number,
): Pick<RegistrationFacts, 'memory'> {
  const searches: Searches = {
    answered: ofAnswered,
    skipped: ofSkipped,
    nodes: NODES,
    own: { answered: 0, skipped: 0 },
    failed: {},
  };
  const at = instantOf(new Date(NOW.getTime() - minutes * 60_000));
  return { memory: { searches: nextSearches(undefined, searches, at) } };
}

function told(given: RegistrationFacts) {
  const { cause, findings, status, searches } = diagnose(given);
  const about = [cause, ...findings]
    .filter(({ code }) => code.startsWith('searches-'))
    .map(({ code, severity, evidence }) => ({ code, severity, evidence }));
  return { status, about, searches };
}

describe('diagnose tells of a remote that is broken how many searches lacked it', () => {
  const SKIPPED =
    'skip_unavailable is true: searches answer HTTP 200 without the data of this remote';
  it.each([
    [
      'in the last hour',
      { searchCounts: counted(688, 322), ...memory(60, 100, 10) },
      `${SKIPPED}; 312 of 900 searches in the last hour left it out`,
    ],
    [
      'in the last minutes',
      { searchCounts: counted(100, 15), ...memory(12, 100, 10) },
      `${SKIPPED}; 5 of 5 searches in the last 12 minutes left it out`,
    ],
    [
      'that nobody asked for it',
      { searchCounts: counted(100, 10), ...memory(1, 100, 10) },
      `${SKIPPED}; nobody searched it in the last minute`,
    ],
    [
      'as far as is known, after a restart',
      { searchCounts: counted(5, 5), ...memory(2, 100, 10) },
      `${SKIPPED}; as far as is known, nobody searched it in the last 2 minutes`,
    ],
    [
      'since the nodes started, without a memory',
      { searchCounts: counted(4, 24) },
      `${SKIPPED}; 24 of 28 searches since the local nodes started left it out`,
    ],
    ['nothing where it never was searched', { searchCounts: counted(0, 0) }, SKIPPED],
    ['nothing where nobody counts', {}, SKIPPED],
    [
      'nothing where the counters were not seen',
      { searchCounts: notAnswered('timed-out') },
      SKIPPED,
    ],
  ])('%s', (_what, given, evidence) => {
    expect(told(broken(given)).about).toEqual([
      { code: 'searches-skip-this-remote', severity: 'warning', evidence },
    ]);
  });

  it('and says nothing of it where searches fail instead', () => {
    const loud = broken({
      registration: registration({ skipUnavailable: false }),
      searchCounts: counted(0, 24),
    });
    expect(told(loud).about).toEqual([]);
  });
});

describe('diagnose tells how many searches failed for want of a remote', () => {
  const failed = (count: number) =>
    answered({
      nodes: NODES,
      failed: new Map([['remotes_unavailable', count]]),
      answered: new Map(),
      skipped: new Map(),
    });
  const loud = (skipUnavailable: boolean, count: number) =>
    broken({
      registration: registration({ skipUnavailable }),
      searchCounts: failed(count + 2),
      ownFailedSearches: 2,
      ...memory(60, 0, 0),
    });

  it('where they do not go on without it', () => {
    expect(told(loud(false, 12)).about).toEqual([
      {
        code: 'searches-failed',
        severity: 'note',
        evidence:
          'skip_unavailable is false: 12 cross-cluster searches of the local cluster failed in the last hour (12 remotes_unavailable); which remote was meant is not counted',
      },
    ]);
  });

  it.each([
    ['they go on without it', loud(true, 12)],
    ['none failed', loud(false, 0)],
    ['the remote works', facts({ searchCounts: failed(12), ...memory(60, 0, 0) })],
    [
      'there is no earlier check',
      broken({ registration: registration({ skipUnavailable: false }), searchCounts: failed(12) }),
    ],
  ])('not where %s', (_what, given) => {
    expect(told(given).about.map(({ code }) => code)).not.toContain('searches-failed');
  });

  it('and at last counts nothing twice where nodes are missing', () => {
    const half = answered({
      nodes: { answered: 1, failed: 1 },
      failed: new Map(),
      answered: new Map(),
      skipped: new Map(),
    });
    expect(told(facts({ searchCounts: half, ...memory(1, 0, 0) })).searches).not.toHaveProperty(
      'latest',
    );
    expect(
      told(facts({ searchCounts: counted(1, 3), ...memory(1, 0, 0) })).searches?.latest,
    ).toEqual({ answered: 1, skipped: 3 });
  });
});

describe('diagnose notes of a remote that can be reached that searches lacked it', () => {
  it('and leaves it healthy', () => {
    expect(told(facts({ searchCounts: counted(688, 322), ...memory(60, 100, 10) }))).toMatchObject({
      status: 'healthy',
      about: [
        {
          code: 'searches-skipped',
          severity: 'note',
          evidence:
            'Though this remote can be reached now, 312 of 900 searches in the last hour left it out',
        },
      ],
    });
  });

  it('without a memory since the nodes started', () => {
    expect(told(facts({ searchCounts: counted(4, 24) })).about).toMatchObject([
      { evidence: expect.stringContaining('24 of 28 searches since the local nodes started') },
    ]);
  });

  it.each([
    [
      'where there was none of late',
      facts({ searchCounts: counted(200, 10), ...memory(60, 100, 10) }),
    ],
    ['where there never was one', facts({ searchCounts: counted(200, 0) })],
  ])('not %s', (_what, given) => {
    expect(told(given).about).toEqual([]);
  });
});

describe("diagnose knows the checker's own searches", () => {
  const own = { api: 'search' } as const;
  it('that passed', () => {
    const given = facts({
      searchCounts: counted(201, 10),
      active: [active(own)],
      ...memory(1, 100, 10),
    });
    expect(told(given).searches).toMatchObject({
      own: { answered: 1, skipped: 0 },
      recent: { answered: 100, skipped: 0 },
    });
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('that did not, with skip_unavailable %s', (skipUnavailable, skipped) => {
    const given = broken({
      searchCounts: counted(0, 1),
      registration: registration({ skipUnavailable }),
      active: [{ ...refusedActive(), ...own }],
    });
    expect(told(given).searches?.own).toEqual({ answered: 0, skipped });
  });

  it('beside what else the counters tell', () => {
    expect(told(facts({ searchCounts: counted(1, 2) })).searches).toEqual({
      answered: 1,
      skipped: 2,
      nodes: NODES,
      own: { answered: 0, skipped: 0 },
      failed: { timeout: 3 },
    });
    const others = answered({
      nodes: NODES,
      failed: new Map(),
      answered: new Map(),
      skipped: new Map(),
    });
    expect(told(facts({ searchCounts: others })).searches).toMatchObject({
      answered: 0,
      skipped: 0,
    });
  });
});
