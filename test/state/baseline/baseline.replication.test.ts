import { describe, expect, it } from 'vitest';
import type { Replication } from '../../../lib/result/replication.ts';
import { nextReplication } from '../../../lib/state/baseline/baseline.ts';

const EARLIER = '2026-11-24T00:00:00.000Z';
const NOW = '2026-11-24T01:00:00.000Z';

function replication(overrides: Partial<Replication> = {}): Replication {
  return {
    followers: 2,
    shards: 2,
    operationsBehind: 0,
    stopped: [],
    stoppedFollowers: 0,
    retryingFollowers: 0,
    ...overrides,
  };
}

describe('nextReplication', () => {
  it('remembers the time since which followers fail', () => {
    const first = nextReplication(undefined, replication({ retryingFollowers: 1 }), EARLIER);
    expect(first).toEqual({ failingSince: EARLIER });
    expect(nextReplication(first, replication({ stoppedFollowers: 1 }), NOW)).toEqual(first);
  });

  it('uses the time of a follower if it is more exact', () => {
    expect(
      nextReplication(undefined, replication({ stoppedFollowers: 1, failingSince: EARLIER }), NOW),
    ).toEqual({ failingSince: EARLIER });
  });

  it('forgets it when all followers read again', () => {
    expect(nextReplication({ failingSince: EARLIER }, replication(), NOW)).toBeUndefined();
  });

  it('remembers the time since which followers are paused, until none is', () => {
    const first = nextReplication(undefined, replication({ pausedFollowers: 1 }), EARLIER);
    expect(first).toEqual({ pausedSince: EARLIER });
    expect(
      nextReplication(first, replication({ pausedFollowers: 2, retryingFollowers: 1 }), NOW),
    ).toEqual({
      pausedSince: EARLIER,
      failingSince: NOW,
    });
    expect(nextReplication(first, replication(), NOW)).toEqual(first);
    expect(nextReplication(first, replication({ pausedFollowers: 0 }), NOW)).toBeUndefined();
  });

  it('changes nothing if nothing is known', () => {
    expect(nextReplication({ failingSince: EARLIER }, undefined, NOW)).toEqual({
      failingSince: EARLIER,
    });
  });
});
