/**
 * Every fix that consists of requests, applied as it is printed: what a person fills in is filled
 * in, and the next check finds the remote healthy, or what the case says.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Finding } from '../../lib/result/finding.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { type Memory, remember } from '../../lib/state/baseline/baseline.ts';
import { FIXES, type Fix } from './cases/fixes.ts';
import { fixesSpecs } from './clusters/fixesSpecs.ts';
import { bringUp, nodeOf } from './clusters/lab.ts';
import { untilConnected } from './clusters/remoteInfo.ts';
import { demand, request } from './clusters/request.ts';
import { NO_ROLE, putRole, putUser } from './clusters/users.ts';
import { type Applied, apply, tryOut } from './fixSteps.ts';
import { checkByLibrary } from './library.ts';
import { unregisterAll } from './play.ts';
import { accessTo, registryOf, remoteEntry } from './registry.ts';
import { createStage, type Stage } from './stage.ts';
import { noteSeen } from './testedWith.ts';

const LOCAL = 'base';
const MINUTE_MS = 60_000;

describe.skipIf(inject('missing') !== '')('the printed fix', () => {
  let stage: Stage;
  beforeAll(async () => {
    await bringUp(fixesSpecs());
    for (const cluster of [LOCAL, 'archive']) {
      await putRole(nodeOf(cluster), NO_ROLE);
      await putUser(nodeOf(cluster));
    }
  });
  afterAll(() => unregisterAll(LOCAL));

  it.for(FIXES)('$code: $alias', async (fix) => {
    stage = createStage();
    try {
      await breakRemote(fix, stage);
      const before = await findingOf(fix);
      await tryOut(before.verify, { local: LOCAL, remote: fix.remote });
      const applied = await apply(before.fix, { fix, local: LOCAL, stage });
      expect(applied.requests, 'the fix has a request').toBeGreaterThan(0);
      await expectFixed(fix, applied);
    } finally {
      await unregisterAll(LOCAL);
      await stage.strike();
    }
  });
});

async function breakRemote(fix: Fix, stage: Stage): Promise<void> {
  const settings = await fix.set(stage);
  if (settings === undefined) return;
  const persistent = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`cluster.remote.${fix.alias}.${name}`, value]),
  );
  await demand(nodeOf(LOCAL), '/_cluster/settings', { method: 'PUT', body: { persistent } });
  if (fix.onceConnected === undefined) return;
  await untilConnected(LOCAL, fix.alias);
  await fix.onceConnected(fix.alias);
}

async function findingOf(fix: Fix): Promise<Finding> {
  const result = await checked(fix, { memory: await memoryOf(fix) });
  const all = [result.cause, ...result.findings];
  const found = all.find(({ code }) => code === fix.code);
  const seen = all.map(({ code, evidence }) => `${code}: ${evidence}`).join('\n');
  expect(found, seen).toBeDefined();
  noteSeen(inject('runDirectory'), [fix.code]);
  return found as Finding;
}

/** Of a check before the searches. */
async function memoryOf(fix: Fix): Promise<Memory | undefined> {
  if (fix.searches === undefined) return undefined;
  const memory = remember(undefined, await checked(fix, { at: Date.now() - MINUTE_MS }));
  for (let count = 0; count < fix.searches; count += 1)
    await request(nodeOf(LOCAL), `/${fix.alias}:*/_search?size=0`);
  return memory;
}

const TRIES = 8;

/** Settings are acknowledged before the connections are open. */
async function expectFixed(fix: Fix, applied: Applied): Promise<void> {
  const status = fix.after?.status ?? 'healthy';
  const isFixed = (result: CheckResult) =>
    result.status === status && !codesOf(result).includes(fix.code);
  let result = await checked(fix, applied);
  for (let tried = 1; tried < TRIES && !isFixed(result); tried += 1)
    result = await checked(fix, applied);
  expect(codesOf(result), result.cause.evidence).not.toContain(fix.code);
  expect(result.status, `${result.cause.code}: ${result.cause.evidence}`).toBe(status);
}

function codesOf({ cause, findings }: CheckResult): string[] {
  return [cause, ...findings].map(({ code }) => code);
}

interface Given {
  readonly memory?: Memory | undefined;
  readonly at?: number;
  /** Created by the fix, for the checker itself. */
  readonly createdKey?: string | undefined;
}

async function checked(
  fix: Fix,
  { memory, at = Date.now(), createdKey }: Given = {},
): Promise<CheckResult> {
  const { alias } = fix;
  const as =
    fix.user === undefined ? undefined : { username: fix.user, password: 'env:LAB_PASSWORD' };
  const access = accessTo(LOCAL, { nodes: fix.nodes ?? [0], as });
  const entry = entryOf(fix, createdKey);
  const registry = registryOf([{ name: LOCAL, ...access, remotes: { [alias]: entry } }]);
  const recall = async () => new Map(memory === undefined ? [] : [[alias, memory]]);
  const { results } = await checkByLibrary(registry, {
    remotes: [alias],
    recall,
    now: () => new Date(at),
    createdKey,
  });
  return results[0] as CheckResult;
}

function entryOf({ registry, remote, sniffing, user }: Fix, createdKey: string | undefined) {
  if (registry === 'bare') return {};
  const as = user === undefined ? undefined : { username: user, password: 'env:LAB_PASSWORD' };
  const entry = remoteEntry(remote, sniffing === undefined ? { as } : { as, sniffing });
  const key = sniffing?.key === undefined || createdKey === undefined ? {} : KEY_OF_CHECKER;
  return { ...entry, ...key, ...registry };
}

const KEY_OF_CHECKER = { crossClusterApiKey: 'env:LAB_CREATED_KEY' };
