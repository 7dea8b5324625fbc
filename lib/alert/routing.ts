/** Which alerts go to which channels of clusters.yml. */
import * as z from 'zod';
import { CODES, FAMILIES, type Family, isCauseCode } from '../diagnosis/codes.ts';
import type { IncidentEvent } from '../state/incident/incident.ts';
import type { AlertMessage } from './topic.ts';

const families = Object.keys(FAMILIES) as [Family, ...Family[]];
const names = (what: string) => z.array(z.string().min(1), `write a list of ${what}`).min(1);

export const routeSchema = z
  .strictObject({
    severities: z
      .array(
        z.enum(['critical', 'error', 'warning'], 'write critical, error or warning'),
        'write a list of severities',
      )
      .min(1)
      .describe('Only alerts of these severities, and what follows on them')
      .optional(),
    clusters: names('local clusters').describe('Only alerts of these local clusters').optional(),
    aliases: names('cluster aliases').describe('Only alerts about these aliases').optional(),
    families: z
      .array(
        z.enum(families, `write families of causes: ${families.join(', ')}`),
        'write a list of families of causes',
      )
      .min(1)
      .describe('Only alerts with a cause of these families, as docs/causes has them')
      .optional(),
    channels: names('names of channels').describe('Names of channels that get these alerts'),
  })
  .describe('What all conditions match goes to the channels');

export type Route = z.infer<typeof routeSchema>;

/** Names of the channels that get a message. Without routes that is each of them. */
export function routedTo(
  { events }: Pick<AlertMessage, 'events'>,
  routes: readonly Route[] | undefined,
  all: readonly string[],
): Set<string> {
  if (routes === undefined) return new Set(all);
  const matching = routes.filter((route) => events.some((event) => matches(route, event)));
  return new Set(matching.flatMap(({ channels }) => channels));
}

/** What was sent before counts too, so that whoever got the first alert also gets the end. */
function matches(route: Route, { summary, previousSeverity, previousCause }: IncidentEvent) {
  const { cluster, alias, severity, cause } = summary;
  return (
    matchesOne(route.severities, [severity, previousSeverity]) &&
    matchesOne(route.clusters, [cluster]) &&
    matchesOne(route.aliases, [alias]) &&
    matchesOne(route.families, [familyOf(cause), familyOf(previousCause ?? '')])
  );
}

function matchesOne(
  wanted: readonly string[] | undefined,
  given: readonly (string | undefined)[],
): boolean {
  return (
    wanted === undefined || given.some((value) => value !== undefined && wanted.includes(value))
  );
}

function familyOf(code: string): Family | undefined {
  return isCauseCode(code) ? CODES[code].family : undefined;
}

interface Named {
  readonly channels: Readonly<Record<string, unknown>>;
  readonly routes?: readonly Route[] | undefined;
}

/** An alert must not go to a channel that does not exist, nor a channel stay silent unnoticed. */
export function checkRoutes({ channels, routes }: Named, report: z.core.$RefinementCtx): void {
  if (routes === undefined) return;
  const known = Object.keys(channels);
  const message = `write one of the channels above: ${known.join(', ') || 'there are none yet'}`;
  for (const [index, { channels: given }] of routes.entries())
    for (const [place, name] of given.entries())
      if (!known.includes(name))
        report.addIssue({
          code: 'custom',
          path: ['routes', index, 'channels', place],
          input: name,
          message,
        });
  const used = new Set(routes.flatMap((route) => route.channels));
  for (const name of known)
    if (!used.has(name))
      report.addIssue({
        code: 'custom',
        path: ['channels', name],
        message: 'name it in a route, or remove it: no alert goes there',
      });
}
