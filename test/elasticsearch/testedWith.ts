/** docs/tested-with.md: what the last whole run found. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const rowSchema = z.object({
  /** Of the local and the remote cluster, such as `9.5.3`. */
  local: z.string(),
  remote: z.string(),
  name: z.string(),
  registry: z.enum(['full', 'bare']),
  status: z.string(),
  cause: z.string(),
  durationMs: z.number().optional(),
});
export type Row = z.infer<typeof rowSchema>;

const FILE = 'rows.jsonl';

export function noteRow(runDirectory: string, row: Row): void {
  appendFileSync(join(runDirectory, FILE), `${JSON.stringify(row)}\n`);
}

export function forgetRows(runDirectory: string): void {
  rmSync(join(runDirectory, FILE), { force: true });
}

function readRows(runDirectory: string): Row[] {
  const file = join(runDirectory, FILE);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => rowSchema.parse(JSON.parse(line)));
}

/**
 * Writes the page where as many judgements were noted as there are; a partial run, or one with
 * failures, leaves the page alone.
 */
export function writeTestedWith(page: URL, runDirectory: string, expected: number): void {
  const rows = readRows(runDirectory);
  if (rows.length === expected) writeFileSync(page, render(rows));
}

function render(rows: readonly Row[]): string {
  const versions = [...new Set(rows.flatMap(({ local, remote }) => [local, remote]))].sort(byText);
  const lines = rows.map(
    ({ name, local, remote, registry, status, cause, durationMs }) =>
      `| ${name} | ${local} → ${remote} | ${registry} | ${status} | \`${cause}\` | ${durationMs === undefined ? '' : Math.round(durationMs)} |`,
  );
  return `# Tested with

Written by \`npm run test:elasticsearch\` from its last whole run; do not edit.

Real clusters of Elasticsearch ${versions.join(', ')} on Node.js ${process.versions.node}, each case broken on purpose and judged by the command.
The full registry names the remote's HTTP address, CA and client certificate, the bare one only the local cluster.
The time is that of one remote within a run that checks many at once, on a machine that also runs all clusters.
Beside these, foresight.test.ts tries what is seen from one check to the next, requests that mend registrations, and which local nodes can use a remote.
Not among these: cross-cluster replication. Its module is not published as a library, so the APIs below \`_ccr\` are read by Elastic's specification and sources alone.

| case | local → remote | registry | status | cause | ms |
|---|---|---|---|---|---|
${lines.sort(byText).join('\n')}
`;
}

function byText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
