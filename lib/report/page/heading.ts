import { html, raw } from 'hono/html';
import type { Html } from './layout.ts';

/** Sections stand under the name of a remote: that is the whole page's or, in a report of many, one of several. */
export type Level = 2 | 3 | 4;

export function heading(level: Level, text: string): Html {
  return html`${raw(`<h${level}>`)}${text}${raw(`</h${level}>`)}`;
}
