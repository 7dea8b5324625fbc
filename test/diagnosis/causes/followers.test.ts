import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { FollowerShard, RegistrationFacts } from '../../../lib/facts/facts.ts';
import { instantOf } from '../../../lib/instant.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { answered, broken, facts, NOW, notAnswered } from '../../support/facts.ts';

function shard(followerIndex: string, overrides: Partial<FollowerShard> = {}): FollowerShard {
  return {
    alias: 'archive',
    leaderIndex: 'logs',
    followerIndex,
    shard: 0,
    operationsBehind: 0,
    sinceLastReadMs: 800,
    ...overrides,
  };
}

const retrying = { readFailure: { reason: 'Unable to connect to [archive]', retries: 3 } };

function ccr(...shards: FollowerShard[]): Pick<RegistrationFacts, 'ccr'> {
  return { ccr: answered({ shards, autoFollowed: [], autoFollowErrors: [] }) };
}

function failingSince(minutes: number): Pick<RegistrationFacts, 'memory'> {
  return {
    memory: {
      replication: { failingSince: instantOf(new Date(NOW.getTime() - minutes * 60_000)) },
    },
  };
}

function about(given: RegistrationFacts) {
  const { status, cause, findings, replication } = diagnose(given);
  const told = [cause, ...findings].filter(
    ({ code }) => code.startsWith('replication-') || code === 'auto-follow-failing',
  );
  return {
    status,
    cause: cause.code,
    replication,
    told: told.map(({ code, severity, evidence }) => `${severity} ${code}: ${evidence}`),
    fix: textOf(told[0]?.fix ?? []),
  };
}

describe('diagnose tells of followers', () => {
  it('nothing but their numbers where all read', () => {
    const given = facts({
      ...ccr(
        shard('a', { operationsBehind: 5 }),
        shard('a', { shard: 1, operationsBehind: 2 }),
        shard('b'),
        shard('c', { alias: 'other' }),
      ),
    });
    expect(about(given)).toMatchObject({
      status: 'healthy',
      told: [],
      replication: {
        followers: 2,
        shards: 3,
        operationsBehind: 7,
        stopped: [],
        stoppedFollowers: 0,
        retryingFollowers: 0,
      },
    });
    expect(about(given).replication).not.toHaveProperty('leaseEndsAt');
  });

  it('when patterns follow the remote though nothing is followed yet', () => {
    const autoFollowed = [{ alias: 'archive', sinceLastCheckMs: 4000 }];
    expect(
      about(facts({ ccr: answered({ shards: [], autoFollowed, autoFollowErrors: [] }) }))
        .replication,
    ).toMatchObject({
      followers: 0,
      sinceAutoFollowCheckMs: 4000,
    });
  });

  it.each([
    ['nothing is followed', facts(ccr(shard('a', { alias: 'other' })))],
    ['the cluster has no replication', facts()],
    ['nobody could be asked', facts({ ccr: notAnswered('timed-out') })],
  ])('nothing where %s', (_what, given) => {
    expect(about(given).replication).toBeUndefined();
  });
});

describe('diagnose tells of followers that have stopped', () => {
  const fatal = (name: string) =>
    shard(name, { fatal: 'api key is expired', sinceLastReadMs: 40 * 60_000 });

  const GONE =
    'Operations are no longer available for replicating. Existing retention leases [[]]; maybe increase the retention lease period setting [index.soft_deletes.retention_lease.period]?';

  it.each([
    ['operations are gone', GONE, 'it must be recreated'],
    ['the leader index is gone', 'no such index [logs]', 'its leader index does not exist'],
  ])('without a time that is left if %s', (_what, reason, why) => {
    const { told, replication } = about(
      facts(
        ccr(
          shard('logs-copy', { fatal: 'index closed', sinceLastReadMs: 40 * 60_000 }),
          shard('logs-copy', { shard: 1, fatal: reason, sinceLastReadMs: 40 * 60_000 }),
        ),
      ),
    );
    expect(told[0]).toContain(`logs-copy (of logs): ${reason} (`);
    expect(told[0]).toContain(why);
    expect(told.join()).not.toMatch(/are left/);
    expect(replication).not.toHaveProperty('leaseEndsAt');
    expect(replication).toHaveProperty('failingSince');
  });

  it('with the time that is left for those that go on trying beside a deleted leader', () => {
    const deleted = shard('a', { fatal: 'no such index [a]', sinceLastReadMs: 40 * 60_000 });
    expect(about(facts(ccr(deleted, shard('b', retrying)))).replication).toHaveProperty(
      'leaseEndsAt',
    );
    const gone = shard('a', { fatal: GONE, sinceLastReadMs: 40 * 60_000 });
    expect(about(facts(ccr(gone, shard('b', retrying)))).told.join()).not.toMatch(/are left/);
  });

  it('with the time that is left and the exact requests', () => {
    const { status, cause, told, fix, replication } = about(
      facts(ccr(fatal('logs-copy'), shard('b'))),
    );
    expect({ status, cause, told }).toEqual({
      status: 'degraded',
      cause: 'replication-stopped',
      told: [
        'critical replication-stopped: 1 of 2 followers stopped: logs-copy (of logs): api key is expired. It has been so since 2026-11-23 23:20 UTC at the latest: 11 hours are left until the retention leases (12 h unless changed) lapse at 2026-11-24 11:20 UTC and the followers may have to be recreated (full re-copy)',
      ],
    });
    expect(replication).toMatchObject({
      failingSince: '2026-11-23T23:20:00.000Z' as const,
      leaseEndsAt: '2026-11-24T11:20:00.000Z' as const,
    });
    expect(fix).toContain('POST logs-copy/_ccr/pause_follow\nPOST logs-copy/_ccr/resume_follow\n');
    expect(fix).toContain(
      'PUT logs-copy/_ccr/follow?wait_for_active_shards=1\n{ "remote_cluster": "archive", "leader_index": "<leader index>" }',
    );
  });

  it('naming three of them', () => {
    const { told } = about(facts(ccr(...['a', 'b', 'c', 'd', 'e'].map(fatal))));
    expect(told[0]).toContain(
      '5 of 5 followers stopped: a (of logs): api key is expired; b (of logs): api key is expired; c (of logs): api key is expired; and 2 more',
    );
  });

  it.each([
    [11 * 60, '60 minutes are left'],
    [
      13 * 60,
      'the retention leases (12 h unless changed) have lapsed, the followers may have to be recreated (full re-copy)',
    ],
  ])('after %d minutes: %s', (minutes, text) => {
    expect(about(facts({ ...ccr(fatal('a')), ...failingSince(minutes) })).told[0]).toContain(text);
  });

  it('without a deadline where nobody knows since when', () => {
    const { told } = about(
      facts(ccr(shard('a', { fatal: 'closed', sinceLastReadMs: undefined } as never))),
    );
    expect(told).toEqual([
      'critical replication-stopped: 1 of 1 follower stopped: a (of logs): closed',
    ]);
  });

  it('and puts no name into a request that is none', () => {
    expect(about(facts(ccr(fatal('a b;rm')))).fix).toContain('POST <index>/_ccr/pause_follow');
  });

  it('behind the cause where the remote does not work', () => {
    expect(about(broken(ccr(fatal('a'))))).toMatchObject({
      status: 'failing',
      cause: 'not-connected',
      told: [expect.stringContaining('critical replication-stopped')],
    });
  });
});

describe('diagnose tells of followers that cannot read', () => {
  it('as a warning while the remote does not work', () => {
    const given = broken({
      ...ccr(
        shard('a', { ...retrying, operationsBehind: 1 }),
        shard('b', { readFailure: { reason: 'older', retries: 1 } }),
      ),
      ...failingSince(30),
    });
    expect(about(given)).toMatchObject({
      status: 'failing',
      told: [
        'warning replication-lagging: 2 of 2 followers cannot read and will try again, 1 operation behind as far as is known: Unable to connect to [archive]. It has been so since 2026-11-23 23:30 UTC at the latest: 11 hours are left until the retention leases (12 h unless changed) lapse at 2026-11-24 11:30 UTC and the followers may have to be recreated (full re-copy)',
      ],
    });
  });

  it('as a note where the remote works and it may be over in a moment, and as a warning where it lasts', () => {
    expect(about(facts(ccr(shard('a', retrying))))).toMatchObject({
      status: 'healthy',
      told: [
        'note replication-lagging: 1 of 1 follower cannot read and will try again: Unable to connect to [archive]',
      ],
    });
    expect(about(facts({ ...ccr(shard('a', retrying)), ...failingSince(4) })).status).toBe(
      'healthy',
    );
    expect(about(facts({ ...ccr(shard('a', retrying)), ...failingSince(5) }))).toMatchObject({
      status: 'degraded',
      cause: 'replication-lagging',
    });
  });
});

const HOURS = 3_600_000;

function agoIso(ms: number): string {
  return instantOf(new Date(NOW.getTime() - ms));
}

describe('diagnose tells of paused followers', () => {
  const paused = (...names: string[]) =>
    answered(
      ['elsewhere', ...names].map((followerIndex) => ({
        alias: followerIndex === 'elsewhere' ? 'other' : 'archive',
        leaderIndex: 'logs',
        followerIndex,
      })),
    );
  const given = (names: string[], memory = {}) =>
    facts({
      ccr: answered({
        shards: [],
        autoFollowed: [],
        autoFollowErrors: [],
        paused: paused(...names),
      }),
      memory,
    });

  it('as a note, with the time that is left at most', () => {
    const { status, told, fix, replication } = about(
      given(['a', 'b', 'c', 'd'], { replication: { pausedSince: agoIso(2 * HOURS) } }),
    );
    expect({ status, told, fix, replication }).toMatchInlineSnapshot(`
      {
        "fix": "If nobody paused them on purpose, for each of them:
      POST a/_ccr/resume_follow",
        "replication": {
          "followers": 0,
          "operationsBehind": 0,
          "paused": [
            "a",
            "b",
            "c",
            "d",
          ],
          "pausedFollowers": 4,
          "pausedSince": "2026-11-23T22:00:00.000Z",
          "retryingFollowers": 0,
          "shards": 0,
          "stopped": [],
          "stoppedFollowers": 0,
        },
        "status": "healthy",
        "told": [
          "note replication-paused: 4 followers paused: a, b, c and 1 more, which read nothing until resumed. It has been so since 2026-11-23 22:00 UTC at the latest: 10 hours are left until the retention leases (12 h unless changed) lapse at 2026-11-24 10:00 UTC and the followers may have to be recreated (full re-copy)",
        ],
      }
    `);
  });

  it('from the first that is seen, and of none nothing', () => {
    expect(about(given(['a'])).replication).toMatchObject({
      pausedFollowers: 1,
      paused: ['a'],
      pausedSince: instantOf(NOW),
    });
    expect(about(given([])).replication).toBeUndefined();
    const gone = given([], { replication: { pausedSince: agoIso(2 * HOURS) } });
    expect(about(gone).replication).toMatchObject({ followers: 0, pausedFollowers: 0 });
  });

  it('and not where that could not be asked', () => {
    const ccr = answered({
      shards: [shard('a')],
      autoFollowed: [],
      autoFollowErrors: [],
      paused: notAnswered('timed-out'),
    });
    expect(about(facts({ ccr })).replication).not.toHaveProperty('pausedFollowers');
  });
});

describe('diagnose tells of auto-follow', () => {
  const pattern = (name: string, alias = 'archive') => ({
    name,
    alias,
    active: true,
    leaderIndexPatterns: ['logs-*'],
  });
  const error = (name: string, agoMs = 60_000) => ({
    about: name,
    at: agoIso(agoMs),
    reason: 'index has no soft deletes',
  });
  const given = (more: object) =>
    facts({
      ccr: answered({
        shards: [shard('a')],
        autoFollowed: [{ alias: 'archive', sinceLastCheckMs: 5 }],
        autoFollowErrors: [],
        ...more,
      }),
    });

  it('which patterns there are, and what they could not follow of late', () => {
    const patterns = answered([pattern('logs'), pattern('metrics', 'other')]);
    const autoFollowErrors = [
      error('logs:logs-1'),
      error('logs:logs-2'),
      error('logs-old:x'),
      error('metrics:m'),
      error('logs:long-ago', HOURS),
    ];
    const { status, cause, told, replication } = about(given({ patterns, autoFollowErrors }));
    expect({ status, cause, told, replication }).toMatchInlineSnapshot(`
      {
        "cause": "auto-follow-failing",
        "replication": {
          "autoFollowErrorCount": 2,
          "autoFollowErrors": [
            {
              "about": "logs:logs-1",
              "at": "2026-11-23T23:59:00.000Z",
              "reason": "index has no soft deletes",
            },
            {
              "about": "logs:logs-2",
              "at": "2026-11-23T23:59:00.000Z",
              "reason": "index has no soft deletes",
            },
          ],
          "autoFollowPatterns": [
            {
              "active": true,
              "leaderIndexPatterns": [
                "logs-*",
              ],
              "name": "logs",
            },
          ],
          "followers": 1,
          "operationsBehind": 0,
          "retryingFollowers": 0,
          "shards": 1,
          "sinceAutoFollowCheckMs": 5,
          "sinceLastReadMs": 800,
          "stopped": [],
          "stoppedFollowers": 0,
        },
        "status": "degraded",
        "told": [
          "warning auto-follow-failing: New indices of the remote are not followed: logs:logs-1: index has no soft deletes (2026-11-23 23:59 UTC); and 1 more",
        ],
      }
    `);
  });

  it('what could not be followed also where patterns may not be listed and a single remote has any', () => {
    const refused = given({ patterns: answered(undefined), autoFollowErrors: [error('logs')] });
    expect(about(refused)).toMatchObject({
      cause: 'auto-follow-failing',
      replication: { autoFollowErrorCount: 1 },
    });
    const autoFollowed = [
      { alias: 'archive', sinceLastCheckMs: 5 },
      { alias: 'other', sinceLastCheckMs: 5 },
    ];
    expect(about(given({ autoFollowed, autoFollowErrors: [error('logs')] })).told).toEqual([]);
    const ofOther = given({
      autoFollowed: autoFollowed.slice(1),
      patterns: notAnswered('timed-out'),
      autoFollowErrors: [error('logs')],
    });
    expect(about(ofOther).told).toEqual([]);
  });
});
