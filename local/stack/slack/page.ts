/**
 * Shows the messages of the Slack stand-in on a page, newest first. Escapes all text, because it
 * comes from clusters.
 */
import { html } from 'hono/html';
import type { Block } from './limits.ts';
import { mrkdwnHtml } from './mrkdwn.ts';
import type { Received } from './slack.ts';

const STYLE = `
  body { font: 15px/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d1c1d; }
  article { border-left: 4px solid #aaa; padding: 0 1rem; margin: 1.5rem 0; }
  h2 { font-size: 1.05rem; margin: .2rem 0; } p { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
  pre { background: #f6f6f6; padding: .5rem; overflow-x: auto; white-space: pre-wrap; }
  .context, time { color: #616061; font-size: .85rem; }
`;

export async function slackPage(messages: readonly Received[]): Promise<string> {
  const newestFirst = [...messages].reverse();
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Slack stand-in</title><style>${STYLE}</style></head>
<body>
<h1>Slack stand-in</h1>
<p>${messages.length === 0 ? 'No messages yet.' : `${messages.length} messages, newest first.`} The same as JSON: <a href="/messages">/messages</a></p>
${newestFirst.map(article)}
</body>
</html>
`;
  return String(await page);
}

function article({ at, message: { text, blocks, attachments } }: Received) {
  const [attachment] = attachments;
  const all = [...blocks, ...attachments.flatMap((each) => each.blocks)];
  // Slack shows the text above attachments, and not beside blocks.
  const first = blocks.length === 0 ? html`<p>${mrkdwnHtml(text ?? '')}</p>` : '';
  const body = [first, ...all.map(blockHtml)];
  return html`<article style="border-color: ${attachment?.color ?? '#aaa'}"><time>${at}</time>${body}</article>
`;
}

function blockHtml(block: Block) {
  if (block.type === 'header') return html`<h2>${block.text.text}</h2>`;
  if (block.type === 'divider') return html`<hr>`;
  if (block.type === 'section')
    return [block.text, ...(block.fields ?? [])].flatMap((each) =>
      each === undefined ? [] : html`<p>${mrkdwnHtml(each.text)}</p>`,
    );
  if (block.type === 'context')
    return html`<p class="context">${block.elements.map(({ text }) => mrkdwnHtml(text))}</p>`;
  if (block.type === 'actions')
    return html`<p>${block.elements.map((element) => link(element))}</p>`;
  return html`<p>${JSON.stringify(block.elements)}</p>`;
}

function link({ text, url }: { readonly text: { readonly text: string }; readonly url?: unknown }) {
  return html`<a href="${typeof url === 'string' && /^https?:/.test(url) ? url : '#'}">${text.text}</a> `;
}
