/**
 * What preflight says of every pair of the releases at hand, against what a real search between
 * them meets.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { type PreflightAnswer, preflight } from '../../lib/preflight/upgrade.ts';
import type { Preflight } from '../../lib/result/preflight.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { VERSION_SCENES } from './cases/versions.cases.ts';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { demand, request } from './clusters/request.ts';
import { PLAIN_VERSIONS, plainName } from './clusters/specs.ts';
import { checkByLibrary } from './library.ts';
import { register, registryFor, unregisterAll } from './play.ts';
import { aliasOf, type Case } from './scene.ts';
import { createStage } from './stage.ts';

type Version = (typeof PLAIN_VERSIONS)[number];

const INDEX = 'preflight';
const PAIRS = (VERSION_SCENES[0]?.cases ?? []).map(({ bare: _bare, ...one }): Case => {
  // Elasticsearch tells whether a search fails only where it may not leave the remote out.
  return { ...one, set: async (stage) => ({ ...(await one.set(stage)), skip_unavailable: false }) };
});
/** 9.0 is reached from 8.18 only. */
const NO_PATH = { from: '8.19.21', to: '9.0.8' } as const;
const UPGRADES = PLAIN_VERSIONS.flatMap((from, index) =>
  PLAIN_VERSIONS.slice(index + 1).map((to) => ({ from, to })),
).filter(({ from, to }) => from !== NO_PATH.from || to !== NO_PATH.to);

describe.skipIf(inject('missing') !== '')('preflight, of real clusters', () => {
  const stage = createStage();
  /** `8.19.21 -> 9.5.3` → whether a search from the first in the second finds its document. */
  const finds = new Map<string, boolean>();
  let results: readonly CheckResult[];

  beforeAll(async () => {
    await bringUpPhase('plain');
    await Promise.all(
      PLAIN_VERSIONS.map((version) =>
        demand(nodeOf(plainName(version)), `/${INDEX}/_doc/1?refresh=true`, {
          method: 'PUT',
          body: {},
        }),
      ),
    );
    await register(PAIRS, stage);
    await Promise.all(
      PAIRS.map(async (one) =>
        finds.set(`${versionOf(one.local)} -> ${versionOf(one.remote)}`, await findsDocument(one)),
      ),
    );
    ({ results } = await checkByLibrary(await registryFor(PAIRS, stage)));
  });
  afterAll(() => Promise.all(PLAIN_VERSIONS.map((version) => unregisterAll(plainName(version)))));

  it.each(UPGRADES)('foresees what becomes of searches when $from goes to $to', (upgrade) => {
    for (const partner of PLAIN_VERSIONS.filter(
      (version) => !Object.values(upgrade).includes(version),
    )) {
      const { pairs } = told(preflightOf(results, { ...upgrade, partner }));
      expect(pairs).toHaveLength(2);
      for (const { local, now, alone } of pairs) {
        const pairAt = (version: Version) =>
          local === nameOf(upgrade.from) ? `${version} -> ${partner}` : `${partner} -> ${version}`;
        const [before, after] = [pairAt(upgrade.from), pairAt(upgrade.to)];
        expect(finds.get(before), before).toBe(now.wire.verdict === 'supported');
        expect(finds.get(after), after).toBe(alone.wire.verdict === 'supported');
        if (alone.search.verdict === 'supported') expect(finds.get(after), after).toBe(true);
      }
    }
  });

  it.each(UPGRADES)(
    'the order in which $from is to go to $to keeps alive the searches that work',
    (upgrade) => {
      const partners = PLAIN_VERSIONS.filter(
        (partner) =>
          finds.get(`${upgrade.from} -> ${partner}`) && finds.get(`${partner} -> ${upgrade.from}`),
      );
      expect(partners).not.toEqual([]);
      for (const partner of partners) {
        const { order, outcome } = told(preflightOf(results, { ...upgrade, partner }));
        expect(['nothing-breaks', 'degraded'], `with ${partner}`).toContain(outcome);
        for (const pair of pairsAfter(order.steps, { ...upgrade, partner }))
          expect(finds.get(pair) ?? 'not at hand', `${pair}, with ${partner}`).not.toBe(false);
      }
    },
  );

  it(`knows no way from ${NO_PATH.from} to ${NO_PATH.to}`, () => {
    expect(preflightOf(results, { ...NO_PATH, partner: '9.5.3' })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('no rolling upgrade'),
    });
  });
});

/** Names of the clusters as the registry of the tests has them. */
function nameOf(version: Version): string {
  return `${plainName(version)}.0.full`;
}

function versionOf(cluster: string): Version {
  return PLAIN_VERSIONS.find((version) => plainName(version) === cluster) as Version;
}

async function findsDocument(one: Case): Promise<boolean> {
  const { status, body } = await request(nodeOf(one.local), `/${aliasOf(one)}:${INDEX}/_search`);
  return status === 200 && hitsSchema.parse(body).hits.hits.length === 1;
}

const hitsSchema = z.object({ hits: z.object({ hits: z.array(z.unknown()) }) });

interface Upgrade {
  readonly from: Version;
  readonly to: Version;
  readonly partner: Version;
}

/** As if these two clusters were all. */
function preflightOf(
  results: readonly CheckResult[],
  { from, to, partner }: Upgrade,
): PreflightAnswer {
  const aliases = PAIRS.filter((one) =>
    [plainName(from), plainName(partner)].every((name) => [one.local, one.remote].includes(name)),
  ).map(aliasOf);
  return preflight(
    results.filter(({ alias }) => aliases.includes(alias)),
    { cluster: nameOf(from), to, replication: 'none' },
  );
}

function told(answer: PreflightAnswer): Preflight {
  if (!answer.ok) throw new Error(answer.problem);
  return answer.preflight;
}

/**
 * The pairs, both ways, as they are after each step; a step that leads to a minor leads to the
 * release of it that is at hand.
 */
function pairsAfter(steps: Preflight['order']['steps'], { from, partner }: Upgrade): string[] {
  const running = new Map<string, string>(
    [from, partner].map((version) => [nameOf(version), version]),
  );
  return steps.flatMap(({ cluster, to }) => {
    running.set(
      cluster,
      PLAIN_VERSIONS.find((version) => version === to || version.startsWith(`${to}.`)) ?? to,
    );
    const [one, other] = [...running.values()];
    return [`${one} -> ${other}`, `${other} -> ${one}`];
  });
}
