/** The parts of Block Kit that are used: https://docs.slack.dev/reference/block-kit/blocks */
import { plain } from './mrkdwn.ts';

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Nothing is linked unless the markup says so. */
  readonly verbatim: true;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false } }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

/** The body for an incoming webhook. */
export interface SlackMessage {
  /** What notifications and screen readers tell. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

const HEADER_LENGTH = 150;

export function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: plain(text, HEADER_LENGTH), emoji: false } };
}

/** Markup of at most 3,000 characters. */
export function section(...lines: readonly string[]): SlackBlock {
  return { type: 'section', text: mrkdwn(lines.join('\n')) };
}

/** Small print. */
export function context(...texts: readonly string[]): SlackBlock {
  return { type: 'context', elements: texts.map(mrkdwn) };
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}
