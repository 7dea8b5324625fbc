import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { check } from '../../../../lib/check.ts';
import { loadRegistry } from '../../../../lib/registry/load.ts';
import { localSecretResolvers } from '../../../../lib/registry/secret.ts';
import type { CheckReport } from '../../../../lib/result/result.ts';
import { DEMO_SECRETS, startDemoFleet } from '../../../../local/stack/demo/fleet.ts';

let directory: string;
let report: CheckReport;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-fleet-'));
  const fleet = await startDemoFleet({ log: () => undefined, now: new Date() });
  for (const [name, content] of Object.entries({ ...fleet.files, 'clusters.yml': fleet.registry }))
    await writeFile(join(directory, name), content);
  const secrets = localSecretResolvers(directory, DEMO_SECRETS);
  report = await check(await loadRegistry(join(directory, 'clusters.yml')), {
    secrets,
    vantage: 'test',
  });
  await fleet.close();
});
afterAll(() => rm(directory, { recursive: true }));

it('startDemoFleet has remotes in many states, each with its cause', () => {
  const causes = report.results.map(
    ({ cluster, alias, mode, status, cause }) =>
      `${cluster} ${alias} (${mode}): ${status} ${cause.code}`,
  );
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
      "us-logging audit (sniff): healthy healthy",
      "us-logging legacy (sniff): failing version-incompatible",
      "us-logging payments (proxy): healthy healthy",
      "us-logging telemetry (proxy): failing half-open",
      "us-logging web_logs (sniff): failing http-port",
      "dev-search sandbox (sniff): healthy healthy",
    ]
  `);
});

it('startDemoFleet has remotes whose gateway nodes the checker learns from their seeds', () => {
  const tables = report.results
    .filter(({ gateways }) => gateways.nodes.length > 0)
    .map(({ alias, gateways: { source, nodes } }) => ({
      [`${alias}, by ${source}`]: nodes.map(
        ({ name, eligible, chosen, reachable }) =>
          `${name} ${eligible ? 'eligible' : 'not eligible'}${chosen ? ', chosen' : ''}, reachable: ${reachable}`,
      ),
    }));
  expect(tables).toMatchInlineSnapshot(`
    [
      {
        "archive, by transport": [
          "archive-0 eligible, chosen, reachable: yes",
          "archive-1 eligible, chosen, reachable: yes",
          "archive-2 eligible, chosen, reachable: yes",
          "archive-3 eligible, reachable: yes",
        ],
      },
      {
        "crm, by both": [
          "crm-0 eligible, chosen, reachable: yes",
        ],
      },
      {
        "orders, by both": [
          "orders-master not eligible, reachable: yes",
          "orders-0 eligible, chosen, reachable: yes",
          "orders-1 eligible, chosen, reachable: yes",
          "orders-2 eligible, chosen, reachable: yes",
        ],
      },
      {
        "archive, by transport": [
          "archive-0 eligible, chosen, reachable: yes",
          "archive-1 eligible, chosen, reachable: yes",
          "archive-2 eligible, chosen, reachable: yes",
          "archive-3 eligible, reachable: yes",
        ],
      },
      {
        "inventory, by remote-http": [
          "inventory-0 eligible, chosen, reachable: yes",
          "inventory-1 eligible, reachable: no",
        ],
      },
      {
        "warehouse, by transport": [
          "warehouse-0 eligible, reachable: no",
          "warehouse-1 eligible, reachable: no",
        ],
      },
      {
        "audit, by transport": [
          "audit-master not eligible, reachable: yes",
          "audit-0 eligible, chosen, reachable: yes",
          "audit-1 eligible, chosen, reachable: yes",
          "audit-2 not eligible, reachable: yes",
        ],
      },
      {
        "legacy, by remote-http": [
          "legacy-0 not eligible, reachable: yes",
        ],
      },
      {
        "sandbox, by transport": [
          "sandbox-master not eligible, reachable: yes",
          "sandbox-0 eligible, chosen, reachable: yes",
          "sandbox-1 eligible, chosen, reachable: yes",
          "sandbox-2 eligible, chosen, reachable: yes",
        ],
      },
    ]
  `);
});
