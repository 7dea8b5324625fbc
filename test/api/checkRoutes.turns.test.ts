import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../lib/api/checkRoutes.ts';

function turnsAt(perMinute: number) {
  const clock = { ms: 0 };
  const take = createTurns({ perMinute, timeoutMs: 28_000, now: () => new Date(clock.ms) });
  return { clock, take };
}

function end(turn: ReturnType<ReturnType<typeof createTurns>>): void {
  if (!turn.granted) throw new Error(turn.why);
  turn.end();
}

describe('createTurns', () => {
  it('grants one check of a cluster at a time', () => {
    const { clock, take } = turnsAt(10);
    const first = take('eu');
    clock.ms = 8500;
    expect(take('eu')).toEqual({
      granted: false,
      retryAfterSeconds: 20,
      why: 'A check of cluster eu is running',
    });
    expect(take('us').granted).toBe(true);
    end(first);
    expect(take('eu').granted).toBe(true);
  });

  it('never tells to retry at once', () => {
    const { clock, take } = turnsAt(10);
    take('eu');
    clock.ms = 30_000;
    expect(take('eu')).toMatchObject({ granted: false, retryAfterSeconds: 1 });
  });

  it('grants so many within a minute, and says when the next may start', () => {
    const { clock, take } = turnsAt(2);
    end(take('eu'));
    clock.ms = 10_000;
    end(take('eu'));
    clock.ms = 20_000;
    expect(take('eu')).toEqual({
      granted: false,
      retryAfterSeconds: 40,
      why: '2 checks were started within a minute, which is the limit',
    });
    clock.ms = 60_000;
    end(take('eu'));
    expect(take('us')).toMatchObject({ granted: false, retryAfterSeconds: 10 });
  });

  it('grants no more than that in any minute, and grants whoever waits as long as told', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom('eu', 'us')),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (waits, perMinute) => {
        const { clock, take } = turnsAt(perMinute);
        const granted: number[] = [];
        for (const [waitMs, cluster] of waits) {
          clock.ms += waitMs;
          const turn = take(cluster);
          if (!turn.granted) clock.ms += turn.retryAfterSeconds * 1000;
          end(turn.granted ? turn : take(cluster));
          granted.push(clock.ms);
        }
        const crowded = granted.filter(
          (at, index) => at - (granted[index - perMinute] ?? Number.NEGATIVE_INFINITY) < 60_000,
        );
        expect(crowded).toEqual([]);
      }),
    );
  });
});
