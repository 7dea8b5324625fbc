/**
 * The report for a terminal: a table, then evidence and fix for each remote that is not healthy.
 */
import type { Finding } from '../result/finding.ts';
import { textOf } from '../result/instructions.ts';
import type { CheckReport, CheckResult, Status } from '../result/result.ts';
import { evidenceLines } from './evidenceLines.ts';
import { printable } from './printable.ts';
import { byTrouble, STATUSES_WORST_FIRST } from './statusOrder.ts';

export interface TableOptions {
  /** Show the complete evidence of each remote, including notes. */
  readonly verbose: boolean;
  /** Colors a text by status. Returns the text unchanged if colors are off. */
  readonly paint: (status: Status, text: string) => string;
}

const COLUMNS = [
  'cluster',
  'alias',
  'mode',
  'model',
  'status',
  'cause',
  'versions',
  'gateways',
  'ms',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** The complete text, with a final newline. */
export function table(report: CheckReport, options: TableOptions): string {
  const rows = byTrouble(report.results).map((result) => ({ result, row: rowOf(result) }));
  const head = toRow((column) => column.toUpperCase());
  const widths = toRow((column) =>
    widest([head, ...rows.map(({ row }) => row)].map((row) => row[column].length)),
  );
  const line = (row: Row) =>
    COLUMNS.map((column) => row[column].padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  const lines = rows.flatMap(({ result, row }) => {
    const status = options.paint(result.status, row.status.padEnd(widths.status));
    return [line({ ...row, status }), ...details(result, options)];
  });
  return `${[line(head), ...lines, '', summary(report), ...restartAdvice(report)].join('\n')}\n`;
}

function toRow<T>(
  cell: (column: (typeof COLUMNS)[number]) => T,
): Record<(typeof COLUMNS)[number], T> {
  return Object.fromEntries(COLUMNS.map((column) => [column, cell(column)])) as Record<
    (typeof COLUMNS)[number],
    T
  >;
}

function rowOf(result: CheckResult): Row {
  const { cluster, alias, mode, securityModel: model, status, cause, durationMs } = result;
  const cells = {
    cluster,
    alias,
    mode,
    model,
    status,
    cause: cause.code,
    versions: versionsOf(result),
    gateways: gatewaysOf(result),
  };
  const row = { ...cells, ms: String(Math.round(durationMs)) };
  return toRow((column) => printable(row[column]));
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

function details(result: CheckResult, { verbose }: TableOptions): string[] {
  if (result.status === 'healthy' && !verbose) return [];
  const shown = result.findings.filter(
    ({ severity }) =>
      verbose || severity === 'critical' || severity === 'warning' || severity === 'unknown',
  );
  return [
    ...causeLines(result.cause, result.status === 'healthy'),
    ...shown.flatMap((finding) => [
      ...findingLines(finding),
      ...(verbose ? block('  fix', textOf(finding.fix)) : []),
    ]),
    ...(verbose ? evidenceLines(result).map((line) => `    ${printable(line)}`) : []),
    '',
  ];
}

function causeLines({ title, evidence, fix }: Finding, healthy: boolean): string[] {
  const fixLines = healthy ? [] : block('fix', textOf(fix));
  return [`  ${printable(`${title}: ${evidence}`)}`, ...fixLines];
}

function findingLines({ severity, code, evidence }: Finding): string[] {
  return [`  ${printable(`${severity} ${code}: ${evidence}`)}`];
}

function block(label: string, text: string): string[] {
  return text
    .split('\n')
    .map((line, index) =>
      `  ${(index === 0 ? `${label}:` : '').padEnd(label.length + 1)} ${printable(line)}`.trimEnd(),
    );
}

function summary({ results, vantage, durationMs }: CheckReport): string {
  const counts = STATUSES_WORST_FIRST.map(
    (status) => [results.filter((result) => result.status === status).length, status] as const,
  );
  const told = counts.filter(([count]) => count > 0).map(([count, status]) => `${count} ${status}`);
  return `${results.length} remote${results.length === 1 ? '' : 's'} checked from ${printable(vantage)} in ${(durationMs / 1000).toFixed(1)} s: ${told.join(', ') || 'none registered'}`;
}

/** Applies to a whole local cluster, so it appears once instead of in the notes of each remote. */
function restartAdvice({ results }: CheckReport): string[] {
  const told = results.flatMap(({ findings }) =>
    findings.filter(({ code }) => code === 'restart-unsafe'),
  );
  return [...new Set(told.map(({ title, evidence }) => printable(`${title}: ${evidence}`)))];
}

/** Rows as aligned columns, without trailing blanks. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(Number(widths[index])))
      .join('  ')
      .trimEnd(),
  );
}

/** The largest width. There may be more rows than a function call accepts arguments. */
export function widest(widths: readonly number[]): number {
  return widths.reduce((most, width) => Math.max(most, width), 0);
}
