/** What all pages have in common. No script, nothing loaded: they are shown under `default-src 'none'`. */
import { html, raw } from 'hono/html';
import type { Status } from '../../result/result.ts';
import { shape } from './shape.ts';
import { STYLE } from './style.ts';

/** Markup in which all texts are escaped. */
export type Html = ReturnType<typeof html>;

export function layout(title: string, body: Html): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The status by colour, shape and word; the word may be another text that says it. */
export function badge(status: Status, words: string = status): Html {
  return html`<span class="status ${status}"><svg viewBox="0 0 16 16" aria-hidden="true">${shape(status)}</svg>${words}</span>`;
}
