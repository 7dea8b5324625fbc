/**
 * Alerts as events of PagerDuty: https://developer.pagerduty.com/docs/send-alert-event. Each
 * incident is an alert of its own, with its id as the deduplication key: whatever is said about it
 * later updates the same alert, and its end resolves it.
 */
import * as z from 'zod';
import { resolveSecret, Secret } from '../registry/secret.ts';
import type { IncidentSeverity } from '../state/incident/incident.ts';
import { defineChannel, httpsSetting, secretSetting } from './channel.ts';
import type { AlertMessage } from './topic.ts';
import { postToWebhook } from './webhook.ts';
import type { AlertWords } from './words/alertWords.ts';
import { bodyOf, plainFacts, titleOf, webLinks } from './words/plain.ts';

export const pagerDuty = defineChannel({
  title: 'PagerDuty',
  settings: z.object({
    routingKey: secretSetting.describe(
      'Reference to the integration key of an Events API v2 integration: env:NAME or file:path',
    ),
    url: httpsSetting
      .describe('Address of the Events API, such as https://events.eu.pagerduty.com/v2/enqueue')
      .default('https://events.pagerduty.com/v2/enqueue'),
  }),
  render: pagerDutyEvents,
  send: async (events, { routingKey, url }, { signal, secrets }) => {
    const key = (await resolveSecret(routingKey, secrets)).reveal();
    for (const event of events)
      await postToWebhook(
        new Secret(url),
        { routing_key: key, ...event },
        { title: 'PagerDuty', signal, reason: REASON },
      );
  },
});

/** What PagerDuty says about an event that it refuses; it never repeats the key. */
const REASON = /^\{"status":"invalid event","message":"[^"]{1,200}","errors":\[.{0,600}\]\}$/;

/** PagerDuty takes 120 events a minute for a key. */
export const INCIDENTS_AT_MOST = 100;

const LENGTHS = { summary: 1024, field: 255, details: 20_000 } as const;

const SEVERITIES = {
  critical: 'critical',
  error: 'error',
  warning: 'warning',
  note: 'info',
  unknown: 'warning',
  ok: 'info',
} as const satisfies Record<IncidentSeverity, string>;

export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: object;
  readonly client?: string;
  readonly client_url?: string | undefined;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

/** Only the end of an incident resolves it: while it flaps, it is open. */
export function pagerDutyEvents(words: AlertWords, message: AlertMessage): PagerDutyEvent[] {
  const ids = message.incidentIds.slice(0, INCIDENTS_AT_MOST);
  if (message.kind === 'resolved')
    return ids.map((id) => ({ event_action: 'resolve', dedup_key: id }));
  const summaries = new Map(message.events.map((event) => [event.incidentId, event.summary]));
  const links = webLinks(words);
  return ids.map((id) => ({
    event_action: 'trigger',
    dedup_key: id,
    client: 'remote-cluster-checker',
    client_url: links.find(({ label }) => label === 'Status page')?.url,
    links: links.map(({ url, label }) => ({ href: url, text: label })),
    payload: payloadOf(words, summaries.get(id) ?? message.events[0]?.summary, ids.length),
  }));
}

type Summary = AlertMessage['events'][number]['summary'];

function payloadOf(words: AlertWords, summary: Summary | undefined, count: number): object {
  const of = (value: string | undefined) => (value ?? '').slice(0, LENGTHS.field) || 'unknown';
  const one = count === 1 ? '' : ` (${of(summary?.cluster)} → ${of(summary?.alias)})`;
  return {
    summary: `${titleOf(words, LENGTHS.summary - one.length)}${one}`.slice(0, LENGTHS.summary),
    source: of(summary?.cluster),
    severity: SEVERITIES[summary?.severity ?? words.severity],
    timestamp: words.seen.at,
    component: of(summary?.alias),
    // The same for all incidents of a message, so that PagerDuty can group them.
    group: of(words.id),
    class: of(summary?.cause),
    custom_details: {
      ...Object.fromEntries(plainFacts(words).map(({ label, value }) => [label, value])),
      text: bodyOf(words).slice(0, LENGTHS.details),
    },
  };
}
