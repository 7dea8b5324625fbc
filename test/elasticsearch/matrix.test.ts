import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { ALL_SCENES } from './cases/all.ts';
import { clusterOf } from './clusters/lab.ts';
import { type Played, play } from './play.ts';
import type { Case, Scene, Seen } from './scene.ts';
import { noteRow } from './testedWith.ts';

const EXIT_CODES = { healthy: 0, degraded: 1, failing: 2, unknown: 3 } as const;

describe.skipIf(inject('missing') !== '').each(ALL_SCENES)('$name', (scene: Scene) => {
  let played: Played;
  beforeAll(async () => {
    played = await play(scene);
  });
  afterAll(() => played?.strike());

  it.for(scene.cases)('$local: $name', (one, { skip }) => {
    const reason = played.skipped.get(one);
    if (reason !== undefined) skip(reason);
    for (const [registry, seen] of Object.entries({ full: one.seen, ...(one.bare === undefined ? {} : { bare: one.bare }) })) {
      const result = played.resultOf(one, registry === 'full' ? 'full' : 'bare');
      expectSeen(result, seen, registry);
      note(one, registry === 'full' ? 'full' : 'bare', result);
    }
  });

  it('the exit code is that of the worst status', () => {
    const statuses = new Set(played.report.results.map(({ status }) => status));
    const worst = (['failing', 'degraded', 'unknown', 'healthy'] as const).find((status) => statuses.has(status));
    expect(played.exitCode).toBe(EXIT_CODES[worst ?? 'healthy']);
  });
});

function expectSeen({ status, cause, findings }: CheckResult, seen: Seen, registry: string): void {
  const graveOrNamed = findings.filter(({ code, severity }) => severity !== 'note' || seen.findings?.includes(code));
  const actual = { status, cause: cause.code, findings: sortedCodes(graveOrNamed.map(({ code }) => code)) };
  expect(actual, `${registry} registry: ${cause.evidence}`).toEqual({ status: seen.status, cause: seen.cause, findings: sortedCodes(seen.findings ?? []) });
}

function sortedCodes(codes: readonly string[]): string[] {
  return [...new Set(codes)].sort();
}

function note(one: Case, registry: 'full' | 'bare', { status, cause, durationMs }: CheckResult): void {
  const { name, local, remote } = one;
  const versions = { local: clusterOf(local).version, remote: clusterOf(remote).version };
  noteRow(inject('runDirectory'), { ...versions, name, registry, status, cause: cause.code, durationMs });
}
