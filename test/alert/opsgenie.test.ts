import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ALERTS_AT_MOST, opsgenie } from '../../lib/alert/opsgenie.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';
import { type Judged, messageOf, type Request, sendTo, startStandIn } from './standIn.ts';

/** What Opsgenie takes: https://docs.opsgenie.com/docs/alert-api */
const createSchema = z.strictObject({
  message: z.string().min(1).max(130),
  alias: z.string().min(1).max(512),
  description: z.string().max(15_000),
  entity: z.string().max(512),
  source: z.string().max(100),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
  tags: z.array(z.string().max(50)).max(20),
  details: z.record(z.string(), z.string()),
});
const closeSchema = z.strictObject({ source: z.string().max(100), note: z.string().max(25_000) });

function judge({ path, headers, body }: Request): Judged {
  if (headers.authorization !== 'GenieKey hush') return { status: 401, body: '{}' };
  const isClose = /^\/v2\/alerts\/[^/?]+\/close\?identifierType=alias$/.test(path);
  if (!isClose && path !== '/v2/alerts') return { status: 404, body: '{}' };
  const { success } = (isClose ? closeSchema : createSchema).safeParse(JSON.parse(body));
  return success ? { status: 202, body: '{}' } : { status: 422, body: '{}' };
}

async function sent(events: IncidentEvent[], key = 'hush') {
  await using service = await startStandIn(judge);
  const settings = { apiKey: 'env:KEY', url: `${service.url}/v2/alerts` };
  await sendTo(opsgenie, settings, { message: messageOf(...events), env: { KEY: key } });
  return service.accepted.map(({ path, body }) => ({ path, ...JSON.parse(body) }));
}

describe('Opsgenie', () => {
  it('gets an alert whose alias is the id of the incident, and its end', async () => {
    expect(await sent([event()])).toMatchObject([
      {
        path: '/v2/alerts',
        alias: 'incident-1',
        message: 'FAILING: remote orders of eu. The remote refuses connections',
        priority: 'P2',
        entity: 'eu → orders',
        details: { 'Status page': 'https://status.example/remotes/eu/orders' },
      },
    ]);
    const over = event({ kind: 'resolved', incidentId: 'a/b', previousCause: 'no-route' });
    expect(await sent([over])).toMatchObject([
      { path: '/v2/alerts/a%2Fb/close?identifierType=alias' },
    ]);
  });

  it('gets an alert for each incident of a message, whatever the names are', async () => {
    const text = `${HOSTILE}${'x'.repeat(600)}`;
    const many = Array.from({ length: ALERTS_AT_MOST + 1 }, (_, index) =>
      event({
        id: `${index}`,
        incidentId: `i-${index}`,
        summary: summary({ alias: `${index}${text}`, cause: text, evidence: text }),
      }),
    );
    expect(await sent(many)).toHaveLength(ALERTS_AT_MOST);
  });

  it('shows no key when it is refused', async () => {
    await expect(sent([event()], 'other')).rejects.toThrow(
      'Opsgenie refused the message with HTTP 401',
    );
  });
});
