import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SendOnceOptions } from '../../lib/store/delivery.ts';
import { accessTo, deliveryStore } from '../../lib/store/store.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { minute, watched } from './stored.ts';

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const told: string[] = [];
  const optionsOf = (id: string, at = 0): SendOnceOptions => ({
    channel: 'slack',
    id,
    now: () => new Date(minute(at)),
    leaseMs: 60_000,
  });
  const tell = (id: string, at = 0, act: () => Promise<void> = async () => void told.push(id)) =>
    deliveryStore(store.access).sendOnce(optionsOf(id, at), act);
  const timesTold = (id: string) => told.filter((one) => one === id).length;

  it('delivers once, however often a message comes', async () => {
    const id = `often-${told.length}`;
    expect(await tell(id)).toBe('sent');
    expect(await tell(id)).toBe('sent-before');
    expect(await tell(id, 9999)).toBe('sent-before');
    expect(timesTold(id)).toBe(1);
  });

  it('rejects while somebody else delivers it, and delivers it once that one must have died', async () => {
    const id = `lease-${told.length}`;
    await expect(
      tell(id, 0, async () => {
        await expect(tell(id, 1)).rejects.toThrow(
          `Message ${id} is being sent to slack by another invocation`,
        );
        expect(await tell(id, 2)).toBe('sent');
      }),
    ).resolves.toBe('sent');
    expect(timesTold(id)).toBe(1);
  });

  it('rejects with what the channel says, and delivers it the next time', async () => {
    const id = `refused-${told.length}`;
    await expect(
      tell(id, 0, () => Promise.reject(new Error('Slack is out of order'))),
    ).rejects.toThrow('Slack is out of order');
    expect(await tell(id)).toBe('sent');
    expect(timesTold(id)).toBe(1);
  });

  it.each([
    ['accepted', 'put', undefined, 'sent'],
    ['refused', 'delete', new Error('Slack is out of order'), 'Slack is out of order'],
  ] as const)(
    'goes by what the channel %s, if nothing can be remembered of it, and reports that',
    async (what, operation, refusal, outcome) => {
      let puts = 0;
      const table = watched(store.table, (each) => {
        puts += each.startsWith('put') ? 1 : 0;
        if (each.startsWith(operation) && (operation === 'delete' || puts === 2))
          throw new Error('Throttled');
      });
      store.problems.length = 0;
      const act = () => (refusal === undefined ? Promise.resolve() : Promise.reject(refusal));
      const delivered = deliveryStore({ ...store.access, table }).sendOnce(optionsOf(what), act);
      expect(await delivered.catch(({ message }: Error) => message)).toBe(outcome);
      expect(store.problems).toEqual([
        `Message ${what} to slack may be sent twice, as the store cannot remember it: Throttled`,
      ]);
    },
  );

  it('says that somebody else delivers it, if that one has just given up', async () => {
    const table = { ...store.table, put: async () => false, get: async () => undefined };
    await expect(
      deliveryStore(accessTo(table)).sendOnce(optionsOf('gone'), async () => undefined),
    ).rejects.toThrow('is being sent');
  });
});

it('problems are warnings of the process, if nobody else wants them', () => {
  const warned: unknown[] = [];
  const onWarning = (warning: Error) => warned.push(warning.message);
  process.once('warning', onWarning);
  accessTo({} as Parameters<typeof accessTo>[0]).onProblem(new Error('A row is damaged'));
  return new Promise<void>((done) =>
    setImmediate(() => {
      expect(warned).toEqual(['A row is damaged']);
      done();
    }),
  );
});
