/** The alert topic: what is sent about incidents, for the channels and whoever else subscribes. */
import * as z from 'zod';
import { printable } from '../report/printable.ts';
import { aboutSchema, partSchema } from '../state/incident/about.ts';
import type { EventGroup } from '../state/incident/group.ts';
import {
  CANARY_ALIAS,
  eventKindSchema,
  type IncidentEvent,
  incidentEventSchema,
} from '../state/incident/incident.ts';

export const ALERT_SCHEMA_VERSION = 1;

/** The body of a message, as JSON. */
export const alertMessageSchema = z.object({
  schemaVersion: z.literal(ALERT_SCHEMA_VERSION),
  /** The same for each delivery of the message. */
  id: z.string(),
  kind: eventKindSchema,
  /** What the events have in common. */
  about: aboutSchema.default({ kind: 'remotes' }),
  /** If the events are too many for one message; the first part speaks for all. */
  part: partSchema.optional(),
  /** Of all events, also of those that the message does not hold. */
  incidentIds: z.array(z.string()),
  events: z.array(incidentEventSchema).min(1),
  /**
   * So many of the events above, the last ones, lack evidence, meaning, verify and fix: the message
   * would have been too large.
   */
  detailsLeftOut: z.int().default(0),
  /** So many more events do not stand above at all, for the same reason. */
  eventsLeftOut: z.int().default(0),
});

export type AlertMessage = z.infer<typeof alertMessageSchema>;

/** Throws if the text is no message. */
export function parsedMessage(text: string): AlertMessage {
  return alertMessageSchema.parse(JSON.parse(text));
}

/** SNS takes 256 KiB of body and attributes, unless the topic says more. */
export const MAX_BYTES = 262_144;

/** A message as SNS takes it. */
export interface PreparedMessage {
  /** JSON of an AlertMessage. */
  readonly message: string;
  readonly attributes: Attributes;
}

export function prepare(group: EventGroup): PreparedMessage {
  const attributes = attributesOf(group);
  return {
    message: JSON.stringify(alertMessage(group, MAX_BYTES - bytesOfAttributes(attributes))),
    attributes,
  };
}

/**
 * The first event in full, the others in full as far as all can be named, then without details,
 * then none.
 */
export function alertMessage(group: EventGroup, maxBytes: number): AlertMessage {
  const { events } = group;
  const room = maxBytes - bytes(messageOf(group, { events: [], detailsLeftOut: events.length }));
  const short = events.map((event, index) => (index === 0 ? event : withoutDetails(event)));
  const listed = short.slice(0, fitting(short.map(costOf), room));
  const used = listed.reduce((sum, event) => sum + costOf(event), 0);
  const details = listed.map((event, index) => bytes(events[index]) - bytes(event));
  const full = fitting(details, room - used);
  return messageOf(group, {
    events: [...events.slice(0, full), ...listed.slice(full)],
    detailsLeftOut: listed.length - full,
  });
}

interface Listed {
  readonly events: IncidentEvent[];
  readonly detailsLeftOut: number;
}

function messageOf(
  { id, kind, about, part, events: all }: EventGroup,
  { events, detailsLeftOut }: Listed,
): AlertMessage {
  return {
    schemaVersion: ALERT_SCHEMA_VERSION,
    id,
    kind,
    about,
    ...(part === undefined ? {} : { part }),
    incidentIds: all.map(({ incidentId }) => incidentId),
    events,
    detailsLeftOut,
    eventsLeftOut: all.length - events.length,
  };
}

function withoutDetails(event: IncidentEvent): IncidentEvent {
  return {
    ...event,
    summary: {
      ...event.summary,
      evidence: '',
      unexplained: undefined,
      meaning: '',
      verify: [],
      fix: [],
    },
  };
}

/** How many from the first on fit together. */
function fitting(costs: readonly number[], room: number): number {
  let left = room;
  const tooMuch = costs.findIndex((cost) => {
    left -= cost;
    return left < 0;
  });
  return tooMuch === -1 ? costs.length : tooMuch;
}

/** The event and its comma. */
function costOf(event: IncidentEvent): number {
  return bytes(event) + 1;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** What subscriptions of the alert topic can filter by. */

export type Attributes = Record<string, Attribute>;

type Attribute = { readonly DataType: string; readonly StringValue: string };

/** For the values of one attribute; SNS counts them to the size of the message. */
const MAX_ATTRIBUTE_BYTES = 32 * 1024;

/**
 * One String, or a String.Array where events differ: a filter policy matches when one of the values
 * does. Severity and cause hold the values that were sent before too, so that a subscriber to
 * `critical` learns that it is over.
 */
export function attributesOf({ kind, about, events }: EventGroup): Attributes {
  const summaries = events.map(({ summary }) => summary);
  const values: Record<string, (string | undefined)[]> = {
    event: [kind],
    about: [about.kind],
    status: summaries.map(({ status }) => status),
    severity: events.flatMap(({ previousSeverity, summary }) => [
      previousSeverity,
      summary.severity,
    ]),
    cause: events.flatMap(({ previousCause, summary }) => [previousCause, summary.cause]),
    local: summaries.map(({ cluster }) => cluster),
    alias: summaries.map(({ alias }) => (alias === CANARY_ALIAS ? undefined : alias)),
    incidentId: events.map(({ incidentId }) => incidentId),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, given]) => attribute(name, given)),
  );
}

/** Nothing where there is no value: SNS takes no empty ones. */
function attribute(name: string, given: readonly (string | undefined)[]): [string, Attribute][] {
  const [only, ...more] = fittingAttributes(
    [...new Set(given)].flatMap((value) => (value ? [printable(value.toWellFormed())] : [])),
  );
  if (only === undefined) return [];
  return [
    [
      name,
      more.length === 0 ? { DataType: 'String', StringValue: only } : stringArray([only, ...more]),
    ],
  ];
}

function stringArray(values: readonly string[]): Attribute {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

/** Hundreds of remotes fit; names that are absurdly long do not. */
function fittingAttributes(values: readonly string[]): string[] {
  let bytes = 0;
  return values.filter((value) => {
    bytes += Buffer.byteLength(JSON.stringify(value)) + 1;
    return bytes <= MAX_ATTRIBUTE_BYTES;
  });
}

export function bytesOfAttributes(attributes: Attributes): number {
  const texts = Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => [
    name,
    DataType,
    StringValue,
  ]);
  return Buffer.byteLength(texts.join(''));
}
