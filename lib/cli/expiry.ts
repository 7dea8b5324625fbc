/** `remote-cluster-checker expiry`: checks, then lists what expires. */
import { calendarOfResults } from '../report/expiry/expiries.ts';
import { calendarStatus, expiryTable } from '../report/expiry/expiryTable.ts';
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
  const calendar = calendarOfResults(results, { now: new Date(startedAt), warningDays: chosen.registry.defaults.expiryWarningDays });
  terminal.stdout.write(await render(calendar, given, terminal));
  return EXIT_CODES[calendarStatus(calendar)];
}

async function render(calendar: Calendar, { json, ics }: ExpiryArguments, terminal: Terminal): Promise<string> {
  if (json) return `${JSON.stringify(calendar, undefined, 2)}\n`;
  if (!ics) return expiryTable(calendar, painter(terminal));
  // Its library is read only where it is used.
  const { expiryFeed } = await import('../report/expiry/feed.ts');
  return expiryFeed(calendar);
}
