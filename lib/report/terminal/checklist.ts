/** Each step of the check of each remote, as a list for a terminal. */
import type { CheckReport, CheckResult } from '../../result/result.ts';
import { type CheckStep, checkSteps, type StepGroup } from '../checkSteps.ts';
import { folded, foldLine } from '../statusOrder.ts';
import type { Paper } from './ink.ts';
import { paragraph } from './paragraph.ts';

const MARKS = {
  unicode: { passed: '✓', failed: '✗', skipped: '–' },
  ascii: { passed: 'ok', failed: 'FAILED', skipped: '-' },
} as const satisfies Record<string, Record<CheckStep['outcome'], string>>;

/** The complete text, with a final newline. Remotes with problems come last, next to the prompt. */
export function checklist(
  { results }: Pick<CheckReport, 'results'>,
  { all, paper }: { readonly all: boolean; readonly paper: Paper },
): string {
  if (results.length === 0) return 'No remote cluster is registered\n';
  const { listed, rest } = folded(results, { all });
  const blocks = listed.toReversed().map((result) => remoteLines(result, paper).join('\n'));
  return `${[...blocks, ...foldLine(rest)].join('\n\n')}\n`;
}

function remoteLines(result: CheckResult, paper: Paper): string[] {
  const { cluster, alias, status, cause } = result;
  const paint = (text: string) => paper.ink.status(status, text);
  const verdict = `${status} ${cause.code}: ${cause.title}`;
  return [
    ...paragraph(`${cluster}/${alias}`, { lead: '', hang: 2, paint: paper.ink.bold }, paper.width),
    ...checkSteps(result).flatMap((group) => groupLines(group, paper)),
    ...paragraph(verdict, { lead: '  ', hang: 4, paint }, paper.width),
  ];
}

function groupLines({ title, steps }: StepGroup, paper: Paper): string[] {
  return [
    ...paragraph(title, { lead: '  ', hang: 4 }, paper.width),
    ...steps.flatMap((step) => stepLine(step, paper)),
  ];
}

/** Steps that passed recede. */
function stepLine({ outcome, what, detail }: CheckStep, { ink, unicode, width }: Paper): string[] {
  const mark = MARKS[unicode ? 'unicode' : 'ascii'][outcome];
  const lead = `    ${mark} `;
  const text = detail === undefined ? what : `${what}: ${detail}`;
  const paint = outcome === 'failed' ? (line: string) => ink.status('failing', line) : ink.dim;
  return paragraph(text, { lead, hang: lead.length, paint }, width);
}
