/** `remote-cluster-checker expiry`: checks, then lists what expires. */
import { nextExpiries } from '../memory/expiries.ts';
import { calendarOf } from '../report/expiry/expiries.ts';
import { calendarStatus, expiryTable } from '../report/expiry/expiryTable.ts';
import { expiryFeed } from '../report/expiry/feed.ts';
import { EXIT_CODES } from '../report/severity.ts';
import type { Calendar } from '../result/expiry.ts';
import { checkWithProgress } from './check.ts';
import { type ChoiceArguments, choose } from './chosen.ts';
import { painter, type Terminal } from './terminal.ts';

export interface ExpiryArguments extends Omit<ChoiceArguments, 'remote'> {
  readonly json?: boolean;
  readonly ics?: boolean;
}

export async function runExpiry(given: ExpiryArguments, terminal: Terminal): Promise<number> {
  const chosen = await choose({ ...given, remote: [] }, terminal);
  const { results, startedAt } = await checkWithProgress(chosen, terminal);
  const remotes = results.map((result) => ({ cluster: result.cluster, alias: result.alias, expiries: nextExpiries(undefined, result) }));
  const calendar = calendarOf(remotes, { now: new Date(startedAt), warningDays: chosen.registry.defaults.expiryWarningDays });
  terminal.stdout.write(render(calendar, given, terminal));
  return EXIT_CODES[calendarStatus(calendar)];
}

function render(calendar: Calendar, { json, ics }: ExpiryArguments, terminal: Terminal): string {
  if (json) return `${JSON.stringify(calendar, undefined, 2)}\n`;
  return ics ? expiryFeed(calendar) : expiryTable(calendar, painter(terminal));
}
