/**
 * `remote-cluster-checker check`: the registry or the URLs in, the report on stdout or in a file,
 * the exit code out.
 */

import { check } from '../check.ts';
import { ecs } from '../report/ecs.ts';
import { nagios } from '../report/nagios.ts';
import { nodesTable } from '../report/nodesTable.ts';
import { printableJson } from '../report/printable.ts';
import { prometheus } from '../report/prometheus.ts';
import { table } from '../report/reportTable.ts';
import { EXIT_CODES, worstStatus } from '../report/statusOrder.ts';
import { checklist } from '../report/terminal/checklist.ts';
import type { CheckReport } from '../result/result.ts';
import { type ChoiceArguments, type Chosen, choose } from './choice.ts';
import { outputFile, writeWhole } from './outputFile.ts';
import { type ReportArguments, scriptOf } from './reportOptions.ts';
import { filePaperOf, type Output, paperOf, type Terminal } from './terminal.ts';

export interface CheckArguments extends ChoiceArguments, ReportArguments {
  readonly json?: boolean;
  readonly nagios?: boolean;
  readonly prometheus?: boolean;
  readonly ecs?: boolean;
  /** Which local nodes can use which remote, in place of the table of remotes. */
  readonly nodes?: boolean;
  readonly verbose?: boolean;
  /** A local cluster without remotes is no reason to fail. */
  readonly allowEmpty?: boolean;
  /** The file that gets the report instead of stdout, relative to the working directory. */
  readonly output?: string;
  /** The file that gets the report as a page, besides. */
  readonly html?: string;
}

export async function runCheck(given: CheckArguments, terminal: Terminal): Promise<number> {
  const chosen = await choose(choiceOf(given), terminal);
  const files = await filesOf(given, terminal);
  const report = await checkWithProgress(chosen, terminal);
  const text = render(report, given, terminal);
  if (files.output === undefined) terminal.stdout.write(text);
  else {
    await writeWhole(files.output, text);
    terminal.stdout.write(`The report is in ${files.output}\n`);
  }
  if (files.html !== undefined) {
    await writeWhole(files.html, await page(report, given));
    // Not on stdout, which is for the report alone.
    terminal.stderr.write(`The page is in ${files.html}\n`);
  }
  const isEmptyFine = report.results.length === 0 && given.allowEmpty === true;
  return isEmptyFine ? EXIT_CODES.healthy : EXIT_CODES[worstStatus(report)];
}

/** A script is about one remote, so only that one is checked. */
function choiceOf(given: CheckArguments): CheckArguments {
  return given.fixScript === undefined ? given : { ...given, remote: [given.fixScript] };
}

async function filesOf(
  { output, html }: CheckArguments,
  terminal: Terminal,
): Promise<Readonly<Record<'output' | 'html', string | undefined>>> {
  const pathOf = (file: string | undefined) =>
    file === undefined ? undefined : outputFile(file, terminal);
  return { output: await pathOf(output), html: await pathOf(html) };
}

export async function checkWithProgress(
  { registry, options }: Chosen,
  { stderr }: Terminal,
): Promise<CheckReport> {
  const progress = progressOn(stderr);
  let [total, done] = [0, 0];
  try {
    return await check(registry, {
      ...options,
      onProgress: (event) => {
        if (event.kind === 'found') total += event.remotes;
        else done += 1;
        progress.tick(done, total);
      },
    });
  } finally {
    progress.clear();
  }
}

function render(report: CheckReport, given: CheckArguments, terminal: Terminal): string {
  if (given.json) return `${printableJson(report, 2)}\n`;
  if (given.nagios) return nagios(report, { allowEmpty: given.allowEmpty ?? false });
  if (given.prometheus) return prometheus(report);
  if (given.ecs) return ecs(report);
  if (given.fixScript !== undefined) return scriptOf(report, given.fixScript);
  const paper = given.output === undefined ? paperOf(terminal) : filePaperOf(terminal);
  if (given.nodes) return nodesTable(report, paper);
  const { all = false } = given;
  if (given.checklist) return checklist(report, { all, paper });
  return table(report, { verbose: given.verbose ?? false, all, paper });
}

/** Loaded only when it is asked for, since everybody else would wait for it at the start. */
async function page(report: CheckReport, { all = false }: CheckArguments): Promise<string> {
  const { htmlReport } = await import('../report/page/htmlReport.ts');
  return htmlReport(report, { now: new Date(), all });
}

/** A line that is rewritten in place while remotes are being checked, on a terminal only. */
export interface Progress {
  tick(done: number, total: number): void;
  clear(): void;
}

export function progressOn(output: Output): Progress {
  if (output.isTTY !== true) return { tick: () => undefined, clear: () => undefined };
  return {
    tick: (done, total) => output.write(`\r\u001b[Kchecked ${done} of ${total} remotes`),
    clear: () => output.write('\r\u001b[K'),
  };
}
