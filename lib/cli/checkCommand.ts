/**
 * `remote-cluster-checker check`: the registry or the URLs in, the report on stdout or in a file,
 * the exit code out.
 */

import { check } from '../check.ts';
import { type Contact, separateContacts } from '../contact.ts';
import { contactText } from '../report/contactText.ts';
import { ecs } from '../report/ecs.ts';
import { ignoredLines } from '../report/ignoredLines.ts';
import { nagios } from '../report/nagios.ts';
import { nodesTable } from '../report/nodesTable.ts';
import { printableJson } from '../report/printable.ts';
import { prometheus } from '../report/prometheus.ts';
import { table } from '../report/reportTable.ts';
import { short } from '../report/short.ts';
import { EXIT_CODES, worstStatus } from '../report/statusOrder.ts';
import { checklist } from '../report/terminal/checklist.ts';
import type { CheckReport } from '../result/result.ts';
import { type ChoiceArguments, type Chosen, choose } from './choice.ts';
import { outputFile, writeWhole } from './outputFile.ts';
import { type ReportArguments, scriptOf } from './reportOptions.ts';
import { contactStyle, filePaperOf, type Output, paperOf, type Terminal } from './terminal.ts';
import { checkUntil, PAUSE_MS } from './waiting.ts';

export interface CheckArguments extends ChoiceArguments, ReportArguments {
  readonly json?: boolean;
  readonly nagios?: boolean;
  readonly prometheus?: boolean;
  readonly ecs?: boolean;
  /** Which local nodes can use which remote, in place of the table of remotes. */
  readonly nodes?: boolean;
  /** One line for each remote. */
  readonly short?: boolean;
  /** Seconds, or the default. */
  readonly wait?: number | true;
  readonly failOn?: 'degraded' | 'failing';
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
  const report = await waitedFor(chosen, given, terminal);
  const text = await render({ report, chosen }, given, terminal);
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
  return exitCodeOf(report, given);
}

async function waitedFor(
  chosen: Chosen,
  given: CheckArguments,
  terminal: Terminal,
): Promise<CheckReport> {
  const check = () => checkWithProgress(chosen, terminal);
  if (given.wait === undefined) return check();
  const isEnough = (report: CheckReport) => exitCodeOf(report, given) === EXIT_CODES.healthy;
  const seconds = given.wait === true ? DEFAULT_WAIT_SECONDS : given.wait;
  return checkUntil(
    check,
    { limitMs: seconds * 1000, pauseMs: PAUSE_MS, isEnough },
    terminal.stderr,
  );
}

const DEFAULT_WAIT_SECONDS = 60;

function exitCodeOf(report: CheckReport, { allowEmpty = false, failOn }: CheckArguments): number {
  if (report.results.length === 0 && allowEmpty) return EXIT_CODES.healthy;
  const code = EXIT_CODES[worstStatus(report)];
  return isPassed(code, failOn) ? EXIT_CODES.healthy : code;
}

function isPassed(code: number, failOn: CheckArguments['failOn']): boolean {
  return failOn === 'failing' && code === EXIT_CODES.degraded;
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

export interface Checked {
  readonly report: CheckReport;
  readonly chosen: Chosen;
}

async function render(
  { report, chosen }: Checked,
  given: CheckArguments,
  terminal: Terminal,
): Promise<string> {
  if (given.json) return `${printableJson(report, 2)}\n`;
  if (given.nagios) return nagios(report, { allowEmpty: given.allowEmpty ?? false });
  if (given.prometheus) return prometheus(report);
  if (given.ecs) return ecs(report);
  const checked = { report, chosen };
  const { met, contacts, rest } = await contactsOf(checked, given.output !== undefined, terminal);
  if (given.short) return short(rest, contacts);
  if (rest.results.length === 0 && met !== '') return met;
  if (given.fixScript !== undefined) return scriptOf(report, given.fixScript);
  const body = tableOf(rest, given, terminal);
  return `${met}${met === '' ? '' : '\n'}${body}${footer(report, given)}`;
}

interface Met {
  readonly contacts: readonly Contact[];
  /** What is to be said of the contacts; empty without any. */
  readonly met: string;
  readonly rest: CheckReport;
}

/** Local clusters that could not be asked, in words, and the report without them. */
export async function contactsOf(
  { report, chosen: { registry, origin } }: Checked,
  isPlain: boolean,
  terminal: Terminal,
): Promise<Met> {
  const { contacts, rest } = await separateContacts(report, registry, { origin, timeoutMs: 5000 });
  const met = contacts.length === 0 ? '' : contactText(contacts, contactStyle(isPlain, terminal));
  return { contacts, met, rest };
}

function tableOf(report: CheckReport, given: CheckArguments, terminal: Terminal): string {
  const paper = given.output === undefined ? paperOf(terminal) : filePaperOf(terminal);
  if (given.nodes) return nodesTable(report, paper);
  const { all = false } = given;
  if (given.checklist) return checklist(report, { all, paper });
  return table(report, { verbose: given.verbose ?? false, all, paper });
}

/** What the exit code says in another way than the table. */
function footer(report: CheckReport, { failOn, allowEmpty = false }: CheckArguments): string {
  const lines = ignoredLines(report);
  if (isPassed(EXIT_CODES[worstStatus(report)], failOn))
    lines.push('Exit code 0: with --fail-on failing, degraded remotes do not count.');
  if (allowEmpty && report.results.length === 0) lines.push('Exit code 0: --allow-empty is given.');
  return lines.map((line) => `${line}\n`).join('');
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
