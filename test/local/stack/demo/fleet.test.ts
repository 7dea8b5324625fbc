import { expect, it } from 'vitest';
import { check } from '../../../../lib/check.ts';
import { parseRegistry } from '../../../../lib/registry/load.ts';
import { localSecretResolvers } from '../../../../lib/registry/secret.ts';
import { DEMO_PASSWORD, startDemoFleet } from '../../../../local/stack/demo/fleet.ts';

it('startDemoFleet has remotes in many states, each told by its cause', async () => {
  const fleet = await startDemoFleet({ log: () => undefined, now: new Date() });
  const secrets = localSecretResolvers('.', { [DEMO_PASSWORD.name]: DEMO_PASSWORD.value });
  const report = await check(parseRegistry(fleet.registry, { file: 'clusters.yml' }), { secrets, vantage: 'test' });
  await fleet.close();
  const causes = report.results.map(({ cluster, alias, mode, status, cause }) => `${cluster} ${alias} (${mode}): ${status} ${cause.code}`);
  expect(causes).toMatchInlineSnapshot(`
    [
      "eu-search archive (sniff): healthy healthy",
      "eu-search billing (proxy): healthy healthy",
      "eu-search crm (sniff): failing api-key-expired",
      "eu-search metrics (sniff): failing connection-refused",
      "eu-search orders (sniff): degraded replication-stopped",
      "eu-search payments (proxy): healthy healthy",
      "us-search archive (sniff): healthy healthy",
      "us-search inventory (sniff): degraded gateways-partly-reachable",
      "us-search partner (proxy): failing silent-peer",
      "us-search shop (sniff): failing certificate-expired",
      "us-search warehouse (sniff): failing gateways-unreachable",
      "us-logging legacy (sniff): failing version-incompatible",
      "us-logging payments (proxy): healthy healthy",
      "us-logging telemetry (proxy): failing half-open",
      "us-logging web_logs (sniff): failing http-port",
    ]
  `);
});
