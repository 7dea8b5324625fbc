/**
 * The roles of examples/roles/ are enough, and where something of them is missing it is named and
 * never taken for a failure of the remote.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckReport, CheckResult } from '../../lib/result/result.ts';
import { HEALTHY_SCENES } from './cases/healthy.cases.ts';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { PASSWORD } from './clusters/request.ts';
import { CHECKER, eachMissing, exampleRole, NO_ROLE, putRoles, putUser } from './clusters/users.ts';
import { checkByCommand } from './command.ts';
import { checkByLibrary } from './library.ts';
import { closedPort } from './network/ports.ts';
import { register, registryFor, unregisterAll } from './play.ts';
import { registryOf } from './registry.ts';
import { createStage } from './stage.ts';

const PAIRS = [
  ['local9', 'remote9'],
  ['local8', 'remote8'],
] as const;

const ROLES = { local: exampleRole('local'), remote: exampleRole('remote') };

describe.skipIf(inject('missing') !== '').each(PAIRS)(
  'the checker as a user of its own, from %s to %s',
  (local, remote) => {
    const cases = HEALTHY_SCENES.flatMap((scene) => scene.cases).filter(
      (one) => one.local === local && one.remote === remote,
    );
    let registry: unknown;

    beforeAll(async () => {
      await bringUpPhase('secure');
      await Promise.all([putUser(nodeOf(local)), putUser(nodeOf(remote))]);
      await register(cases, createStage());
      registry = await registryFor(cases, createStage(), {
        username: CHECKER,
        password: 'env:LAB_PASSWORD',
      });
    });
    afterAll(() => unregisterAll(local));

    it('sees everything with the roles of examples/roles/', async () => {
      await putRoles(local, remote, ROLES);
      const { report, exitCode } = await checkByCommand(registry);
      expect(report.results.map(summary)).toEqual(
        report.results.map(({ cluster, alias }) => ({
          cluster,
          alias,
          status: 'healthy',
          notSeen: {},
          refused: [],
        })),
      );
      expect(exitCode).toBe(0);
    });

    it.each(eachMissing(ROLES))(
      'names what it may not see without: $missing',
      async ({ roles }) => {
        await putRoles(local, remote, roles);
        const { results } = await checkByLibrary(registry);
        for (const result of results)
          expect(['healthy', 'unknown'], evidence(result)).toContain(result.status);
        expect(results.some(namesWhatIsUnseen), JSON.stringify(results.map(summary))).toBe(true);
      },
    );

    it('without any privilege knows nothing, and says why', async () => {
      await putRoles(local, remote, { local: NO_ROLE, remote: NO_ROLE });
      expect(codes(await checkByLibrary(registry))).toEqual(['unknown checker-not-authorized']);
    });

    it('with a wrong password knows nothing, and says why', async () => {
      const wrong = await registryFor(cases, createStage(), {
        username: CHECKER,
        password: 'env:NOT_THE_PASSWORD',
      });
      const secrets = { env: async () => `not ${PASSWORD}` };
      const report = await checkByLibrary(wrong, { secrets });
      expect(codes(report)).toEqual(['unknown checker-credentials-refused']);
      expect(JSON.stringify(report)).not.toContain(`not ${PASSWORD}`);
    });

    it('says that the local cluster is down where nothing answers', async () => {
      const url = `http://127.0.0.1:${await closedPort()}`;
      const { report, exitCode } = await checkByCommand(
        registryOf([{ name: local, urls: [url], auth: 'none', remotes: { archive: {} } }]),
      );
      expect(codes(report)).toEqual(['unknown local-cluster-unreachable']);
      expect(exitCode).toBe(3);
    });
  },
);

function summary({ cluster, alias, status, notSeen, findings }: CheckResult) {
  return {
    cluster,
    alias,
    status,
    notSeen,
    refused: findings.filter(({ code }) => code === 'checker-not-authorized'),
  };
}

function namesWhatIsUnseen({ cause, findings, notSeen }: CheckResult): boolean {
  const named = [cause, ...findings].some(({ code }) => code === 'checker-not-authorized');
  return named || Object.keys(notSeen).length > 0;
}

function evidence({ alias, cause }: CheckResult): string {
  return `${alias}: ${cause.code}: ${cause.evidence}`;
}

function codes({ results }: CheckReport): string[] {
  return [...new Set(results.map(({ status, cause }) => `${status} ${cause.code}`))];
}
