import { html } from 'hono/html';
import { CODES, type Hop as HopName, isCauseCode } from '../../../diagnosis/codes.ts';
import type { Status } from '../../../result/result.ts';
import { cut } from '../../../state/incident/about.ts';
import { printable } from '../../printable.ts';
import { type Html, shape } from '../layout.ts';

/**
 * The path from the local nodes to the remote cluster as a list of hops. Texts are unchanged from
 * the clusters.
 */

export type HopId = HopName;

/** `impaired`: the hop has a problem, but the remote is usable. */
export type HopState = 'ok' | 'impaired' | 'broken' | 'not-measured';

export interface Hop {
  readonly id: HopId;
  readonly name: string;
  readonly state: HopState;
  /** The state in one or two words: `ok`, `refused`, `2 of 3 reachable`. */
  readonly word: string;
  /** The slowest measurement, if any. */
  readonly durationMs?: number | undefined;
  /** The details, most important first: an address, a version. */
  readonly about: readonly string[];
  /** The title of the cause, only at the hop where it lies. */
  readonly cause?: string;
}

/** Shared parts of both drawings of a path. */

const SHAPE_OF = {
  ok: 'healthy',
  impaired: 'degraded',
  broken: 'failing',
  'not-measured': 'unknown',
} as const satisfies Record<HopState, Status>;

/** The CSS class for the color of a hop. Unmeasured hops are gray. */
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

/** SVG does not wrap lines, so a long text is cut. */
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
