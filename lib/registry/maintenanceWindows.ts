/** Maintenance windows in the registry. */
import * as z from 'zod';
import { onMappings } from './contradictions.ts';
import { clusterAlias, clusterName, text } from './fields.ts';

const NAME = text(
  /^\S.{0,99}$/,
  'write a name of 1 to 100 characters, which messages show',
).describe('Name, which messages show');
const CLUSTERS_REMEDY = 'write a list of names of local clusters, or omit clusters for all';
const REMOTES_REMEDY = 'write a list of cluster aliases, or omit remotes for all';

const scope = {
  clusters: z
    .array(clusterName, CLUSTERS_REMEDY)
    .min(1, CLUSTERS_REMEDY)
    .describe('Names of local clusters; all by default')
    .optional(),
  remotes: z
    .array(clusterAlias, REMOTES_REMEDY)
    .min(1, REMOTES_REMEDY)
    .describe('Cluster aliases; all by default')
    .optional(),
};

const INSTANT_REMEDY =
  'write a time with its offset from UTC, such as 2026-12-01T22:00:00+01:00 or 2026-12-01T21:00:00Z';
const instant = z.iso.datetime({ offset: true, error: INSTANT_REMEDY });

const once = z
  .strictObject({
    name: NAME,
    from: instant.describe('When it begins'),
    to: instant.describe('When it ends'),
    ...scope,
  })
  .superRefine(({ from, to }, report) => {
    if (Date.parse(to) <= Date.parse(from))
      report.addIssue({ code: 'custom', path: ['to'], message: 'write a time after from' });
  }, onMappings)
  .describe('A window that occurs once');

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAYS_REMEDY = `write a list of ${DAYS.join(', ')}`;
const TIME_REMEDY = 'write hours and minutes of a day in quotes, such as "02:30"';
const time = text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, TIME_REMEDY);
const ZONE_REMEDY = 'write a time zone of the IANA database, such as Europe/Berlin or UTC';

const weekly = z
  .strictObject({
    name: NAME,
    days: z
      .array(z.enum(DAYS, DAYS_REMEDY), DAYS_REMEDY)
      .min(1, DAYS_REMEDY)
      .describe('Days on which the window begins'),
    from: time.describe('When it begins, on the clocks of its time zone'),
    to: time.describe(
      'When it ends, on the clocks of its time zone; on the next day if it is not later than from',
    ),
    timeZone: z
      .string(ZONE_REMEDY)
      .refine(isTimeZone, ZONE_REMEDY)
      .describe('Time zone of the IANA database, such as Europe/Berlin'),
    ...scope,
  })
  .describe('A window that repeats every week');

const LIST_REMEDY = 'write a list of windows';

export const maintenanceSchema = z
  .strictObject(
    {
      once: z.array(once, LIST_REMEDY).default([]).describe('Windows that occur once'),
      weekly: z.array(weekly, LIST_REMEDY).default([]).describe('Windows that repeat every week'),
    },
    'write once and weekly below maintenance',
  )
  .describe(
    'Maintenance windows. During a window the checker sends no new alerts; at its end it reports each remote that is still broken',
  );

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

interface Named {
  readonly clusters: readonly { readonly name: string }[];
  readonly maintenance?: z.infer<typeof maintenanceSchema> | undefined;
}

/** A window that names an unknown cluster would never open. */
export function checkWindowsHaveClusters(
  { clusters, maintenance }: Named,
  report: z.core.$RefinementCtx,
): void {
  const names = new Set(clusters.map(({ name }) => name));
  const message = `write one of ${namesIn([...names])}`;
  for (const list of ['once', 'weekly'] as const)
    for (const [index, { clusters: given = [] }] of (maintenance?.[list] ?? []).entries())
      for (const [place, name] of given.entries())
        if (!names.has(name))
          report.addIssue({
            code: 'custom',
            path: ['maintenance', list, index, 'clusters', place],
            message,
          });
}

const MOST_NAMES = 20;

export function namesIn(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}
