import { html } from 'hono/html';
import { CODES, type Hop as HopName, isCauseCode } from '../../../diagnosis/codes.ts';
import type { Status } from '../../../result/result.ts';
import { cut } from '../../../state/incident/about.ts';
import { printable } from '../../printable.ts';
import { type Html, shape } from '../layout.ts';

/**
 * The way from the local nodes to the remote cluster as data: one hop after the other. Texts are as
 * the clusters gave them.
 */

export type HopId = HopName;

/** `impaired`: not as it should be, and the remote can be used. */
export type HopState = 'ok' | 'impaired' | 'broken' | 'not-measured';

export interface Hop {
  readonly id: HopId;
  readonly name: string;
  readonly state: HopState;
  /** The state in a word or two: `ok`, `refused`, `2 of 3 reachable`. */
  readonly word: string;
  /** The slowest of what was measured, as far as it was. */
  readonly durationMs?: number | undefined;
  /** What it is about, the most telling first: an address, a version. */
  readonly about: readonly string[];
  /** The title of the cause, at the one hop where it lies. */
  readonly cause?: string;
}

/** What both drawings of a path have in common. */

const SHAPE_OF = {
  ok: 'healthy',
  impaired: 'degraded',
  broken: 'failing',
  'not-measured': 'unknown',
} as const satisfies Record<HopState, Status>;

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

/** Where a cause lies; undefined for one that lies at no hop of its own. */
export function hopOfCause(code: string): HopId | undefined {
  const hop = isCauseCode(code) ? CODES[code].hop : 'none';
  return hop === 'none' ? undefined : hop;
}
