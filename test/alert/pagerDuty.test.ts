import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { INCIDENTS_AT_MOST, pagerDuty } from '../../lib/alert/pagerDuty.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';
import { type Judged, messageOf, type Request, sendTo, startStandIn } from './standIn.ts';

/**
 * What PagerDuty takes: https://developer.pagerduty.com/docs/send-alert-event for the fields and
 * their lengths, and https://developer.pagerduty.com/docs/events-api-v2-overview for 512 KB and the
 * rate.
 */
const eventSchema = z.discriminatedUnion('event_action', [
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.literal('trigger'),
    dedup_key: z.string().min(1).max(255),
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().min(1) })).optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.literal('resolve'),
    dedup_key: z.string().min(1).max(255),
  }),
]);

function judge({ body }: Request): Judged {
  const parsed = eventSchema.safeParse(JSON.parse(body));
  const isTooLarge = Buffer.byteLength(body) > 512 * 1024;
  if (parsed.success && !isTooLarge)
    return { status: 202, body: '{"status":"success","message":"Event processed"}' };
  const errors = JSON.stringify([isTooLarge ? 'too large' : 'wrong']);
  return {
    status: 400,
    body: `{"status":"invalid event","message":"Event object is invalid","errors":${errors}}`,
  };
}

const KEY = 'r'.repeat(32);

async function sent(events: IncidentEvent[], key = KEY) {
  await using service = await startStandIn(judge);
  const settings = { routingKey: 'env:KEY', url: `${service.url}/v2/enqueue` };
  await sendTo(pagerDuty, settings, { message: messageOf(...events), env: { KEY: key } });
  return service.accepted.map(({ body }) => JSON.parse(body));
}

describe('PagerDuty', () => {
  it('gets an alert whose key is the id of the incident, and its end', async () => {
    const [opened] = await sent([event()]);
    expect(opened).toMatchObject({
      event_action: 'trigger',
      dedup_key: 'incident-1',
      client_url: 'https://status.example/remotes/eu/orders',
      payload: {
        summary: 'FAILING: remote orders of eu. The remote refuses connections',
        source: 'eu',
        severity: 'error',
        class: 'connection-refused',
      },
    });
    const over = event({ kind: 'resolved', previousCause: 'connection-refused' });
    expect(await sent([over])).toEqual([
      { routing_key: KEY, event_action: 'resolve', dedup_key: 'incident-1' },
    ]);
  });

  it('gets an alert for each incident of a message, in one group', async () => {
    const many = Array.from({ length: INCIDENTS_AT_MOST + 1 }, (_, index) =>
      event({
        id: `e-${index}`,
        incidentId: `i-${index}`,
        summary: summary({ alias: `shop-${index}` }),
      }),
    );
    const alerts = await sent(many);
    expect(alerts).toHaveLength(INCIDENTS_AT_MOST);
    expect(new Set(alerts.map(({ payload }) => payload.group)).size).toBe(1);
    expect(alerts[1].payload.summary).toMatch(/ \(eu → shop-\d+\)$/);
  });

  it('takes whatever the names are', async () => {
    const text = `${HOSTILE}${'x'.repeat(3000)}`;
    const hostile = summary({ cluster: text, alias: text, title: text, evidence: text });
    expect(await sent([event({ summary: hostile })])).toHaveLength(1);
  });

  it('says why it refuses an event, without the key', async () => {
    const failed = sent([event()], 'short-key');
    await expect(failed).rejects.toThrow('PagerDuty refused the message with HTTP 400: {"status"');
    await expect(failed).rejects.not.toThrow('short-key');
  });
});
