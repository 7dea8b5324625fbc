import { expect, it } from 'vitest';
import { healthRecord } from '../../lib/serve/health.ts';

it('says what is wrong with the checker itself', () => {
  const world = { seconds: 0, registry: undefined as Error | undefined };
  const record = healthRecord({
    now: () => new Date(Date.UTC(2026, 11, 1, 0, 0, world.seconds)),
    sweepWithinMs: () => 30_000,
    registryProblem: () => world.registry,
  });
  const summaries = () => record.health().problems.map(({ summary }) => summary);
  world.seconds = 30;
  expect(record.health()).toEqual({ sweptAt: undefined, problems: [] });
  world.seconds = 31;
  expect(summaries()).toEqual(['No sweep has ended for 31 seconds']);
  record.swept();
  expect(record.health()).toEqual({ sweptAt: '2026-12-01T00:00:31.000Z', problems: [] });
  record.setStorage(new Error('state.db: full; free some space'));
  world.registry = new Error('clusters.yml has 1 mistake');
  expect(summaries()).toEqual([
    'Results and incidents cannot be stored',
    'The registry has changed and cannot be used',
  ]);
  const details = record.health().problems.map(({ detail }) => detail);
  expect(details.join('\n')).toContain('state.db: full; free some space');
  expect(details.join('\n')).toContain('clusters.yml has 1 mistake');
  record.setStorage(undefined);
  world.registry = undefined;
  expect(summaries()).toEqual([]);
});
