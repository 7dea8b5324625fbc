/**
 * Alerts in Opsgenie and Jira Service Management, which take the same requests:
 * https://docs.opsgenie.com/docs/alert-api. The id of an incident is the alias of its alert: the
 * same alias adds to the alert, and the end closes it.
 */
import * as z from 'zod';
import { resolveSecret, Secret } from '../registry/secret.ts';
import type { IncidentSeverity } from '../state/incident/incident.ts';
import { defineChannel, httpsSetting, secretSetting } from './channel.ts';
import type { AlertMessage } from './topic.ts';
import { postToWebhook } from './webhook.ts';
import type { AlertWords } from './words/alertWords.ts';
import { bodyOf, titleOf, webLinks } from './words/plain.ts';

export const opsgenie = defineChannel({
  title: 'Opsgenie',
  settings: z.object({
    apiKey: secretSetting.describe(
      'Reference to the key of an API integration: env:NAME or file:path',
    ),
    url: httpsSetting
      .describe(
        'Address of the alert API, such as https://api.eu.opsgenie.com/v2/alerts or https://api.atlassian.com/jsm/ops/integration/v2/alerts',
      )
      .default('https://api.opsgenie.com/v2/alerts'),
  }),
  render: opsgenieRequests,
  send: async (requests, { apiKey, url }, { signal, secrets }) => {
    const key = (await resolveSecret(apiKey, secrets)).reveal();
    for (const { path, body } of requests)
      await postToWebhook(new Secret(`${url}${path}`), body, {
        title: 'Opsgenie',
        signal,
        headers: () => ({ authorization: `GenieKey ${key}` }),
      });
  },
});

/** The limit of requests depends on the plan, so a message about many becomes that many alerts. */
export const ALERTS_AT_MOST = 100;

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const LENGTHS = { message: 130, description: 15_000, entity: 512, source: 100, tag: 50 } as const;

const PRIORITIES = {
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  note: 'P5',
  unknown: 'P4',
  ok: 'P5',
} as const satisfies Record<IncidentSeverity, string>;

export interface OpsgenieRequest {
  /** Empty to create an alert. */
  readonly path: string;
  readonly body: object;
}

export function opsgenieRequests(words: AlertWords, message: AlertMessage): OpsgenieRequest[] {
  const ids = message.incidentIds.slice(0, ALERTS_AT_MOST);
  const source = 'remote-cluster-checker';
  if (message.kind === 'resolved')
    return ids.map((id) => ({
      path: `/${encodeURIComponent(id)}/close?identifierType=alias`,
      body: { source, note: titleOf(words, LENGTHS.description) },
    }));
  const summaries = new Map(message.events.map((event) => [event.incidentId, event.summary]));
  return ids.map((id) => {
    const summary = summaries.get(id) ?? message.events[0]?.summary;
    return {
      path: '',
      body: {
        message: titleOf(words, LENGTHS.message),
        alias: id,
        description: bodyOf(words).slice(0, LENGTHS.description),
        entity: `${summary?.cluster} → ${summary?.alias}`.slice(0, LENGTHS.entity),
        source,
        priority: PRIORITIES[summary?.severity ?? words.severity],
        tags: [`${summary?.cause}`.slice(0, LENGTHS.tag)],
        details: Object.fromEntries(webLinks(words).map(({ label, url }) => [label, url])),
      },
    };
  });
}
