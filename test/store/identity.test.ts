import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptIdentity } from '../../lib/store/identity.ts';
import { UnreadableItemError } from '../../lib/store/item.ts';
import { readItem } from '../../lib/store/remoteItem.ts';
import { readRemote } from '../../lib/store/remotes.ts';
import { saveResult } from '../../lib/store/save.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { updateItem } from '../../lib/store/update.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, memoriesOf, minute, START, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const ACCEPT = { cluster: 'eu', reason: 'rebuilt', now: START };

describe('acceptIdentity', () => {
  it('remembers what the latest result saw, and leaves result, incident and events as they are', async () => {
    await saveResult(table.store, saving({ ...failing('moved'), remoteClusterUuid: 'old' }, 1));
    await saveResult(table.store, saving({ ...failing('moved'), remoteClusterUuid: 'new' }, 2));
    const before = await readRemote(table.store, 'eu', 'moved');
    expect((await memoriesOf(table.store, 'eu')).get('moved')?.identity?.clusterUuid).toEqual({
      uuid: 'old',
      since: minute(1),
    });
    const accepted = await acceptIdentity(table.store, { ...ACCEPT, alias: 'moved' });
    expect(accepted?.resolvedIncident).toBeUndefined();
    expect(accepted?.identity).toMatchObject({
      clusterUuid: { uuid: 'new', since: minute(2) },
      accepted: { reason: 'rebuilt', at: START.toISOString() },
    });
    expect((await memoriesOf(table.store, 'eu')).get('moved')?.identity).toEqual(
      accepted?.identity,
    );
    await expect(readRemote(table.store, 'eu', 'moved')).resolves.toEqual(before);
  });

  it('ends an incident that is about it, once', async () => {
    const replaced = (alias: string) => ({
      ...healthy(alias),
      status: 'degraded' as const,
      cause: { ...healthy(alias).cause, code: 'cluster-replaced' },
    });
    const { incidentId } = await saveResult(table.store, saving(replaced('rebuilt'), 1));
    const accept = () =>
      acceptIdentity(table.store, { ...ACCEPT, alias: 'rebuilt', now: new Date(minute(2)) });
    await expect(accept()).resolves.toMatchObject({ resolvedIncident: incidentId });
    const { state, pastIncidents } = (await readRemote(table.store, 'eu', 'rebuilt')) ?? {};
    expect(state?.incident).toBeUndefined();
    expect(pastIncidents).toMatchObject([
      { id: incidentId, resolvedAt: minute(2), cause: 'cluster-replaced' },
    ]);
    const item = await readItem(table.store, { cluster: 'eu', alias: 'rebuilt' });
    expect(item?.outbox.map(({ kind, summary }) => [kind, summary.evidence])).toEqual([
      ['opened', expect.any(String)],
      ['resolved', 'Accepted: rebuilt'],
    ]);
    expect((await accept())?.resolvedIncident).toBeUndefined();
  });

  it('leaves an incident to the checks while too much is unsent', async () => {
    const replaced = {
      ...healthy('full'),
      status: 'degraded' as const,
      cause: { ...healthy('full').cause, code: 'cluster-replaced' },
    };
    const { incidentId } = await saveResult(table.store, saving(replaced, 1));
    await updateItem(
      table.store,
      { cluster: 'eu', alias: 'full' },
      (item) => item && { ...item, outbox: Array(20).fill(item.outbox[0]) },
    );
    expect(
      (await acceptIdentity(table.store, { ...ACCEPT, alias: 'full' }))?.resolvedIncident,
    ).toBeUndefined();
    expect((await readRemote(table.store, 'eu', 'full'))?.state.incident?.id).toBe(incidentId);
  });

  it('keeps it over the checks that follow', async () => {
    await saveResult(table.store, saving({ ...healthy('kept'), remoteClusterUuid: 'a' }, 1));
    await acceptIdentity(table.store, { ...ACCEPT, alias: 'kept' });
    await saveResult(table.store, saving({ ...healthy('kept'), remoteClusterUuid: 'b' }, 2));
    expect((await memoriesOf(table.store, 'eu')).get('kept')?.identity).toMatchObject({
      clusterUuid: { uuid: 'a' },
      accepted: { reason: 'rebuilt' },
    });
  });

  it('is nothing where the remote was never checked', async () => {
    await expect(
      acceptIdentity(table.store, { ...ACCEPT, alias: 'nowhere' }),
    ).resolves.toBeUndefined();
  });

  it('names a result that it cannot read', async () => {
    await table.put({
      ...remoteKey({ cluster: 'eu', alias: 'damaged' }),
      updatedAt: minute(0),
      result: 'no JSON',
    });
    await expect(acceptIdentity(table.store, { ...ACCEPT, alias: 'damaged' })).rejects.toThrow(
      UnreadableItemError,
    );
  });
});
