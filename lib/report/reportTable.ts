/**
 * The report for a terminal: a table of the remotes, then evidence and fix of each that is not
 * healthy.
 */
import type { Finding } from '../result/finding.ts';
import type { CheckReport, CheckResult } from '../result/result.ts';
import { evidenceLines } from './evidenceLines.ts';
import { folded, foldLine, STATUSES_WORST_FIRST } from './statusOrder.ts';
import { type Column, grid } from './terminal/grid.ts';
import type { Paper } from './terminal/ink.ts';
import { paragraph, stepLines } from './terminal/paragraph.ts';

export interface TableOptions {
  /** Show the complete evidence of each remote, including notes. */
  readonly verbose: boolean;
  /** List each healthy remote, however many there are. */
  readonly all: boolean;
  readonly paper: Paper;
}

/** The complete text, with a final newline. */
export function table(report: CheckReport, options: TableOptions): string {
  const { paper } = options;
  const { listed, rest } = folded(report.results, { all: options.all || options.verbose });
  const fold = foldLine(rest).flatMap((line) =>
    paragraph(line, { lead: '', hang: 0, paint: paper.ink.dim }, paper.width),
  );
  const blocks = listed
    .map((result) => details(result, options))
    .filter(({ length }) => length > 0);
  const lines = [
    ...overview(listed, paper),
    ...fold,
    ...blocks.flatMap((block) => ['', ...block]),
    '',
    ...[summary(report), ...restartAdvice(report)].flatMap((line) =>
      paragraph(line, { lead: '', hang: 2 }, paper.width),
    ),
  ];
  return `${withoutDoubles(lines).join('\n')}\n`;
}

/** Two empty lines are as good as one. */
function withoutDoubles(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
}

function overview(results: readonly CheckResult[], paper: Paper): string[] {
  if (results.length === 0) return [];
  const columns = columnsOn(paper);
  const { head, rows } = grid(columns, results, { ...paper, overflow: 'wrap' });
  return [paper.ink.bold(head), ...rows.flat()];
}

/** Healthy rows recede. */
function columnsOn({ ink }: Paper): Column<CheckResult>[] {
  const plain = ({ status }: CheckResult, text: string) =>
    status === 'healthy' ? ink.dim(text) : text;
  const columns: Column<CheckResult>[] = [
    { head: 'CLUSTER', cell: ({ cluster }) => cluster },
    { head: 'ALIAS', cell: ({ alias }) => alias },
    {
      head: 'STATUS',
      cell: ({ status }) => status,
      paint: ({ status }, text) => ink.status(status, text),
    },
    { head: 'CAUSE', cell: ({ cause }) => cause.code },
    { head: 'VERSIONS', cell: versionsOf, drops: 5 },
    { head: 'GATEWAYS', cell: gatewaysOf, drops: 4 },
    { head: 'MODE', cell: ({ mode }) => mode, drops: 3 },
    { head: 'MODEL', cell: ({ securityModel }) => securityModel, drops: 2 },
    { head: 'MS', cell: ({ durationMs }) => String(Math.round(durationMs)), drops: 1 },
  ];
  return columns.map((column) => ({ paint: plain, ...column }));
}

function versionsOf({ versions: { local, remote } }: CheckResult): string {
  return `${local.join('/') || '?'} -> ${remote.join('/') || '?'}`;
}

/** Reachable of eligible gateway nodes. `?` if the gateway nodes are unknown. */
export function gatewaysOf({ gateways: { source, nodes } }: CheckResult): string {
  if (source === 'not-applicable') return '-';
  if (source === 'not-known') return '?';
  const eligible = nodes.filter((node) => node.eligible);
  return `${eligible.filter(({ reachable }) => reachable === 'yes').length}/${eligible.length}`;
}

const SHOWN: readonly Finding['severity'][] = ['critical', 'warning', 'unknown'];

/** Empty for a healthy remote, unless all evidence is asked for. */
function details(result: CheckResult, { verbose, paper }: TableOptions): string[] {
  const { status, findings } = result;
  if (status === 'healthy' && !verbose) return [];
  const shown = findings.filter(({ severity }) => verbose || SHOWN.includes(severity));
  const raw = verbose ? evidenceLines(result) : [];
  const evidence = { hang: 6, paint: paper.ink.dim };
  return [
    ...causeLines(result, paper),
    ...shown.flatMap((finding) => findingLines(finding, { verbose, paper })),
    ...(raw.length === 0 ? [] : ['', '  raw evidence:']),
    ...raw.flatMap((line) => paragraph(line, { ...evidence, lead: '    ' }, paper.width)),
  ];
}

function causeLines({ cluster, alias, status, cause }: CheckResult, paper: Paper): string[] {
  const { ink, width } = paper;
  const title = `${status} ${cluster}/${alias}: ${cause.title}`;
  const heads = paragraph(title, { lead: '', hang: 2, paint: ink.bold }, width);
  return [
    ...heads,
    ...paragraph(cause.evidence, { lead: '  ', hang: 2, paint: ink.dim }, width),
    ...(status === 'healthy' ? [] : stepLines(cause.fix, { lead: '  fix: ', hang: 7 }, paper)),
  ];
}

function findingLines(
  finding: Finding,
  { verbose, paper }: Pick<TableOptions, 'verbose' | 'paper'>,
): string[] {
  const { severity, code, evidence } = finding;
  return [
    '',
    ...paragraph(`${severity} ${code}: ${evidence}`, { lead: '  ', hang: 4 }, paper.width),
    ...(verbose ? stepLines(finding.fix, { lead: '    fix: ', hang: 9 }, paper) : []),
  ];
}

function summary({ results, vantage, durationMs }: CheckReport): string {
  const counts = STATUSES_WORST_FIRST.map(
    (status) => [results.filter((result) => result.status === status).length, status] as const,
  );
  const found = counts
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${status}`);
  return `${results.length} remote${results.length === 1 ? '' : 's'} checked from ${vantage} in ${(durationMs / 1000).toFixed(1)} s: ${found.join(', ') || 'none registered'}`;
}

/** Applies to a whole local cluster, so it appears once instead of in the notes of each remote. */
function restartAdvice({ results }: CheckReport): string[] {
  const found = results.flatMap(({ findings }) =>
    findings.filter(({ code }) => code === 'restart-unsafe'),
  );
  return [...new Set(found.map(({ title, evidence }) => `${title}: ${evidence}`))];
}
