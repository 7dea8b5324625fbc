/**
 * What Slack takes: https://docs.slack.dev/reference/block-kit/blocks; the total is 13,200, as
 * reported in slackapi/bolt-js 2509.
 */
import { expect } from 'vitest';
import type { SlackMessage } from '../../lib/alert/mrkdwn.ts';

export function expectWithinLimits({ text, blocks }: SlackMessage): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(3000);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
  for (const shown of textsOf({ text, blocks })) expect(shown).not.toBe('');
  for (const block of blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    else if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3000);
    else
      for (const element of block.elements) expect(element.text.length).toBeLessThanOrEqual(3000);
  }
}

export function textsOf({ text, blocks }: SlackMessage): string[] {
  return [
    text,
    ...blocks.flatMap((block) =>
      block.type === 'context' ? block.elements.map((element) => element.text) : [block.text.text],
    ),
  ];
}

/** As a person reads it: a line before each block says what it is. */
export function shown({ text, blocks }: SlackMessage): string {
  const parts = blocks.map((block) =>
    block.type === 'context'
      ? `--- context\n${block.elements.map((element) => element.text).join('\n')}`
      : `--- ${block.type}\n${block.text.text}`,
  );
  return [text, ...parts].join('\n');
}
