import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import type { FailedAnswer } from '../../lib/result/witness.ts';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { canarySummary } from '../../lib/state/incident/summary.ts';
import { type Checked, endMissing } from '../../lib/store/endMissing.ts';
import { openRemotes } from '../../lib/store/incidents.ts';
import { saveCanary, saveResult } from '../../lib/store/save.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
  for (const alias of ['kept', 'elsewhere', 'removed'])
    await saveResult(table.store, saving(failing(alias), 1));
  await saveResult(table.store, saving({ ...failing('removed'), cluster: 'us' }, 1));
  const lost = { status: 'failing', cause: failing('x').cause, checkedAt: minute(1) } as const;
  await saveCanary(table.store, 'eu', {
    ...saving(failing('x'), 1),
    summary: canarySummary('eu', lost, 'here'),
  });
});
afterAll(() => table[Symbol.asyncDispose]());

async function end(checked: Partial<Checked> = {}): Promise<string[]> {
  const all = {
    cluster: 'eu',
    results: [healthy('kept')],
    handedOn: ['elsewhere'],
    hasCanary: true,
    now: new Date(minute(2)),
  };
  return (await endMissing(table.store, { ...all, ...checked })).map(
    ({ summary }) => summary.alias,
  );
}

describe('endMissing', () => {
  const failed: FailedAnswer = { kind: 'unreachable', message: 'x', reasons: [], durationMs: 1 };
  const unlisted: CheckResult = {
    ...healthy('kept'),
    notSeen: { 'GET http://es:9200/_remote/info': failed },
  };

  it.each([
    ['the aliases are not known', [healthy('*')]],
    ['a local node did not list its remotes', [unlisted]],
  ])('ends nothing where %s', async (_what, results) => {
    expect(await end({ results })).toEqual([]);
  });

  it('ends what is neither checked here nor elsewhere, of this local cluster', async () => {
    expect(await end()).toEqual(['removed']);
    expect(await end()).toEqual([]);
    expect(
      (await openRemotes(table.store))
        .map(({ cluster, alias }) => `${cluster} ${alias}`)
        .toSorted(),
    ).toEqual([`eu ${CANARY_ALIAS}`, 'eu elsewhere', 'eu kept', 'us removed']);
  });

  it('ends what the checker told of itself where the registry has no canary any more', async () => {
    expect(await end({ hasCanary: false })).toEqual([CANARY_ALIAS]);
  });
});
