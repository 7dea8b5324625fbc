/** The expiration calendar for a terminal. */
import type { Instant } from '../instant.ts';
import type { Calendar, Expiry } from '../result/expiry.ts';
import type { Status } from '../result/result.ts';
import {
  EXPIRY_STATUS,
  KIND_NAMES,
  lastSeenInWords,
  leftInWords,
  nameInWords,
  placesInWords,
  remotesInWords,
} from './expiries.ts';
import { type Column, grid } from './terminal/grid.ts';
import type { Paper } from './terminal/ink.ts';

/**
 * Failing if an item has expired or expires very soon, degraded if the date is near, otherwise
 * healthy.
 */
export function calendarStatus({ expiries }: Calendar): Status {
  const found = expiries.map(({ severity }) => EXPIRY_STATUS[severity]);
  return (['failing', 'degraded'] as const).find((status) => found.includes(status)) ?? 'healthy';
}

/** The complete text, with a final newline. */
export function expiryTable({ at, expiries }: Calendar, paper: Paper): string {
  if (expiries.length === 0) return 'Nothing that expires was seen\n';
  const { head, rows } = grid(columnsOn(paper, at), expiries, { ...paper, overflow: 'wrap' });
  return `${[paper.ink.bold(head), ...rows.flat()].join('\n')}\n`;
}

/** What is far away recedes. */
function columnsOn({ ink }: Paper, at: Instant): Column<Expiry>[] {
  const paint = ({ severity }: Expiry, text: string) => {
    const status = EXPIRY_STATUS[severity];
    return status === 'healthy' ? ink.dim(text) : ink.status(status, text);
  };
  const columns: Column<Expiry>[] = [
    { head: 'EXPIRES', cell: ({ expiresAt }) => expiresAt.slice(0, 10) },
    { head: 'WHEN', cell: leftInWords },
    { head: 'WHAT', cell: ({ kind }) => KIND_NAMES[kind], drops: 2 },
    { head: 'NAME', cell: nameInWords, min: 18 },
    { head: 'REMOTES', cell: remotesInWords, min: 12 },
    {
      head: 'SEEN AT',
      cell: (expiry) => `${placesInWords(expiry)}${lastSeenInWords(expiry, at)}`,
      drops: 1,
      min: 24,
    },
  ];
  return columns.map((column) => ({ paint, ...column }));
}
