import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import type { Html } from './layout.ts';

/** Each status has a shape of its own, for those who cannot tell the colours apart. Drawn in a square of 16. */
const SHAPES = {
  failing: html`<path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/>`,
  degraded: html`<path d="M8 0l8 16H0z"/><path class="mark" d="M8 6v4m0 3v0"/>`,
  unknown: html`<path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/>`,
  healthy: html`<circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/>`,
} as const satisfies Record<Status, Html>;

export function shape(status: Status): Html {
  return SHAPES[status];
}
