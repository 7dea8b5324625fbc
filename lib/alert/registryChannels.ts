/** The channels of clusters.yml: the schema of `alerts`, built from the table, and what it opens. */
import * as z from 'zod';
import type { Alerts } from '../registry/schema.ts';
import { CHANNELS, type Channels, type OpenChannel } from './channels.ts';
import { checkRoutes, routedTo, routeSchema } from './routing.ts';
import type { AlertMessage } from './topic.ts';

const NAME_REMEDY = 'write a name of letters, digits, - and _, such as on-call';

/** Settings of the channel, by its kind. */
type Kinds = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The schema of `alerts`. */
export function alertsSchema(channels: Channels = CHANNELS) {
  const kinds = Object.entries(channels);
  const remedy = `write exactly one of ${Object.keys(channels).join(', ')}, with its settings below it`;
  const options = kinds.map(([kind, { title, schema }]) =>
    z.strictObject({ [kind]: schema.describe(`Settings of ${title}`) }),
  );
  return z
    .strictObject({
      statusPageUrl: z
        .url({ protocol: /^https?$/, error: 'write the http:// or https:// address of this page' })
        .describe('Address at which people reach the status page, for links in alerts')
        .optional(),
      channels: z
        .record(
          z.string().regex(/^[A-Za-z0-9][\w-]{0,49}$/, NAME_REMEDY),
          z.union(options, remedy) as unknown as z.ZodType<Kinds>,
          'write one entry per channel: its name, and below it its kind',
        )
        .describe(
          'Channels by a name of your choice. Without routes, each alert goes to all of them',
        )
        .default({}),
      routes: z
        .array(routeSchema, 'write a list of routes, each with channels')
        .min(1, 'write at least one route, or remove routes')
        .describe('An alert goes to the channels of each route that matches it')
        .optional(),
    })
    .superRefine(checkRoutes)
    .describe('Where `serve` sends alerts. Without channels it writes them to its log');
}

export interface AlertTargets {
  readonly statusPageUrl: string | undefined;
  readonly channels: readonly OpenChannel[];
  /** The channels that a message goes to; none if no route matches. */
  readonly channelsFor: (message: AlertMessage) => OpenChannel[];
}

/** Opens what a registry holds that was read with the schema. */
export function alertTargets(
  alerts: Alerts | undefined,
  channels: Channels = CHANNELS,
): AlertTargets {
  const { statusPageUrl, channels: given, routes } = alertsSchema(channels).parse(alerts ?? {});
  const open = Object.entries(given).flatMap(([name, kinds]) =>
    Object.entries(kinds).flatMap(([kind, settings]) => {
      const channel = channels[kind];
      const opened = channel?.open(settings);
      if (channel === undefined || opened === undefined || !('send' in opened)) return [];
      return [{ name, title: `${channel.title} (${name})`, send: opened.send }];
    }),
  );
  const names = open.map(({ name }) => name);
  const channelsFor = (message: AlertMessage) => {
    const wanted = routedTo(message, routes, names);
    return open.filter(({ name }) => wanted.has(name));
  };
  return { statusPageUrl, channels: open, channelsFor };
}
