/** The alert topic: what is told of incidents, for Slack and whoever else subscribes. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { EventGroup } from '../incident/group.ts';
import { eventKindSchema, type IncidentEvent, incidentEventSchema } from '../incident/incident.ts';
import { attributesOf, bytesOfAttributes } from './attributes.ts';

export const ALERT_SCHEMA_VERSION = 1;

/** The body of a message, as JSON. */
export const alertMessageSchema = z.object({
  schemaVersion: z.literal(ALERT_SCHEMA_VERSION),
  /** The same for each delivery of the message. */
  id: z.string(),
  kind: eventKindSchema,
  /** Of the events below. */
  incidentIds: z.array(z.string()),
  events: z.array(incidentEventSchema).min(1),
  /** So many of the events above, the last ones, lack evidence, meaning, verify and fix: the message would have been too large. */
  detailsLeftOut: z.int().default(0),
  /** So many more events do not stand above at all, for the same reason. */
  eventsLeftOut: z.int().default(0),
});

export type AlertMessage = z.infer<typeof alertMessageSchema>;

/** SNS takes 256 KiB of body and attributes, unless the topic says more. */
export const MAX_BYTES = 262_144;

/** Publishes one message. Throws what SNS refuses. */
export async function publishGroup(sns: SNSClient, topicArn: string, group: EventGroup): Promise<void> {
  const attributes = attributesOf(group);
  const message = alertMessage(group, MAX_BYTES - bytesOfAttributes(attributes));
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message), MessageAttributes: attributes }));
}

/** The first event in full, the others in full as far as all can be named, then without details, then none. */
export function alertMessage(group: EventGroup, maxBytes: number): AlertMessage {
  const { events } = group;
  const room = maxBytes - bytes(messageOf(group, { events: [], detailsLeftOut: events.length }));
  const short = events.map((event, index) => (index === 0 ? event : withoutDetails(event)));
  const listed = short.slice(0, fitting(short.map(costOf), room));
  const used = listed.reduce((sum, event) => sum + costOf(event), 0);
  const details = listed.map((event, index) => bytes(events[index]) - bytes(event));
  const full = fitting(details, room - used);
  return messageOf(group, { events: [...events.slice(0, full), ...listed.slice(full)], detailsLeftOut: listed.length - full });
}

interface Listed {
  readonly events: IncidentEvent[];
  readonly detailsLeftOut: number;
}

function messageOf({ id, kind, events: all }: EventGroup, { events, detailsLeftOut }: Listed): AlertMessage {
  return {
    schemaVersion: ALERT_SCHEMA_VERSION,
    id,
    kind,
    incidentIds: events.map(({ incidentId }) => incidentId),
    events,
    detailsLeftOut,
    eventsLeftOut: all.length - events.length,
  };
}

function withoutDetails(event: IncidentEvent): IncidentEvent {
  return { ...event, summary: { ...event.summary, evidence: '', meaning: '', verify: '', fix: '' } };
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

/** The event, its id among `incidentIds`, and the commas. */
function costOf(event: IncidentEvent): number {
  return bytes(event) + bytes(event.incidentId) + 2;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
