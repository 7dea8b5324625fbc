/**
 * `npm run schemas`: writes the JSON Schemas of the registry and of the report, for editors and for
 * readers of the JSON, into docs/.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { genericMessageSchema } from '../alert/genericWebhook.ts';
import { alertsSchema } from '../alert/registryChannels.ts';
import { pemReader } from '../registry/pem.ts';
import { registrySchema } from '../registry/schema.ts';
import { calendarSchema } from '../result/expiry.ts';
import { preflightSchema } from '../result/preflight.ts';
import { reportSchema } from '../result/result.ts';

/** Path from the root of the project → content. Draft 7, which editors know best. */
export function schemas(): Record<string, string> {
  const registry = registrySchema(pemReader('.'), alertsSchema()).meta({
    title: 'Registry of remote-cluster-checker',
  });
  const report = reportSchema.meta({ title: 'Report of remote-cluster-checker' });
  return {
    'docs/clusters.schema.json': format(
      z.toJSONSchema(registry, { target: 'draft-7', io: 'input' }),
    ),
    'docs/check-report.schema.json': format(z.toJSONSchema(report, { target: 'draft-7' })),
    'docs/alert.schema.json': format(
      z.toJSONSchema(
        genericMessageSchema.meta({ title: 'Alert of remote-cluster-checker, for webhooks' }),
        { target: 'draft-7', io: 'output' },
      ),
    ),
    'docs/expiry.schema.json': format(
      z.toJSONSchema(calendarSchema.meta({ title: 'Expiry calendar of remote-cluster-checker' }), {
        target: 'draft-7',
      }),
    ),
    'docs/preflight.schema.json': format(
      z.toJSONSchema(preflightSchema.meta({ title: 'Preflight of remote-cluster-checker' }), {
        target: 'draft-7',
      }),
    ),
  };
}

function format(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Writes them below the root where this module is the program that was started. */
export async function main(isProgram: boolean, root: string): Promise<void> {
  if (!isProgram) return;
  for (const [path, content] of Object.entries(schemas()))
    await writeFile(join(root, path), content);
}

await main(import.meta.main, join(import.meta.dirname, '../..'));
