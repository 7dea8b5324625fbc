/**
 * A remote that lists more nodes than anybody has, at addresses of its own choice, through the
 * whole check.
 */
import { expect, it } from 'vitest';
import { check } from '../lib/check.ts';
import { localSecretResolvers } from '../lib/registry/secret.ts';
import type { CheckResult } from '../lib/result/result.ts';
import { addressOf, httpAccessOf, PASSWORD, registryOf, startFleet } from './support/fleet.ts';

const DATA = ['data', 'ingest', 'remote_cluster_client'];

/** Asked at its seed, and at its HTTP address too. */
async function checked(publishAddresses: readonly string[]): Promise<CheckResult[]> {
  const dead = publishAddresses.map((publishAddress, index) => ({
    name: `dead-${index}`,
    roles: DATA,
    publishAddress,
  }));
  await using fleet = await startFleet(
    (of) => [{ alias: 'archive', mode: 'sniff', seeds: [addressOf(of)] }],
    {
      remote: { security: 'none', nodes: [{ name: 'one', roles: DATA }, ...dead] },
      local: { security: 'none' },
    },
  );
  const options = { secrets: localSecretResolvers('.', { PASSWORD }), vantage: 'test' };
  const entries = [{}, { remote: httpAccessOf(fleet) }];
  const reports = await Promise.all(
    entries.map((archive) => check(registryOf(fleet, { archive }), options)),
  );
  return reports.flatMap(({ results }) => results);
}

function limitsIn({ findings }: CheckResult): string[] {
  return findings.filter(({ code }) => code === 'limits-reached').map(({ evidence }) => evidence);
}

function gatewaysIn({ witnesses }: CheckResult) {
  return witnesses.network.filter(({ roles }) => roles.includes('gateway'));
}

it('check probes 64 publish addresses at most, and says how many it skips', async () => {
  const results = await checked(Array.from({ length: 70 }, (_, index) => `127.0.0.1:${index + 1}`));
  expect(results.map((result) => gatewaysIn(result).length)).toEqual([64, 64]);
  const said = '7 publish addresses of remote nodes were not probed, as there are too many';
  expect(results.map(limitsIn)).toEqual([[said], [said]]);
});

it('check dials no link-local publish address where no seed is, in whatever form it is written', async () => {
  const addresses = ['169.254.169.254:80', '[fe80::1]:9300', '[::ffff:a9fe:a9fe]:80'];
  const results = await checked(addresses);
  for (const result of results) {
    const steps = gatewaysIn(result).flatMap(({ endpoints }) =>
      endpoints.map(({ tcp }) => tcp.outcome),
    );
    expect(steps.toSorted()).toEqual(['not-measured', 'not-measured', 'not-measured', 'ok']);
    expect(limitsIn(result)).toEqual([
      expect.stringMatching(
        /^3 publish addresses of remote nodes were not probed, since every host has/,
      ),
    ]);
  }
});
