import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { teams } from '../../lib/alert/teams.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';
import { type Judged, messageOf, type Request, sendTo, startStandIn } from './standIn.ts';

/**
 * What Teams takes: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 * for the envelope and 28 KB, https://adaptivecards.io/explorer for the elements.
 */
const element = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('TextBlock'),
    text: z.string().min(1),
    wrap: z.boolean(),
    weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
    size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
    color: z.enum(['Default', 'Good', 'Warning', 'Attention', 'Accent']).optional(),
    spacing: z.enum(['None', 'Small', 'Default', 'Medium']).optional(),
  }),
  z.strictObject({
    type: z.literal('FactSet'),
    facts: z.array(z.strictObject({ title: z.string().min(1), value: z.string().min(1) })).min(1),
  }),
]);
const messageSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.url(),
          type: z.literal('AdaptiveCard'),
          version: z.enum(['1.0', '1.1', '1.2', '1.3', '1.4']),
          msteams: z.strictObject({ width: z.literal('Full') }),
          body: z.array(element).min(1),
          actions: z
            .array(
              z.strictObject({
                type: z.literal('Action.OpenUrl'),
                title: z.string().min(1),
                url: z.url(),
              }),
            )
            .max(6),
        }),
      }),
    )
    .length(1),
});

function judge({ body }: Request): Judged {
  if (Buffer.byteLength(body) > 28 * 1024) return { status: 413, body: 'too large' };
  const { success } = messageSchema.safeParse(JSON.parse(body));
  return success ? { status: 202, body: '' } : { status: 400, body: 'bad card' };
}

async function sent(events: IncidentEvent[]) {
  await using service = await startStandIn(judge);
  const env = { HOOK: `${service.url}/workflows/hush` };
  await sendTo(teams, { webhook: 'env:HOOK' }, { message: messageOf(...events), env });
  return JSON.parse(service.accepted[0]?.body ?? '{}').attachments[0].content;
}

describe('Microsoft Teams', () => {
  it('gets a card with what happened, what to do first, and links', async () => {
    const { body, actions } = await sent([event()]);
    expect(body[0]).toMatchObject({
      text: 'FAILING: remote orders of eu. The remote refuses connections',
      color: 'Attention',
    });
    const titles = body[1].facts.map(({ title }: { title: string }) => title);
    expect(titles).toEqual([
      'The remote refuses connections',
      'Since',
      'Remote',
      'Consequence',
      'Do first',
      'Incidents',
    ]);
    expect(actions.map(({ title }: { title: string }) => title)).toEqual([
      'Status page',
      'Documentation',
    ]);
  });

  it('gets a card about many remotes with hostile names, which format nothing', async () => {
    const text = `[a](https://evil.example) ${HOSTILE}${'😀'.repeat(300)}`;
    const events = Array.from({ length: 60 }, (_, index) =>
      event({
        id: `${index}`,
        incidentId: `${text}${index}`,
        summary: summary({
          cluster: 'eu',
          alias: `${index}${text}`,
          title: text,
          skipUnavailable: index % 2 === 0,
        }),
      }),
    );
    const card = await sent(events);
    expect(JSON.stringify(card)).not.toContain('[a](');
  });

  it('counts the lines that do not fit', async () => {
    const clusters = Array.from({ length: 12 }, (_, index) =>
      event({ id: `${index}`, summary: summary({ cluster: `local-${index}` }) }),
    );
    expect(JSON.stringify(await sent(clusters))).toContain('more lines');
  });
});
