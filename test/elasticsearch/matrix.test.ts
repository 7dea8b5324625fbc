import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { ALL_SCENES } from './cases/all.ts';
import { clusterOf } from './clusters/lab.ts';
import { type Played, play } from './play.ts';
import type { Case, Scene, Seen } from './scene.ts';
import { noteRow, writeTestedWith } from './testedWith.ts';

const EXIT_CODES = { healthy: 0, degraded: 1, failing: 2, unknown: 3 } as const;

const PAGE = new URL('../../docs/tested-with.md', import.meta.url);

afterAll(() => {
  const judgements = ALL_SCENES.flatMap(({ cases }) => cases).reduce(
    (sum, { bare }) => sum + (bare === undefined ? 1 : 2),
    0,
  );
  writeTestedWith(PAGE, inject('runDirectory'), judgements);
});

describe.skipIf(inject('missing') !== '').each(ALL_SCENES)('$phase: $name', (scene: Scene) => {
  let played: Played;
  beforeAll(async () => {
    played = await play(scene);
  });
  afterAll(() => played?.strike());

  it.for(scene.cases)('$local: $name', (one, { skip }) => {
    const reason = played.skipped.get(one);
    for (const { registry, seen } of judgementsOf(one)) {
      if (reason === undefined) expectSeen(played.resultOf(one, registry), seen, registry);
      note(one, registry, reason ?? played.resultOf(one, registry));
    }
    if (reason !== undefined) skip(reason);
  });

  it('the exit code is that of the worst status', () => {
    const statuses = new Set(played.report.results.map(({ status }) => status));
    const worst = (['failing', 'degraded', 'unknown', 'healthy'] as const).find((status) =>
      statuses.has(status),
    );
    expect(played.exitCode).toBe(EXIT_CODES[worst ?? 'healthy']);
  });
});

type Registry = 'full' | 'bare';

function judgementsOf({ seen, bare }: Case): { registry: Registry; seen: Seen }[] {
  return [
    { registry: 'full', seen },
    ...(bare === undefined ? [] : [{ registry: 'bare', seen: bare } as const]),
  ];
}

function expectSeen(result: CheckResult, seen: Seen, registry: Registry): void {
  const { status, cause, findings } = result;
  const graveOrNamed = findings.filter(
    ({ code, severity }) => severity !== 'note' || seen.findings?.includes(code),
  );
  const actual = {
    status,
    cause: cause.code,
    findings: sortedCodes(graveOrNamed.map(({ code }) => code)),
  };
  expect(actual, `${registry} registry: ${cause.evidence}`).toEqual({
    status: seen.status,
    cause: seen.cause,
    findings: sortedCodes(seen.findings ?? []),
  });
  if (seen.sniff !== undefined)
    expect(result.witnesses.sniff.map(sniffText), `${registry} registry`).toEqual(seen.sniff);
  if (seen.gateways !== undefined)
    expect(result.gateways.nodes.map(gatewayText).sort(), `${registry} registry`).toEqual(
      seen.gateways,
    );
}

const REACHED = { yes: 'reachable', no: 'unreachable', unknown: 'not probed' } as const;

function gatewayText({
  name,
  eligible,
  reason,
  chosen,
  reachable,
}: CheckResult['gateways']['nodes'][number]): string {
  return `${name}: ${eligible ? 'eligible' : reason}${chosen ? ', chosen' : ''}, ${REACHED[reachable]}`;
}

function sniffText({
  as,
  outcome,
  reached,
  refusal,
}: CheckResult['witnesses']['sniff'][number]): string {
  return `${as}: ${outcome} after ${reached}${refusal === undefined ? '' : `, ${refusal.kind}`}`;
}

function sortedCodes(codes: readonly string[]): string[] {
  return [...new Set(codes)].sort();
}

/** The result, or why there is none. */
function note(
  { name, local, remote }: Case,
  registry: Registry,
  found: CheckResult | string,
): void {
  const row = {
    name,
    local: clusterOf(local).version,
    remote: clusterOf(remote).version,
    registry,
  };
  const seen =
    typeof found === 'string'
      ? { status: 'skipped', cause: found, findings: [] }
      : {
          status: found.status,
          cause: found.cause.code,
          findings: found.findings.map(({ code }) => code),
          durationMs: found.durationMs,
        };
  noteRow(inject('runDirectory'), { ...row, ...seen });
}
