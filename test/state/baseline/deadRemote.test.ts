import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../lib/result/result.ts';
import {
  isRecent,
  nextDead,
  rememberedWitnesses,
  signsOfDeath,
} from '../../../lib/state/baseline/deadRemote.ts';
import {
  active,
  deadEndpoint,
  endpoint,
  failedTransport,
  passive,
  probe,
  refusedActive,
} from '../../support/facts.ts';
import { failingResult } from '../../support/results.ts';

const { witnesses } = failingResult;

function withWitnesses(overrides: Partial<CheckResult['witnesses']>): CheckResult {
  return { ...failingResult, witnesses: { ...witnesses, ...overrides } };
}

function signs(overrides: Partial<CheckResult['witnesses']> = {}): string | undefined {
  return signsOfDeath({ ...failingResult, ...withWitnesses(overrides).witnesses });
}

describe('signsOfDeath', () => {
  it('is the same as long as nothing has changed', () => {
    expect(signs()).toBe(signs());
    const [first, second] = [probe('a:1'), probe('b:1')].map((one) => ({
      ...one,
      endpoints: [deadEndpoint()],
    })) as [ReturnType<typeof probe>, ReturnType<typeof probe>];
    expect(signs({ network: [first, second] })).toBe(signs({ network: [second, first] }));
  });

  it.each<[string, Partial<CheckResult>]>([
    ['another seed', { seeds: ['10.0.0.9:9300'] }],
    ['another mode', { mode: 'proxy' }],
    ['skip_unavailable', { skipUnavailable: false }],
  ])('changes with %s', (_what, registration) => {
    expect(signsOfDeath({ ...failingResult, ...witnesses, ...registration })).not.toBe(signs());
  });

  it.each<[string, Partial<CheckResult['witnesses']>]>([
    ['a key in a keystore', { passive: [passive({ connected: false, hasCredentials: true })] }],
    [
      'how an address fails',
      { network: [probe(undefined, { endpoints: [deadEndpoint('timed-out')] })] },
    ],
  ])('changes with %s', (_what, overrides) => {
    expect(signs(overrides)).toBeDefined();
    expect(signs(overrides)).not.toBe(signs());
  });

  it.each<[string, Partial<CheckResult['witnesses']>]>([
    ['a local node holds a connection', { passive: [passive()] }],
    ['an address passes each step', { network: [probe(undefined, { endpoints: [endpoint()] })] }],
    ['no address was tried', { network: [] }],
  ])('is undefined if %s', (_what, overrides) => {
    expect(signs(overrides)).toBeUndefined();
  });

  it('takes an address that accepts connections and says nothing for dead', () => {
    const silent = [probe(undefined, { endpoints: [failedTransport('timed-out')] })];
    expect(signs({ network: silent })).toBeDefined();
  });
});

describe('nextDead', () => {
  it('remembers requests that failed, until one is made again', () => {
    const dead = nextDead(undefined, failingResult);
    expect(dead).toMatchObject({ at: failingResult.checkedAt, signs: signs() });
    const later = withWitnesses({ active: rememberedWitnesses(dead as NonNullable<typeof dead>) });
    expect(nextDead(dead, { ...later, checkedAt: '2026-11-24T00:01:00.000Z' })).toBe(dead);
  });

  it.each<[string, Partial<CheckResult['witnesses']>]>([
    ['passes', { active: [active()] }],
    ['passes through one of two nodes', { active: [active(), refusedActive()] }],
    ['was not made', { active: [] }],
    ['has a text that is too long', { active: [refusedActive('x'.repeat(5000))] }],
    ['failed, but something is alive', { passive: [passive()] }],
  ])('forgets them if a request %s', (_what, overrides) => {
    const dead = nextDead(undefined, failingResult);
    expect(nextDead(dead, withWitnesses(overrides))).toBeUndefined();
  });
});

it('isRecent allows for schedules that are not exact', () => {
  const before = { at: '2026-11-24T00:00:00.000Z', signs: '', active: [] };
  const after = (seconds: number) =>
    isRecent(before, new Date(Date.parse(before.at) + seconds * 1000), 5 * 60_000);
  expect([240, 269, 271, 300].map(after)).toEqual([true, true, false, false]);
});
