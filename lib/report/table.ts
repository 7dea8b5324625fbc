/** The report for a terminal: a table, and under each remote that is not healthy what was seen and how to fix it. */
import type { Finding } from '../result/finding.ts';
import type { CheckReport, CheckResult, Status } from '../result/result.ts';
import { evidenceLines } from './evidence.ts';
import { printable } from './printable.ts';
import { byTrouble, STATUSES_WORST_FIRST } from './severity.ts';

export interface TableOptions {
  /** The whole evidence of every remote, notes included. */
  readonly verbose: boolean;
  /** Paints a text in the colour of a status; the identity where there is no colour. */
  readonly paint: (status: Status, text: string) => string;
}

const HEAD = ['CLUSTER', 'ALIAS', 'MODE', 'MODEL', 'STATUS', 'CAUSE', 'VERSIONS', 'GATEWAYS', 'MS'] as const;
const STATUS_COLUMN = HEAD.indexOf('STATUS');

/** The whole text, with a closing newline. */
export function table(report: CheckReport, options: TableOptions): string {
  const results = byTrouble(report.results);
  const rows = results.map(cells);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  const lines = results.flatMap((result, index) => {
    const padded = pad(rows[index] ?? []);
    const painted = padded.with(STATUS_COLUMN, options.paint(result.status, padded[STATUS_COLUMN] ?? ''));
    return [painted.join('  ').trimEnd(), ...details(result, options)];
  });
  return `${[pad(HEAD).join('  ').trimEnd(), ...lines, '', summary(report)].join('\n')}\n`;
}

function cells(result: CheckResult): string[] {
  const { cluster, alias, mode, securityModel, status, cause, durationMs } = result;
  return [cluster, alias, mode, securityModel, status, cause.code, versionsOf(result), gatewaysOf(result), String(Math.round(durationMs))].map(printable);
}

function versionsOf({ versions: { local, remote } }: CheckResult): string {
  return `${local.join('/') || '?'} -> ${remote.join('/') || '?'}`;
}

/** Reachable of eligible; `?` where the gateway nodes are not known. */
function gatewaysOf({ gateways: { source, nodes } }: CheckResult): string {
  if (source === 'not-applicable') return '-';
  if (source === 'not-known') return '?';
  const eligible = nodes.filter((node) => node.eligible);
  return `${eligible.filter(({ reachable }) => reachable === 'yes').length}/${eligible.length}`;
}

function details(result: CheckResult, { verbose }: TableOptions): string[] {
  if (result.status === 'healthy' && !verbose) return [];
  const shown = result.findings.filter(({ severity }) => verbose || severity === 'critical' || severity === 'warning' || severity === 'unknown');
  return [
    ...causeLines(result.cause, result.status === 'healthy'),
    ...shown.flatMap(findingLines),
    ...(verbose ? evidenceLines(result).map((line) => `    ${printable(line)}`) : []),
    '',
  ];
}

function causeLines({ title, evidence, fix }: Finding, healthy: boolean): string[] {
  return [`  ${title}: ${printable(evidence)}`, ...(healthy ? [] : block('fix', fix))];
}

function findingLines({ severity, code, evidence }: Finding): string[] {
  return [`  ${severity} ${code}: ${printable(evidence)}`];
}

function block(label: string, text: string): string[] {
  return text.split('\n').map((line, index) => `  ${(index === 0 ? `${label}:` : '').padEnd(label.length + 1)} ${printable(line)}`.trimEnd());
}

function summary({ results, vantage, durationMs }: CheckReport): string {
  const counts = STATUSES_WORST_FIRST.map((status) => [results.filter((result) => result.status === status).length, status] as const);
  const told = counts.filter(([count]) => count > 0).map(([count, status]) => `${count} ${status}`);
  return `${results.length} remote${results.length === 1 ? '' : 's'} checked from ${printable(vantage)} in ${(durationMs / 1000).toFixed(1)} s: ${told.join(', ') || 'none registered'}`;
}
