/** What subscriptions of the alert topic can filter by. */
import type { EventGroup } from '../incident/group.ts';
import { CANARY_ALIAS } from '../incident/incident.ts';
import { printable } from '../report/printable.ts';

export type Attributes = Record<string, Attribute>;

type Attribute = { readonly DataType: string; readonly StringValue: string };

/** For the values of one attribute; SNS counts them to the size of the message. */
const MAX_BYTES = 32 * 1024;

/**
 * One String, or a String.Array where events differ: a filter policy matches when one of the values does. Severity and cause name what was told
 * of the incident before as well, so that whoever subscribed to `critical` learns that it is over.
 */
export function attributesOf({ kind, about, events }: EventGroup): Attributes {
  const summaries = events.map(({ summary }) => summary);
  const values: Record<string, (string | undefined)[]> = {
    event: [kind],
    about: [about.kind],
    status: summaries.map(({ status }) => status),
    severity: events.flatMap(({ previousSeverity, summary }) => [previousSeverity, summary.severity]),
    cause: events.flatMap(({ previousCause, summary }) => [previousCause, summary.cause]),
    local: summaries.map(({ cluster }) => cluster),
    alias: summaries.map(({ alias }) => (alias === CANARY_ALIAS ? undefined : alias)),
    incidentId: events.map(({ incidentId }) => incidentId),
  };
  return Object.fromEntries(Object.entries(values).flatMap(([name, given]) => attribute(name, given)));
}

/** Nothing where there is no value: SNS takes no empty ones. */
function attribute(name: string, given: readonly (string | undefined)[]): [string, Attribute][] {
  const [only, ...more] = fitting([...new Set(given)].flatMap((value) => (value ? [printable(value.toWellFormed())] : [])));
  if (only === undefined) return [];
  return [[name, more.length === 0 ? { DataType: 'String', StringValue: only } : stringArray([only, ...more])]];
}

function stringArray(values: readonly string[]): Attribute {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

/** Hundreds of remotes fit; names that are absurdly long do not. */
function fitting(values: readonly string[]): string[] {
  let bytes = 0;
  return values.filter((value) => {
    bytes += Buffer.byteLength(JSON.stringify(value)) + 1;
    return bytes <= MAX_BYTES;
  });
}

export function bytesOfAttributes(attributes: Attributes): number {
  const texts = Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => [name, DataType, StringValue]);
  return Buffer.byteLength(texts.join(''));
}
