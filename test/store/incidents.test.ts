import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { MAX_UNSENT } from '../../lib/store/entry.ts';
import { evidenceKey, standingKey } from '../../lib/store/keys.ts';
import { putStanding, readStandings } from '../../lib/store/standing.ts';
import { pageStore } from '../../lib/store/store.ts';
import { event } from '../state/incident/events.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import {
  check,
  entryOf,
  failing,
  healthy,
  lostCanary,
  minute,
  save,
  unsent,
  watched,
} from './stored.ts';

const NOW = new Date(minute(2));
const acknowledgement = { at: minute(2), until: minute(60), by: 'ann', why: 'on it' };

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const opened = async (alias: string, cluster: string) =>
    (await save(store.access, failing(alias, cluster), 1)).incidentId ?? '';
  const acknowledge = (
    id: string,
    acknowledged: typeof acknowledgement | undefined = acknowledgement,
  ) => store.pages.acknowledge(id, { acknowledged, now: NOW });
  const openIn = async (cluster: string) =>
    (await store.pages.openIncidents()).filter((one) => one.cluster === cluster);

  /** Fills the outbox, as while the topic accepts nothing. */
  async function fill(alias: string, cluster: string): Promise<void> {
    const [standing] = await readStandings(store.access, cluster);
    const entry = standing?.entries.get(alias);
    if (standing === undefined || entry === undefined) throw new Error('Nothing to fill');
    const full = { ...entry, outbox: Array.from({ length: MAX_UNSENT }, () => event()) };
    await putStanding(
      store.access,
      { ...standing, entries: new Map([...standing.entries, [alias, full]]) },
      NOW,
    );
  }

  describe('openIncidents', () => {
    it('gives what is open, of remotes and of the checker, and no more once it is over', async () => {
      const id = await opened('a', 'open');
      await check(store.access, [healthy('well', 'open')], 2, { canary: lostCanary('failing') });
      const found = await openIn('open');
      expect(found.map(({ alias }) => alias).toSorted()).toEqual([CANARY_ALIAS, 'a']);
      expect(found.find(({ alias }) => alias === 'a')).toMatchObject({
        incident: { id },
        state: { failures: 1 },
      });
      await check(store.access, [healthy('a', 'open')], 3, { canary: lostCanary('healthy') });
      expect(await openIn('open')).toEqual([]);
    });

    it('skips what the list still holds though it is gone, or no standing', async () => {
      const odd = { pk: 'CLUSTER#nowhere', sk: 'STANDING#x', rank: 1, body: '{}', isOpen: true };
      await store.table.put(odd);
      const open = async () => [standingKey('nowhere', 0), odd];
      expect(
        await pageStore({ ...store.access, table: { ...store.table, open } }).openIncidents(),
      ).toEqual([]);
      await store.table.delete(odd);
    });
  });

  describe('acknowledge', () => {
    it('is remembered with the incident until it is taken back', async () => {
      const id = await opened('a', 'acknowledged');
      expect(await acknowledge(id)).toMatchObject({
        cluster: 'acknowledged',
        alias: 'a',
        incident: { id, acknowledged: acknowledgement },
      });
      await save(store.access, failing('a', 'acknowledged'), 3);
      expect((await store.pages.readRemote('acknowledged', 'a'))?.state).toMatchObject({
        failures: 2,
        incident: { acknowledged: acknowledgement },
      });
      expect(
        (await store.pages.acknowledge(id, { acknowledged: undefined, now: NOW }))?.incident
          .acknowledged,
      ).toBeUndefined();
      expect(
        (await store.pages.readRemote('acknowledged', 'a'))?.state.incident?.acknowledged,
      ).toBeUndefined();
    });

    it('is kept with who did it, also after the incident is over', async () => {
      const id = await opened('a', 'done');
      await acknowledge(id);
      await save(store.access, failing('a', 'done'), 3);
      const withdrawal = { by: 'bob', why: 'too early' };
      await store.pages.acknowledge(id, { acknowledged: undefined, withdrawal, now: NOW });
      for (let count = 0; count < 20; count += 1)
        await store.pages.acknowledge(id, { acknowledged: undefined, now: NOW });
      const actions = (await openIn('done'))[0]?.incident.actions;
      expect(actions).toHaveLength(20);
      await acknowledge(id);
      for (const at of [4, 5, 6]) await save(store.access, healthy('a', 'done'), at);
      const [past] = (await store.pages.readRemote('done', 'a'))?.pastIncidents ?? [];
      expect(past).toMatchObject({ id });
      expect(past?.actions?.slice(-2)).toEqual([
        { at: minute(2), what: 'unacknowledged' },
        { ...acknowledgement, what: 'acknowledged' },
      ]);
    });

    it('says who took it back, and why', async () => {
      const id = await opened('a', 'withdrawn');
      await acknowledge(id);
      const withdrawal = { by: 'bob', why: 'too early' };
      await store.pages.acknowledge(id, { acknowledged: undefined, withdrawal, now: NOW });
      await save(store.access, failing('a', 'withdrawn'), 3);
      expect((await openIn('withdrawn'))[0]?.incident.actions).toEqual([
        { ...acknowledgement, what: 'acknowledged' },
        { at: minute(2), what: 'unacknowledged', ...withdrawal },
      ]);
    });

    it('is undefined for an incident that is not open', async () => {
      expect(await acknowledge('nowhere')).toBeUndefined();
    });

    it('is undefined for an incident that ends in the meantime', async () => {
      const id = await opened('a', 'overtaken');
      const table = watched(store.table, async (operation) => {
        if (operation === 'query CLUSTER#overtaken')
          await save(store.access, healthy('a', 'overtaken'), 2);
      });
      expect(
        await pageStore({ ...store.access, table }).acknowledge(id, {
          acknowledged: acknowledgement,
          now: NOW,
        }),
      ).toBeUndefined();
    });

    it('loses neither events nor checks that are stored at the same time', async () => {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const cluster = `race-${attempt}`;
        const id = await opened('a', cluster);
        await Promise.all([
          acknowledge(id),
          save(store.access, failing('a', cluster), 2),
          save(store.access, failing('b', cluster), 2),
        ]);
        expect(await entryOf(store.access, 'a', cluster)).toMatchObject({
          state: { failures: 2, incident: { acknowledged: acknowledgement } },
        });
        expect(await unsent(store.access, cluster)).toEqual(['a opened', 'b opened']);
      }
    });
  });

  describe('endClusters', () => {
    it('ends what is open of clusters that are not known, and sends that', async () => {
      await opened('a', 'unknown');
      await check(store.access, [healthy('b', 'unknown')], 2, { canary: lostCanary('failing') });
      await opened('a', 'known');
      const known = [
        ...new Set((await store.pages.openIncidents()).map(({ cluster }) => cluster)),
      ].filter((name) => name !== 'unknown');
      await store.alerts.endClusters({ known, now: NOW });
      await store.alerts.endClusters({ known, now: NOW });
      expect((await unsent(store.access, 'unknown')).toSorted()).toEqual([
        'a opened',
        'a resolved',
        'checker opened',
        'checker resolved',
      ]);
      expect(await openIn('unknown')).toEqual([]);
      expect(await openIn('known')).toHaveLength(1);
    });

    it('waits while too much is unsent, and goes on whoever writes at the same time', async () => {
      await opened('a', 'unsent');
      await fill('a', 'unsent');
      const known = [
        ...new Set((await store.pages.openIncidents()).map(({ cluster }) => cluster)),
      ].filter((name) => name !== 'unsent');
      await store.alerts.endClusters({ known, now: NOW });
      expect(await openIn('unsent')).toHaveLength(1);
      await opened('a', 'ended');
      let writes = 0;
      const table = watched(store.table, async (operation) => {
        writes += 1;
        if (operation === 'put CLUSTER#ended STANDING#0' && writes < 10) {
          writes = 10;
          await save(store.access, failing('a', 'ended'), 2);
        }
      });
      const { endClusters } = await import('../../lib/store/incidents.ts');
      await endClusters({ ...store.access, table }, { known: [...known, 'unsent'], now: NOW });
      expect(await unsent(store.access, 'ended')).toEqual(['a opened', 'a resolved']);
      expect(await entryOf(store.access, 'a', 'ended')).toMatchObject({ run: minute(2) });
    });
  });

  describe('acceptIdentity', () => {
    const seen = (uuid: string, cluster: string): CheckResult => {
      return { ...healthy('a', cluster), remoteClusterUuid: uuid };
    };
    const replaced = (uuid: string, cluster: string): CheckResult => {
      const result = seen(uuid, cluster);
      return {
        ...result,
        status: 'failing',
        cause: { ...result.cause, code: 'cluster-replaced', severity: 'critical' },
      };
    };
    const accept = (cluster: string) =>
      store.pages.acceptIdentity({ cluster, alias: 'a', reason: 'moved', by: 'ann', now: NOW });

    it('remembers the remote as it was seen last, and ends an incident about it', async () => {
      const cluster = 'replaced';
      await save(store.access, seen('one', cluster), 0);
      const { incidentId } = await save(store.access, replaced('two', cluster), 1);
      expect(await accept(cluster)).toMatchObject({
        identity: { clusterUuid: { uuid: 'two' }, accepted: { at: minute(2), reason: 'moved' } },
        resolvedIncident: incidentId,
      });
      expect(await unsent(store.access, cluster)).toEqual(['a opened', 'a resolved']);
      expect(await entryOf(store.access, 'a', cluster)).toMatchObject({
        memory: { identity: { clusterUuid: { uuid: 'two' } } },
        past: [{ id: incidentId, cause: 'cluster-replaced' }],
      });
      expect((await entryOf(store.access, 'a', cluster))?.past?.[0]?.actions).toEqual([
        { at: minute(2), what: 'accepted-identity', by: 'ann', why: 'moved' },
      ]);
    });

    it('leaves an incident about anything else, and one whose events wait', async () => {
      await opened('a', 'other');
      expect(await accept('other')).toMatchObject({ resolvedIncident: undefined });
      expect(await openIn('other')).toHaveLength(1);
      await save(store.access, replaced('two', 'waits'), 1);
      await fill('a', 'waits');
      expect(await accept('waits')).toMatchObject({
        identity: { clusterUuid: { uuid: 'two' } },
        resolvedIncident: undefined,
      });
      expect(await openIn('waits')).toHaveLength(1);
    });

    it('is undefined for what was never checked, or if its evidence is gone', async () => {
      expect(await accept('never')).toBeUndefined();
      await save(store.access, seen('one', 'gone'), 1);
      await store.table.delete(evidenceKey({ cluster: 'gone', alias: 'a' }));
      expect(await accept('gone')).toBeUndefined();
    });
  });
});
