/**
 * The report in the format of a monitoring plugin: one line with performance data, then one line
 * for each remote with a problem.
 */
import type { Finding } from '../result/finding.ts';
import type { CheckReport, Status } from '../result/result.ts';
import { ignoredLines } from './ignoredLines.ts';
import { printable } from './printable.ts';
import { byTrouble, STATUSES_WORST_FIRST, worstStatus } from './statusOrder.ts';

const STATES = {
  healthy: 'OK',
  degraded: 'WARNING',
  failing: 'CRITICAL',
  unknown: 'UNKNOWN',
} as const satisfies Record<Status, string>;

/** `|` starts the performance data, so texts must not contain it. */
function text(value: string): string {
  return printable(value).replaceAll('|', '/');
}

export interface NagiosOptions {
  /** Whether no remote at all is OK and not UNKNOWN. */
  readonly allowEmpty?: boolean;
}

export function nagios(report: CheckReport, { allowEmpty = false }: NagiosOptions = {}): string {
  const { results } = report;
  const troubled = byTrouble(results).filter(({ status }) => status !== 'healthy');
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  const counts = STATUSES_WORST_FIRST.filter((status) => count(status) > 0).map(
    (status) => `${count(status)} ${status}`,
  );
  const first = troubled
    .slice(0, 3)
    .map(({ cluster, alias, cause }) => `${cluster}/${alias} ${cause.code}`);
  const performance = [
    ...STATUSES_WORST_FIRST.map((status) => `${status}=${count(status)};;;0;${results.length}`),
    `time=${(report.durationMs / 1000).toFixed(3)}s`,
  ];
  const worst = allowEmpty && results.length === 0 ? 'healthy' : worstStatus(report);
  const ignored = results.flatMap((result) => result.ignored ?? []).length;
  if (ignored > 0) counts.push(`${ignored} ignored`);
  const head = `REMOTE CLUSTERS ${STATES[worst]} - ${counts.join(', ') || 'no remote registered'}${first.length > 0 ? `: ${text(first.join(', '))}` : ''}`;
  const lines = troubled.map(({ cluster, alias, status, cause, findings }) =>
    text(
      `${STATES[status]} ${cluster}/${alias}: ${cause.title}: ${cause.evidence}${alsoFound(findings)}`,
    ),
  );
  lines.push(...ignoredLines(report).map(text));
  return `${head} | ${performance.join(' ')}\n${lines.map((line) => `${line}\n`).join('')}`;
}

function alsoFound(findings: readonly Finding[]): string {
  const codes = findings
    .filter(({ severity }) => severity === 'critical' || severity === 'warning')
    .map(({ code }) => code);
  return codes.length === 0 ? '' : ` (also: ${[...new Set(codes)].join(', ')})`;
}
