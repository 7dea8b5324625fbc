import type { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { canarySummary } from '../../lib/state/incident/summary.ts';
import {
  acknowledge,
  endIncidents,
  openIncidents,
  openRemotes,
} from '../../lib/store/incidents.ts';
import { MAX_UNSENT, remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { readRemote } from '../../lib/store/remotes.ts';
import { saveCanary, saveResult } from '../../lib/store/save.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const acknowledgement = { at: minute(2), until: minute(60), by: 'ann', why: 'on it' };

async function opened(alias: string, cluster = 'eu'): Promise<string> {
  const { incidentId = '' } = await saveResult(
    table.store,
    saving({ ...failing(alias), cluster }, 1),
  );
  return incidentId;
}

async function itemOf(alias: string) {
  return remoteItemSchema.parse(await table.get(remoteKey({ cluster: 'eu', alias })));
}

describe('openIncidents', () => {
  it('gives what is open, and no more once it is over', async () => {
    const id = await opened('a');
    await opened('a', 'us');
    await saveResult(table.store, saving(healthy('well'), 1));
    expect(
      (await openIncidents(table.store)).map(({ cluster, alias, incident }) => [
        cluster,
        alias,
        incident.id,
      ]),
    ).toContainEqual(['eu', 'a', id]);
    expect(await openRemotes(table.store, 'eu')).toEqual([{ cluster: 'eu', alias: 'a' }]);
    await saveResult(table.store, saving(healthy('a'), 2));
    expect(await openRemotes(table.store, 'eu')).toEqual([]);
    expect((await openIncidents(table.store)).map(({ cluster }) => cluster)).toEqual(['us']);
  });

  it('leaves out what the index still holds though it is over or gone, and tells what cannot be read', async () => {
    await table.put({
      ...remoteKey({ cluster: 'lag', alias: 'over' }),
      updatedAt: minute(0),
      result: 'x',
      open: 'open',
    });
    await table.put({
      ...remoteKey({ cluster: 'lag', alias: 'broken' }),
      updatedAt: minute(0),
      result: 1,
      open: 'open',
    });
    table.problems.length = 0;
    expect((await openIncidents(table.store)).filter(({ cluster }) => cluster === 'lag')).toEqual(
      [],
    );
    expect(table.problems).toEqual([expect.stringContaining('REMOTE#broken cannot be read')]);
  });
});

describe('acknowledge', () => {
  it('is remembered with the incident until it is taken back', async () => {
    const id = await opened('acknowledged');
    const found = await acknowledge(table.store, id, acknowledgement);
    expect(found).toMatchObject({
      cluster: 'eu',
      alias: 'acknowledged',
      incident: { id, acknowledged: acknowledgement },
    });
    expect(
      (await readRemote(table.store, 'eu', 'acknowledged'))?.state.incident?.acknowledged,
    ).toEqual(acknowledgement);
    expect((await acknowledge(table.store, id, undefined))?.incident).not.toHaveProperty(
      'acknowledged',
      acknowledgement,
    );
    expect(
      (await readRemote(table.store, 'eu', 'acknowledged'))?.state.incident?.acknowledged,
    ).toBeUndefined();
  });

  it('is undefined for an incident that is not open', async () => {
    await expect(acknowledge(table.store, 'nowhere', acknowledgement)).resolves.toBeUndefined();
  });

  it('is undefined for an incident that is over in the meantime', async () => {
    const id = await opened('overtaken');
    let reads = 0;
    const send = async (command: GetCommand) => {
      if (command.input.Key?.['sk'] === 'REMOTE#overtaken') reads += 1;
      if (reads === 2) await saveResult(table.store, saving(healthy('overtaken'), 2));
      return table.store.client.send(command);
    };
    const store = {
      ...table.store,
      client: Object.assign(Object.create(table.store.client), { send }),
    };
    await expect(acknowledge(store, id, acknowledgement)).resolves.toBeUndefined();
    expect((await itemOf('overtaken')).state?.incident).toBeUndefined();
  });

  it('loses neither events nor results that are stored at the same time', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const alias = `race-${attempt}`;
      const id = await opened(alias);
      const [found] = await Promise.all([
        acknowledge(table.store, id, acknowledgement),
        saveResult(table.store, saving(healthy(alias), 2)),
      ]);
      const { outbox, state, run } = await itemOf(alias);
      expect(outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
      expect([state?.incident, run]).toEqual([undefined, minute(2)]);
      if (found !== undefined) expect(outbox[1]?.acknowledged).toEqual(acknowledgement);
    }
  });
});

describe('endIncidents', () => {
  const now = new Date(minute(9));
  const end = (alias: string) =>
    endIncidents(table.store, { remotes: [{ cluster: 'eu', alias }], now });

  it('tells once that an incident is over since nobody looks any more', async () => {
    const incidentId = await opened('removed');
    const events = await end('removed');
    expect(events).toMatchObject([
      {
        kind: 'resolved',
        incidentId,
        removed: true,
        previousCause: 'connection-refused',
        summary: { alias: 'removed', cause: 'registration-removed' },
      },
    ]);
    await expect(end('removed')).resolves.toEqual([]);
    expect((await itemOf('removed')).outbox.map(({ kind }) => kind)).toEqual([
      'opened',
      'resolved',
    ]);
    await saveResult(table.store, saving(failing('removed'), 10));
    expect((await itemOf('removed')).outbox.map(({ kind }) => kind)).toEqual([
      'opened',
      'resolved',
      'opened',
    ]);
  });

  it('changes nothing where nothing is open, or stored', async () => {
    await saveResult(table.store, saving(healthy('fine'), 1));
    const before = await itemOf('fine');
    await expect(end('fine')).resolves.toEqual([]);
    await expect(end('nowhere')).resolves.toEqual([]);
    expect(await itemOf('fine')).toEqual(before);
  });

  it('waits while the outbox is full', async () => {
    await opened('full');
    const item = await itemOf('full');
    await table.put({
      ...(await table.get(remoteKey({ cluster: 'eu', alias: 'full' }))),
      outbox: Array(MAX_UNSENT).fill(JSON.parse(JSON.stringify(item.outbox[0]))),
    });
    await expect(end('full')).resolves.toEqual([]);
  });
});

describe('saveCanary', () => {
  const summaryOf = (status: 'healthy' | 'failing') =>
    canarySummary(
      'eu',
      {
        status,
        cause: { ...failing('x').cause, code: 'checker-network-lost' },
        checkedAt: minute(1),
      },
      'here',
    );
  const save = (status: 'healthy' | 'failing', runMinute: number) =>
    saveCanary(table.store, 'eu', {
      ...saving(healthy('x'), runMinute),
      summary: summaryOf(status),
    });

  it('stores nothing while all is well, and an incident of the checker when it is not', async () => {
    expect(await save('healthy', 1)).toMatchObject({ outcome: 'superseded' });
    expect(await table.get(remoteKey({ cluster: 'eu', alias: CANARY_ALIAS }))).toBeUndefined();
    expect(await save('failing', 2)).toMatchObject({
      events: [{ kind: 'opened', summary: { alias: CANARY_ALIAS, severity: 'critical' } }],
    });
    expect(await openRemotes(table.store, 'eu')).toContainEqual({
      cluster: 'eu',
      alias: CANARY_ALIAS,
    });
    expect(await save('failing', 2)).toMatchObject({ outcome: 'superseded' });
    expect(await save('healthy', 3)).toMatchObject({ events: [{ kind: 'resolved' }] });
    expect(await save('healthy', 4)).toMatchObject({ outcome: 'superseded' });
  });
});

describe('saveResult of a checker that has lost its network', () => {
  it('stores what was seen, and leaves the incident as it is', async () => {
    await opened('blind');
    const { state } = await itemOf('blind');
    const saved = await saveResult(table.store, { ...saving(healthy('blind'), 5), isBlind: true });
    expect(saved).toMatchObject({ outcome: 'saved', events: [], incidentId: state?.incident?.id });
    expect(await itemOf('blind')).toMatchObject({ state, run: minute(5) });
    expect((await readRemote(table.store, 'eu', 'blind'))?.result.status).toBe('healthy');
  });
});
