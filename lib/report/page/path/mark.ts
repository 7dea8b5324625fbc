/** What both drawings of a path have in common. */
import { html } from 'hono/html';
import { cut } from '../../../incident/cut.ts';
import type { Status } from '../../../result/result.ts';
import { printable } from '../../printable.ts';
import type { Html } from '../layout.ts';
import { shape } from '../shape.ts';
import type { Hop, HopState } from './hop.ts';

const SHAPE_OF = { ok: 'healthy', impaired: 'degraded', broken: 'failing', 'not-measured': 'unknown' } as const satisfies Record<
  HopState,
  Status
>;

/** The class that colours a hop; what was not measured is grey. */
export function colourOf({ state }: Hop): string {
  return state === 'not-measured' ? 'quiet' : SHAPE_OF[state];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const MARK_SIZE = 16;

export function mark(hop: Hop, { x, y }: Point): Html {
  return html`<svg class="status" x="${x}" y="${y}" width="${MARK_SIZE}" height="${MARK_SIZE}" viewBox="0 0 16 16">${shape(SHAPE_OF[hop.state])}</svg>`;
}

/** SVG breaks no lines, so a text that is too long loses its end. */
export function label(text: string, length: number): string {
  return cut(printable(text), length);
}

export function timing({ durationMs }: Hop): string {
  if (durationMs === undefined) return '';
  return durationMs < 1 ? '< 1 ms' : `${Math.round(durationMs)} ms`;
}
