import { describe, expect, it } from 'vitest';
import { mailKey } from '../../lib/store/keys.ts';
import { deliveryStore } from '../../lib/store/store.ts';
import { onEachTable } from './backends.ts';

const at = (second: number) => new Date(Date.UTC(2026, 11, 1, 0, 0, second));

onEachTable((start) => {
  describe('mail', () => {
    it('waits for its channel alone, oldest first, until it is removed', async () => {
      await using store = await start();
      const { putMail, removeMail, waitingMail } = deliveryStore(store.access);
      await putMail('slack', { id: 'b', text: 'first', now: at(1) });
      await putMail('slack', { id: 'a', text: 'second', now: at(2) });
      await putMail('hook', { id: 'a', text: 'other', now: at(0) });
      const texts = async () => (await waitingMail('slack')).map(({ text }) => text);
      expect(await texts()).toEqual(['first', 'second']);
      await removeMail('slack', 'b');
      expect(await texts()).toEqual(['second']);
    });

    it('stays as it was put first', async () => {
      await using store = await start();
      const { putMail, waitingMail } = deliveryStore(store.access);
      await putMail('slack', { id: 'a', text: 'first', now: at(1) });
      await putMail('slack', { id: 'a', text: 'again', now: at(2) });
      expect(await waitingMail('slack')).toEqual([
        { id: 'a', at: at(1).toISOString(), text: 'first' },
      ]);
    });

    it('that is damaged is reported and deleted', async () => {
      await using store = await start();
      const { waitingMail } = deliveryStore(store.access);
      await store.table.put({ ...mailKey('slack', 'a'), rank: 1, body: '{}' });
      expect(await waitingMail('slack')).toEqual([]);
      expect(store.problems).toEqual([expect.stringMatching(/MAIL#slack a is damaged.*deleted/)]);
      expect(await store.table.get(mailKey('slack', 'a'))).toBeUndefined();
    });
  });
});
