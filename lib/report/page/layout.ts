/** What all pages have in common. No script, nothing loaded: they are shown under `default-src 'none'`. */
import { html, raw } from 'hono/html';
import type { Status } from '../../result/result.ts';
import { STYLE } from './style.ts';

/** Markup in which all texts are escaped. */
export type Html = ReturnType<typeof html>;

const REFRESH_SECONDS = 60;

export function layout(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Each status has a shape of its own, for those who cannot tell the colours apart. */
const SHAPES = {
  failing: html`<path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/>`,
  degraded: html`<path d="M8 0l8 16H0z"/><path class="mark" d="M8 6v4m0 3v0"/>`,
  unknown: html`<path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/>`,
  healthy: html`<circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/>`,
} as const satisfies Record<Status, Html>;

/** The status by colour, shape and word; the word may be another text that says it. */
export function badge(status: Status, words: string = status): Html {
  return html`<span class="status ${status}"><svg viewBox="0 0 16 16" aria-hidden="true">${SHAPES[status]}</svg>${words}</span>`;
}
