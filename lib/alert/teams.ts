/**
 * Alerts as Adaptive Cards for Microsoft Teams, through the webhook of a workflow:
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook.
 * Teams takes 28 KB in a message.
 */
import * as z from 'zod';
import { resolveSecret } from '../registry/secret.ts';
import { cut } from '../state/incident/about.ts';
import { defineChannel, secretSetting } from './channel.ts';
import { postToWebhook } from './webhook.ts';
import type { AlertWords } from './words/alertWords.ts';
import type { Headline } from './words/headline.ts';
import { affectedLines, incidentList, plainFacts, titleOf, webLinks } from './words/plain.ts';

export const teams = defineChannel({
  title: 'Microsoft Teams',
  settings: z.object({
    webhook: secretSetting.describe(
      'Reference to the URL of the workflow "When a Teams webhook request is received": env:NAME or file:path',
    ),
  }),
  render: (words) => teamsMessage(words),
  send: async (message, { webhook }, { signal, secrets }) =>
    postToWebhook(await resolveSecret(webhook, secrets), message, {
      title: 'Microsoft Teams',
      signal,
    }),
});

/** In characters. All facts together stay below 28 KB, even if each takes four bytes. */
const LENGTHS = { title: 300, label: 60, value: 300, line: 200, url: 800 } as const;
const FACTS_AT_MOST = 10;
const LINES_AT_MOST = 6;

const COLORS = {
  failing: 'Attention',
  degraded: 'Warning',
  unknown: 'Default',
  flapping: 'Warning',
  healthy: 'Good',
} as const satisfies Record<Headline['tone'], string>;

export function teamsMessage(words: AlertWords): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: cardOf(words),
      },
    ],
  };
}

function cardOf(words: AlertWords): object {
  const facts = [...plainFacts(words), { label: 'Incidents', value: incidentList(words) }];
  const lines = affectedLines(words.affected);
  const more = lines.length - LINES_AT_MOST;
  const shown = [...lines.slice(0, LINES_AT_MOST), ...(more > 0 ? [`${more} more lines`] : [])];
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      textBlock(titleOf(words, LENGTHS.title), {
        weight: 'Bolder',
        size: 'Medium',
        color: COLORS[words.headline.tone],
      }),
      {
        type: 'FactSet',
        facts: facts.slice(0, FACTS_AT_MOST).map(({ label, value }) => ({
          title: escaped(cut(label, LENGTHS.label)),
          value: escaped(cut(value, LENGTHS.value)),
        })),
      },
      ...shown.map((line) => textBlock(cut(line, LENGTHS.line), { spacing: 'Small' })),
    ],
    actions: webLinks(words, LENGTHS.url).map(({ label, url }) => ({
      type: 'Action.OpenUrl',
      title: label,
      url,
    })),
  };
}

function textBlock(text: string, style: object): object {
  return { type: 'TextBlock', text: escaped(text), wrap: true, ...style };
}

/** Teams reads a part of Markdown in texts: what would begin a format or a link is escaped. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_[\]()`~#<>|]/g, '\\$&');
}
