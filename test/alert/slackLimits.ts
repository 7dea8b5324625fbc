/**
 * What Slack takes: https://docs.slack.dev/reference/block-kit/blocks; the total is 13,200, as
 * reported in slackapi/bolt-js 2509.
 */
import { expect } from 'vitest';
import type { SlackBlock, SlackMessage } from '../../lib/alert/mrkdwn.ts';

export function expectWithinLimits({ text, attachments }: SlackMessage): void {
  const blocks = blocksOf({ text, attachments });
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(3000);
  expect(attachments).toHaveLength(1);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(attachments).length).toBeLessThan(13_000);
  for (const shown of textsOf({ text, attachments })) expect(shown).not.toBe('');
  for (const block of blocks) {
    if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3000);
    else
      for (const element of block.elements) expect(element.text.length).toBeLessThanOrEqual(3000);
  }
}

export function blocksOf({ attachments }: SlackMessage): SlackBlock[] {
  return attachments.flatMap(({ blocks }) => blocks);
}

export function textsOf({ text, attachments }: SlackMessage): string[] {
  return [
    text,
    ...blocksOf({ text, attachments }).flatMap((block) =>
      block.type === 'context' ? block.elements.map((element) => element.text) : [block.text.text],
    ),
  ];
}

/** As a person reads it: a line before each block says what it is. */
export function shown({ text, attachments }: SlackMessage): string {
  const parts = attachments.flatMap(({ color, blocks }) => [
    `=== ${color}`,
    ...blocks.map((block) =>
      block.type === 'context'
        ? `--- context\n${block.elements.map((element) => element.text).join('\n')}`
        : `--- ${block.type}\n${block.text.text}`,
    ),
  ]);
  return [text, ...parts].join('\n');
}
