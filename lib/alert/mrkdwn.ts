/**
 * Texts as Slack's markup. Names stand in code, where Slack formats and links
 * nothing, and makes no emoji. Lengths are in characters of the JSON that is sent, so that they
 * add up to the size of the message.
 */
import { lines } from '../report/page/words.ts';
import { printable } from '../report/printable.ts';

/** https://docs.slack.dev/messaging/formatting-message-text: these three, and no others. */
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** They would begin or end a format; what looks alike does not. */
const LOOKALIKES: Readonly<Record<string, string>> = { '`': "'", '*': '∗', '~': '∼' };

/** Words in a line; formats in them are taken away. */
export function prose(text: string, length: number): string {
  return fitted(printable(text), length, { ...ESCAPED, ...LOOKALIKES });
}

/** Code in a line. */
export function code(text: string, length: number): string {
  return `\`${fitted(printable(text || '?'), length, { ...ESCAPED, '`': "'" })}\``;
}

/** Lines of code. */
export function codeBlock(text: string, length: number): string {
  return `\`\`\`\n${fitted(lines(text), length, { ...ESCAPED, '`': "'" })}\n\`\`\``;
}

/** Empty if the URL is not one of the web, or is too long. A part of it would lead elsewhere. */
export function link(label: string, url: string, length: number): string[] {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return [];
  const escaped = parsed.href.replaceAll('|', '%7C').replaceAll('&', '&amp;');
  return sizeOf(escaped) > length ? [] : [`<${escaped}|${label}>`];
}

/** Characters that a text takes in JSON, without the quotation marks. */
export function sizeOf(text: string): number {
  return JSON.stringify(text).length - 2;
}

function fitted(
  text: string,
  length: number,
  replacements: Readonly<Record<string, string>>,
): string {
  const pieces = Array.from(
    text.toWellFormed(),
    (character) => replacements[character] ?? character,
  );
  let left = length;
  const tooMuch = pieces.findIndex((piece, index) => {
    left -= sizeOf(piece);
    return left < (index === pieces.length - 1 ? 0 : 1);
  });
  return tooMuch === -1 ? pieces.join('') : `${pieces.slice(0, tooMuch).join('')}…`;
}

/** The parts of Block Kit that are used: https://docs.slack.dev/reference/block-kit/blocks */

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Nothing is linked unless the markup says so. */
  readonly verbatim: true;
}

export type SlackBlock =
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

/** The body for an incoming webhook. */
export interface SlackMessage {
  /** The first line; it is all that notifications show and screen readers say. */
  readonly text: string;
  /** A bar of a color with the rest beside it. */
  readonly attachments: readonly SlackAttachment[];
}

export interface SlackAttachment {
  readonly color: string;
  readonly blocks: readonly SlackBlock[];
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
