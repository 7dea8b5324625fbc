/** docs/tested-with.md: what the last whole run found. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ALL_CODES, type CauseCode } from '../../lib/diagnosis/codes.ts';
import { NOT_RUN } from './cases/notRun.ts';

const rowSchema = z.object({
  /** Of the local and the remote cluster, such as `9.5.3`. */
  local: z.string(),
  remote: z.string(),
  name: z.string(),
  registry: z.enum(['full', 'bare']),
  status: z.string(),
  cause: z.string(),
  /** Codes of all findings. */
  findings: z.array(z.string()),
  durationMs: z.number().optional(),
});
export type Row = z.infer<typeof rowSchema>;

const FILE = 'rows.jsonl';
const SEEN_FILE = 'seen.txt';
const FALSE_ALARMS_FILE = 'falseAlarms.json';

const falseAlarmsSchema = z.object({
  /** Of two remotes each. */
  checks: z.number(),
  restarts: z.number(),
  /** Searches during the checks. */
  passed: z.number(),
  failed: z.number(),
  /** `status, cause` → how many results. */
  verdicts: z.record(z.string(), z.number()),
  untrue: z.number(),
});
export type FalseAlarms = z.infer<typeof falseAlarmsSchema>;

export function noteFalseAlarms(runDirectory: string, figures: FalseAlarms): void {
  writeFileSync(join(runDirectory, FALSE_ALARMS_FILE), JSON.stringify(figures));
}

/** Codes that another test than the matrix has seen, as causes or findings. */
export function noteSeen(runDirectory: string, codes: readonly string[]): void {
  appendFileSync(join(runDirectory, SEEN_FILE), codes.map((code) => `${code}\n`).join(''));
}

export function noteRow(runDirectory: string, row: Row): void {
  appendFileSync(join(runDirectory, FILE), `${JSON.stringify(row)}\n`);
}

export function forgetRows(runDirectory: string): void {
  for (const file of [FILE, SEEN_FILE, FALSE_ALARMS_FILE])
    rmSync(join(runDirectory, file), { force: true });
}

function linesOf(runDirectory: string, name: string): string[] {
  const file = join(runDirectory, name);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '');
}

/** The last of each case, which a run in parts may have noted more than once. */
function readRows(runDirectory: string): Row[] {
  const rows = linesOf(runDirectory, FILE).map((line) => rowSchema.parse(JSON.parse(line)));
  return [
    ...new Map(
      rows.map((row) => [`${row.name} ${row.local} ${row.remote} ${row.registry}`, row]),
    ).values(),
  ];
}

/**
 * Writes the page where as many judgements were noted as there are; a partial run, or one with
 * failures, leaves the page alone. Throws if a cause was neither seen nor has a reason.
 */
export function writeTestedWith(page: URL, runDirectory: string, expected: number): void {
  const rows = readRows(runDirectory);
  if (rows.length !== expected) return;
  const elsewhere = linesOf(runDirectory, SEEN_FILE);
  const [figures] = linesOf(runDirectory, FALSE_ALARMS_FILE);
  if (elsewhere.length === 0 || figures === undefined) return;
  const causes = causesOf(rows, elsewhere);
  const alarms = falseAlarmsSchema.parse(JSON.parse(figures));
  writeFileSync(page, render(rows, causes, alarms));
}

interface CauseSeen {
  readonly code: CauseCode;
  readonly seen: 'as the cause' | 'beside another cause or health' | 'in another test' | undefined;
}

function causesOf(rows: readonly Row[], elsewhere: readonly string[]): CauseSeen[] {
  const leading = new Set(rows.map(({ cause }) => cause));
  const beside = new Set(rows.flatMap(({ findings }) => findings));
  const causes = ALL_CODES.toSorted(byText).map((code): CauseSeen => {
    if (leading.has(code)) return { code, seen: 'as the cause' };
    if (beside.has(code)) return { code, seen: 'beside another cause or health' };
    return { code, seen: elsewhere.includes(code) ? 'in another test' : undefined };
  });
  const wrong = causes.filter(
    ({ code, seen }) => (seen === undefined) === (NOT_RUN[code] === undefined),
  );
  if (wrong.length === 0) return causes;
  const codes = wrong.map(({ code, seen }) => `${code} (${seen ?? 'not seen'})`).join(', ');
  throw new Error(`Correct test/elasticsearch/cases/notRun.ts for ${codes}`);
}

function causeLine({ code, seen }: CauseSeen): string {
  return `| \`${code}\` | ${seen ?? `not run on real Elasticsearch: ${NOT_RUN[code]}`} |`;
}

function alarmLines({ checks, restarts, passed, failed, verdicts, untrue }: FalseAlarms): string {
  const lines = Object.entries(verdicts)
    .toSorted(([one], [other]) => byText(one, other))
    .map(([verdict, count]) => `| ${verdict} | ${count} |`);
  return `${checks} checks of two registrations of a healthy remote of three nodes, while its nodes restarted one after the other
(${restarts} restarts) and ${passed + failed} searches ran, of which ${failed} failed. ${untrue} verdicts were not true: each finding that is
more than a note has to name a node that was down, or had been until a few seconds before.

| status, cause | results |
|---|---|
${lines.join('\n')}`;
}

function render(rows: readonly Row[], causes: readonly CauseSeen[], alarms: FalseAlarms): string {
  const versions = [...new Set(rows.flatMap(({ local, remote }) => [local, remote]))].sort(byText);
  const lines = rows.map(
    ({ name, local, remote, registry, status, cause, durationMs }) =>
      `| ${name} | ${local} → ${remote} | ${registry} | ${status} | \`${cause}\` | ${durationMs === undefined ? '' : Math.round(durationMs)} |`,
  );
  const count = (seen: CauseSeen['seen']) => causes.filter((cause) => cause.seen === seen).length;
  return `# Tested with

Written by \`npm run test:elasticsearch\` from its last whole run, in one go or in parts; do not edit.

Real clusters of Elasticsearch ${versions.join(', ')} on Node.js ${process.versions.node}, each case broken on purpose and judged by the command.
The full registry names the remote's HTTP address, CA and client certificate, the bare one only the local cluster.
The time is that of one remote within a run that checks many at once, on a machine that also runs all clusters.
Beside these, foresight.test.ts tries what is seen from one check to the next, and which local nodes can use a remote.
fixes.test.ts applies the requests of the printed fixes and checks again.
Not among these: cross-cluster replication. Its module is not published as a library, so the APIs below \`_ccr\` are read by Elastic's specification and sources alone.

## Causes

Of ${causes.length} codes, real clusters showed ${count('as the cause')} as the cause of a result, ${count('beside another cause or health')} more beside another cause or beside health, and
${count('in another test')} more in other tests of this suite. ${count(undefined)} were not run.

| code | seen |
|---|---|
${causes.map(causeLine).join('\n')}

## False alarms

${alarmLines(alarms)}

## Cases

| case | local → remote | registry | status | cause | ms |
|---|---|---|---|---|---|
${lines.sort(byText).join('\n')}
`;
}

function byText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
