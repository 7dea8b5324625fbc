import { expect, it } from 'vitest';
import { type CheckOptions, check } from '../lib/check.ts';
import { localSecretResolvers } from '../lib/registry/secret.ts';
import type { CheckResult } from '../lib/result/result.ts';
import { type Memory, remember } from '../lib/state/baseline/baseline.ts';
import { addressOf, type Fleet, PASSWORD, registryOf, startFleet } from './support/fleet.ts';

const START = Date.parse('2026-11-24T00:00:00Z');
const options: CheckOptions = { secrets: localSecretResolvers('.', { PASSWORD }), vantage: 'test' };

/** A fleet with one remote, and checks of it with the memory of the one before. */
async function watched() {
  const fleet = await startFleet((remote) => [
    { alias: 'archive', mode: 'sniff', seeds: [addressOf(remote)], skipUnavailable: false },
  ]);
  let memory: Memory | undefined;
  const at = async (minute: number, more: Partial<CheckOptions> = {}): Promise<CheckResult> => {
    const recall = async () => new Map(memory === undefined ? [] : [['archive', memory]]);
    const now = () => new Date(START + minute * 60_000);
    const { results } = await check(registryOf(fleet), { ...options, recall, now, ...more });
    const [result] = results as [CheckResult];
    memory = remember(memory, result);
    return result;
  };
  return { fleet, at, [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose]() };
}

async function dies({ remote }: Fleet): Promise<void> {
  await remote.setTransportFault({ kind: 'refuse' });
}

function asked({ witnesses }: CheckResult): string[] {
  return witnesses.active.map(
    ({ askedAt, remembered }) =>
      `${askedAt.slice(11, 16)}${remembered === true ? ' remembered' : ''}`,
  );
}

it('check asks a dead remote every five minutes only, says so, and keeps the verdict', async () => {
  await using watch = await watched();
  await dies(watch.fleet);
  const first = await watch.at(0);
  expect(asked(first)).toEqual(['00:00']);
  const second = await watch.at(1);
  expect(asked(second)).toEqual(['00:00 remembered']);
  expect([second.status, second.cause.code]).toEqual([first.status, first.cause.code]);
  expect(second.findings.find(({ code }) => code === 'request-not-repeated')?.evidence).toContain(
    'not repeated since it was last made at 2026-11-24T00:00:00.000Z and failed',
  );
  expect(second.notSeen['local GET /_cluster/stats?include_remotes']?.message).toBe(
    'Not asked, since all remotes were dead a moment ago, and nothing about them has changed',
  );
  expect(second.unexplained).toEqual(first.unexplained);
  expect(second.searches?.own).toMatchObject({ failed: 0 });
  expect(asked(await watch.at(4))).toEqual(['00:00 remembered']);
  const repeated = await watch.at(5);
  expect(asked(repeated)).toEqual(['00:05']);
  expect(repeated.findings.map(({ code }) => code)).not.toContain('request-not-repeated');
});

it('check asks at once when the remote shows a sign of life, or when it fails otherwise', async () => {
  await using watch = await watched();
  await dies(watch.fleet);
  await watch.at(0);
  await watch.fleet.remote.setTransportFault({ kind: 'hang' });
  expect(asked(await watch.at(1))).toEqual(['00:01']);
  await watch.fleet.remote.setTransportFault(undefined);
  const back = await watch.at(2);
  expect(asked(back)).toEqual(['00:02']);
  expect(back.status).toBe('healthy');
});

it('check asks at once if somebody waits for it', async () => {
  await using watch = await watched();
  await dies(watch.fleet);
  await watch.at(0);
  expect(asked(await watch.at(1, { asksDead: true }))).toEqual(['00:01']);
});
