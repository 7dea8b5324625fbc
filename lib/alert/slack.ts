/**
 * Alerts as Slack messages, which an incoming webhook takes:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
 * Whatever the names are, all blocks together stay below 13,000 characters.
 */
import * as z from 'zod';
import { resolveSecret } from '../registry/secret.ts';
import { moment } from '../report/page/words.ts';
import type { Block } from '../result/instructions.ts';
import type { IncidentSeverity } from '../state/incident/incident.ts';
import { defineChannel, secretSetting } from './channel.ts';
import {
  code,
  codeBlock,
  context,
  link,
  prose,
  type SlackBlock,
  type SlackMessage,
  section,
  sizeOf,
} from './mrkdwn.ts';
import { postToWebhook } from './webhook.ts';
import type { Affected } from './words/affected.ts';
import { isOver } from './words/alert.ts';
import type { AlertWords } from './words/alertWords.ts';
import type { Headline } from './words/headline.ts';
import type { Fact, Phrase } from './words/phrase.ts';

export const slack = defineChannel({
  title: 'Slack',
  settings: z.object({
    webhook: secretSetting.describe(
      'Reference to the URL of the incoming webhook: env:NAME or file:path',
    ),
  }),
  render: (words) => slackMessage(words),
  send: async (message, { webhook }, { signal, secrets }) =>
    postToWebhook(await resolveSecret(webhook, secrets), message, {
      title: 'Slack',
      signal,
      // Such as invalid_payload or no_service; anything else may show the URL.
      reason: /^[a-z_]{1,60}$/,
    }),
});

/** In characters of JSON. */
const LENGTHS = {
  text: 500,
  /** Slack takes 3,000. */
  section: 2900,
  label: 200,
  /** A part of a sentence that is no name. */
  span: 250,
  name: 120,
  list: 2500,
  meaning: 700,
  evidence: 1400,
  /** Beside a link to the page. */
  shortList: 260,
  unexplained: 900,
  fix: 2300,
  step: 300,
  url: 800,
  vantage: 150,
  id: 50,
} as const;

const SIGNS = {
  failing: '🔴',
  degraded: '🟠',
  unknown: '⚪',
  flapping: '🟡',
  healthy: '🟢',
} as const satisfies Record<Headline['tone'], string>;

/** The bar beside the message, by severity. */
const COLORS = {
  critical: '#bd271e',
  error: '#e7664c',
  warning: '#f5a700',
  note: '#69707d',
  unknown: '#98a2b3',
  ok: '#017d73',
} as const satisfies Record<IncidentSeverity, string>;

/**
 * What a person needs first, on the screen of a phone. Evidence and the whole fix are on the status
 * page; without its address there is nothing to lead to, so the message has them.
 */
export function slackMessage(words: AlertWords): SlackMessage {
  const { headline, affected, links } = words;
  const { tone, state, who, cause } = headline;
  const after = cause === undefined ? '' : `. ${cause}`;
  const hasPage = links.some(
    ({ label, url }) => label === 'Status page' && link(label, url, LENGTHS.url).length > 0,
  );
  return {
    // The sign is decoration: the words say the same.
    text: `${SIGNS[tone]} ${prose(`${state}: ${who}${after}`, LENGTHS.text)}`,
    attachments: [
      {
        color: COLORS[isOver(words.kind) ? 'ok' : words.severity],
        blocks: [
          ...sections(happened(words)),
          ...(affected === undefined ? [] : [section(...listOf(affected, hasPage))]),
          ...(hasPage ? firstStepBlocks(words) : details(words)),
          context(smallPrint(words).join(' · ')),
        ],
      },
    ],
  };
}

function firstStepBlocks({ firstStep }: AlertWords): SlackBlock[] {
  if (firstStep === '') return [];
  const [sentence = '', typed] = firstStep.split('\n');
  const lines = [`*Do first* ${prose(sentence, LENGTHS.step)}`];
  return [section(...lines, ...(typed === undefined ? [] : [codeBlock(typed, LENGTHS.step)]))];
}

function details({ evidence, unexplained, fix, example, meaning }: AlertWords): SlackBlock[] {
  const from = example === undefined ? '' : ` (from ${code(example, LENGTHS.name)})`;
  const fixes = fix.length === 0 ? [] : [`*How to fix*${from}`, ...fixLines(fix)];
  return [
    ...(meaning ? [section(prose(meaning, LENGTHS.meaning))] : []),
    ...(evidence === ''
      ? []
      : [section(`*Evidence*${from}`, codeBlock(evidence, LENGTHS.evidence))]),
    ...(unexplained === ''
      ? []
      : [section(`*Unexplained*${from}`, codeBlock(unexplained, LENGTHS.unexplained))]),
    ...sections(fixes),
  ];
}

function happened(words: AlertWords): string[] {
  const { cause, since, suspect, facts } = words;
  const atFault = suspect === undefined ? [] : [{ label: 'Likely at fault', value: suspect }];
  return [cause, since, ...whom(words), ...atFault, ...facts].map(line);
}

/** The list says it of several. */
function whom({ remote, consequence }: AlertWords): Fact[] {
  if (remote === undefined) return [];
  return consequence === undefined
    ? [{ label: 'Remote', value: [{ name: remote }] }]
    : [{ label: 'Affected', value: [{ name: remote }, `: ${consequence}`] }];
}

function line({ label, value }: Fact): string {
  const after = value.length === 0 ? '' : ` ${mrkdwn(value)}`;
  return `*${prose(label, LENGTHS.label)}*${after}`;
}

function mrkdwn(phrase: Phrase): string {
  return phrase
    .map((span) =>
      typeof span === 'string' ? prose(span, LENGTHS.span) : code(span.name, LENGTHS.name),
    )
    .join('');
}

/** As many lines in a block as fit. */
function sections(lines: readonly string[]): SlackBlock[] {
  const blocks: string[][] = [];
  let left = 0;
  for (const each of lines) {
    left -= sizeOf(each) + 2;
    if (left < 0) {
      blocks.push([]);
      left = LENGTHS.section - sizeOf(each) - 2;
    }
    blocks.at(-1)?.push(each);
  }
  return blocks.map((block) => section(...block));
}

/** Paragraphs, and blocks to copy. What does not fit ends with `…`. */
function fixLines(steps: readonly Block[]): string[] {
  let left: number = LENGTHS.fix;
  const lines: string[] = [];
  for (const { kind, text } of steps) {
    if (left <= 0) return [...lines, '…'];
    const shown = kind === 'text' ? prose(text, left) : codeBlock(text, left);
    lines.push(shown);
    left -= sizeOf(shown);
  }
  return lines;
}

const IDS_AT_MOST = 5;

function smallPrint({ links, seen, incidentIds }: AlertWords): string[] {
  const from = seen.from === '' ? '' : ` from ${code(seen.from, LENGTHS.vantage)}`;
  const ids = incidentIds.slice(0, IDS_AT_MOST).map((id) => code(id, LENGTHS.id));
  const more = incidentIds.length - IDS_AT_MOST;
  const incidents = incidentIds.length === 1 ? 'incident' : 'incidents';
  return [
    ...links.flatMap(({ label, url }) => link(label, url, LENGTHS.url)),
    `Seen${from} at ${moment(seen.at)}`,
    `${incidents} ${[...ids, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`,
  ];
}

const ALIASES_AT_MOST = 5;
const CLUSTERS_AT_MOST = { beside: 4, whole: 10 } as const;

/** Lines of a list, and how many there are besides. Shorter beside a link to all of it. */
function listOf(affected: Affected, hasPage: boolean): string[] {
  const length = hasPage ? LENGTHS.shortList : LENGTHS.list;
  if (affected.unit === 'remotes') return remoteLines(affected, length);
  return clusterLines(affected, {
    length,
    most: hasPage ? CLUSTERS_AT_MOST.beside : CLUSTERS_AT_MOST.whole,
  });
}

/** As many remotes as fit. */
function remoteLines({ groups, total }: Affected, length: number): string[] {
  let left = length;
  let listed = 0;
  const lines = groups.flatMap(({ label, names }) => {
    const whom = label.length === 0 ? '' : `${mrkdwn(label)}: `;
    left -= sizeOf(whom) + 4;
    const fitting = names
      .map((name) => code(name, LENGTHS.name))
      .filter((name) => {
        left -= sizeOf(name) + 2;
        return left >= 0;
      });
    listed += fitting.length;
    return fitting.length === 0 ? [] : `• ${whom}${fitting.join(', ')}`;
  });
  return listed === total ? lines : [...lines, `• and ${total - listed} more`];
}

interface ListLimits {
  readonly length: number;
  readonly most: number;
}

/** A line for each local cluster, as many as fit. */
function clusterLines({ groups, total }: Affected, { length, most }: ListLimits): string[] {
  let left = length;
  const lines = groups.map(({ label, names }) => {
    const aliases = names.slice(0, ALIASES_AT_MOST).map((name) => code(name, LENGTHS.name));
    const more = names.length - ALIASES_AT_MOST;
    const all = [...aliases, ...(more > 0 ? [`${more} more`] : [])];
    return `• ${mrkdwn(label)}${all.length === 0 ? '' : `: ${all.join(', ')}`}`;
  });
  const fitting = lines.slice(0, most).filter((each) => {
    left -= sizeOf(each) + 2;
    return left >= 0;
  });
  const besides = total - fitting.length;
  return besides === 0 ? fitting : [...fitting, `• and ${besides} more local clusters`];
}
