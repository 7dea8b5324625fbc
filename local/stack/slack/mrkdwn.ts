/**
 * Converts the parts of Slack's markup that the messages use to HTML:
 * https://docs.slack.dev/messaging/formatting-message-text
 */
import { html } from 'hono/html';

// ```block``` | `code` | *bold* | <url|text>
const MARKUP =
  /```\n?([\s\S]*?)\n?```|`([^`\n]+)`|\*([^*\n]+)\*|<(https?:[^|>\s]+)(?:\|([^>\n]*))?>/g;

/** Escapes everything except the markup itself. */
export function mrkdwnHtml(text: string) {
  let end = 0;
  const parts = [...text.matchAll(MARKUP)].flatMap((found) => {
    const before = plain(text.slice(end, found.index));
    end = found.index + found[0].length;
    return [before, markupHtml(found)];
  });
  return html`${[...parts, plain(text.slice(end))]}`;
}

function markupHtml([, block, code, bold, url, label]: RegExpExecArray) {
  if (block !== undefined) return html`<pre>${plain(block)}</pre>`;
  if (code !== undefined) return html`<code>${plain(code)}</code>`;
  if (bold !== undefined) return html`<b>${plain(bold)}</b>`;
  return html`<a href="${plain(url ?? '')}">${plain(label ?? url ?? '')}</a>`;
}

/**
 * Senders to Slack escape `&`, `<`, and `>`. This decodes them, because the page escapes all text
 * again.
 */
function plain(text: string) {
  return html`${text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')}`;
}
