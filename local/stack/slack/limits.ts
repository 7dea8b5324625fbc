/**
 * Slack's known limits: docs.slack.dev/reference/block-kit, and the total size as reported in
 * slackapi/bolt-js 2509.
 */
import * as z from 'zod';

const MAX_BLOCKS = 50;
const MAX_CHARACTERS = 13_200;

const text = (max: number) =>
  z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(max) });
const plainText = (max: number) => text(max).extend({ type: z.literal('plain_text') });

const blockSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('header'), text: plainText(150) }),
  z.looseObject({
    type: z.literal('section'),
    text: text(3000).optional(),
    fields: z.array(text(2000)).max(10).optional(),
  }),
  z.looseObject({ type: z.literal('context'), elements: z.array(text(3000)).max(10) }),
  z.looseObject({ type: z.literal('divider') }),
  z.looseObject({
    type: z.literal('actions'),
    elements: z.array(z.looseObject({ type: z.string(), text: plainText(75) })).max(25),
  }),
  z.looseObject({
    type: z.literal('rich_text'),
    elements: z.array(z.looseObject({ type: z.string() })),
  }),
]);

const attachmentSchema = z.looseObject({
  color: z.string().optional(),
  blocks: z.array(blockSchema).max(MAX_BLOCKS).default([]),
});

const messageSchema = z.looseObject({
  text: z.string().max(40_000).optional(),
  blocks: z.array(blockSchema).max(MAX_BLOCKS).default([]),
  attachments: z.array(attachmentSchema).max(20).default([]),
});

export type SlackMessage = z.infer<typeof messageSchema>;
export type Block = z.infer<typeof blockSchema>;

export type Judged =
  | { readonly kind: 'accepted'; readonly message: SlackMessage }
  | { readonly kind: 'refused'; readonly reason: string };

/** Validates a webhook body. The reasons are Slack's. */
export function judge(body: string): Judged {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: 'refused', reason: 'invalid_payload' };
  }
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success)
    return { kind: 'refused', reason: `invalid_blocks: ${z.prettifyError(parsed.error)}` };
  const { text: fallback, blocks, attachments } = parsed.data;
  if (fallback === undefined && blocks.length === 0 && attachments.length === 0)
    return { kind: 'refused', reason: 'no_text' };
  const characters = JSON.stringify([blocks, attachments]).length;
  if (characters > MAX_CHARACTERS)
    return { kind: 'refused', reason: `msg_blocks_too_long: ${characters} characters` };
  return { kind: 'accepted', message: parsed.data };
}
