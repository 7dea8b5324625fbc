/**
 * Whoever dies, whenever; whatever is done twice, at once, or with a wrong clock; and throttling.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from '../../lib/state/uptime/rollups.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { minute } from './stored.ts';
import { END, World } from './world.ts';

onEachTable((start, name) => {
  let store: TestStore;
  let count = 0;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());
  const newWorld = () => {
    count += 1;
    return new World(store, `world-${count}`);
  };

  it('opens each incident once and resolves it once, if nothing goes wrong', async () => {
    const world = newWorld();
    await world.live();
    expect(world.errors).toEqual([]);
    await world.expectWell();
  });

  describe('an invocation that dies', () => {
    /** How many operations a world has without a death, by phase. */
    async function operations(phase: 'before' | 'after'): Promise<number> {
      const world = newWorld();
      let operation = 0;
      world[phase] = () => {
        operation += 1;
      };
      await world.live();
      return operation;
    }

    it.each(['before', 'after'] as const)(
      '%s any operation of the store is made up for by the next',
      async (phase) => {
        const all = await operations(phase);
        expect(all).toBeGreaterThan(30);
        // Each operation where it takes no time; the tables are held to the same rules by
        // table.test.ts.
        for (let at = 1; at <= all; at += name === 'sqlite' ? 1 : 7) {
          const world = newWorld();
          let operation = 0;
          let dead = '';
          world[phase] = (_name, invocation) => {
            operation += 1;
            if (operation === at) dead = invocation;
            if (dead === invocation) throw new Error('Died');
          };
          await world.live();
          // Lambda runs a check that died once more.
          if (dead === `check ${END}`) await world.check(END, { invocation: 'again' });
          // Whoever dies between telling Slack and its memory of that makes Slack be told twice.
          await world.expectWell({ mayRepeat: dead.startsWith('notify') });
        }
      },
      300_000,
    );

    it('after the topic has accepted a message has the same one sent again, and Slack told once', async () => {
      const world = newWorld();
      let dead: string | undefined;
      world.onPublish = () => {
        dead ??= '';
      };
      world.before = (_operation, invocation) => {
        if (dead === '' && invocation.startsWith('alert')) dead = invocation;
        if (dead === invocation) throw new Error('Died');
      };
      await world.live();
      expect(new Set(world.topic).size).toBe(world.topic.length - 1);
      await world.expectWell();
    });

    it('after Slack has accepted a message, has Slack told twice, which is documented', async () => {
      const world = newWorld();
      let deaths = 0;
      world.onTell = () => {
        deaths += 1;
        if (deaths === 1) throw new Error('The answer is lost');
      };
      await world.live();
      expect(world.told().filter((each) => each === world.told()[0])).toHaveLength(2);
      await world.expectWell({ mayRepeat: true });
    });
  });

  it('loses nothing while the table throttles some of its operations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 0, max: 9 })), async (dice) => {
        const world = newWorld();
        world.before = (_operation, invocation) => {
          // In the last minutes all is well again.
          const calm = invocation.endsWith(String(END)) || invocation.endsWith(String(END - 1));
          if (!calm && !invocation.startsWith('check') && dice.next().value === 0)
            throw new Error('Throttled');
        };
        await world.live();
        await world.deliverAll(END);
        expect(world.sent()).toEqual(['a opened', 'a resolved', 'c opened', 'c resolved']);
        await world.expectSettled();
      }),
      { numRuns: name === 'sqlite' ? 20 : 4 },
    );
  }, 300_000);

  it('does the same with clocks that are up to five minutes wrong', async () => {
    const skew = fc.integer({ min: -300_000, max: 300_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(skew, { minLength: END + 1, maxLength: END + 1 }),
        async (skews) => {
          const world = newWorld();
          for (let m = 0; m <= END; m += 1) {
            await world.check(m, { skewMs: skews[m] ?? 0 });
            await world.alert(m);
            await world.deliverAll(m);
          }
          await world.expectWell();
        },
      ),
      { numRuns: name === 'sqlite' ? 20 : 4 },
    );
  }, 300_000);

  it('does the same whatever is done at the same time, late, and twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.integer({ min: 0, max: 2 })),
        async (scheduler, dice) => {
          const world = newWorld();
          world.before = () => scheduler.schedule(Promise.resolve());
          for (let m = 0; m <= END; m += 1) {
            const late = Math.max(0, m - Number(dice.next().value));
            const checks = [m, m, late].map((run, index) =>
              world.attempt('check', () => world.check(run, { invocation: `check ${m}.${index}` })),
            );
            const alerts = [1, 2].map((index) =>
              world.attempt('alert', () => world.alert(m, `alert ${m}.${index}`)),
            );
            await scheduler.waitFor(Promise.all([...checks, ...alerts]));
          }
          world.before = () => undefined;
          await world.alert(END);
          expect(world.sent()).toEqual(['a opened', 'a resolved', 'c opened', 'c resolved']);
          await world.expectSettled();
          const [remote] = await store.pages.readCluster(world.cluster);
          expect(remote?.rollups && checksOf(remote.rollups.day)).toBe(END + 1);
          expect(remote?.updatedAt).toBe(minute(END));
        },
      ),
      { numRuns: name === 'sqlite' ? 20 : 4 },
    );
  }, 300_000);
});
