/** The picture of the path to a remote cluster. */
import { html } from 'hono/html';
import type { CheckResult } from '../../../result/result.ts';
import { printable } from '../../printable.ts';
import type { Html } from '../layout.ts';
import { colourOf, type Hop, label, mark, timing } from './hop.ts';
import { hopsOf } from './hops.ts';

/**
 * Contains two drawings. The style sheet shows the one that fits. Screen readers get the same
 * content as a list.
 */
export function pathFigure(result: CheckResult): Html {
  const hops = hopsOf(result);
  return html`<figure class="way-there">
${row(hops)}
${column(hops)}
<ol class="unseen">
${hops.map(item)}</ol>
</figure>`;
}

function item(hop: Hop): Html {
  const told = [`${hop.name}: ${WORDS[hop.state]}`, hop.word, timing(hop), ...hop.about].filter(
    (text) => text !== '',
  );
  return html`<li>${printable(told.join(', '))}${hop.cause === undefined ? '' : `. The cause lies here: ${printable(hop.cause)}`}</li>
`;
}

const WORDS = {
  ok: 'fine',
  impaired: 'impaired',
  broken: 'broken',
  'not-measured': 'not measured',
} as const;

/** The path from top to bottom, for narrow screens. */

const WIDTH = 340;
const HOP_HEIGHT = 48;
const CAUSE_HEIGHT = 22;
const TEXT_X = 30;

export function column(hops: readonly Hop[]): Html {
  return html`<svg class="path column" viewBox="0 0 ${WIDTH} ${heightOf(hops)}" aria-hidden="true">
${hops.map((hop, index) => step(hop, heightOf(hops.slice(0, index)), hops[index + 1]))}</svg>`;
}

function heightOf(hops: readonly Hop[]): number {
  const causes = hops.filter((hop) => hop.cause !== undefined).length;
  return hops.length * HOP_HEIGHT + causes * CAUSE_HEIGHT;
}

function step(hop: Hop, top: number, next: Hop | undefined): Html {
  const way =
    next &&
    html`<path class="way ${next.state} ${colourOf(next)}" d="M10 ${top + 22}v${heightOf([hop]) - 22}"/>`;
  return html`<g class="${colourOf(hop)}">${mark(hop, { x: 2, y: top + 3 })}<text class="strong" x="${TEXT_X}" y="${top + 16}">${hop.name}</text>
<text class="strong" x="${TEXT_X + 100}" y="${top + 16}">${label(hop.word, 20)}</text><text class="plain" x="${WIDTH - 2}" y="${top + 16}" text-anchor="end">${timing(hop)}</text>
<text class="small" x="${TEXT_X}" y="${top + 33}">${label(hop.about.join(', '), 46)}</text>${cause(hop, top)}</g>${way ?? ''}
`;
}

function cause({ cause: title }: Hop, top: number): Html {
  return title === undefined
    ? html``
    : html`<text class="cause" x="${TEXT_X}" y="${top + 54}">${label(title, 46)}</text>`;
}

/** The path from left to right, for wide screens and paper. */

const BOX = { width: 172, height: 92, gap: 20, top: 24 } as const;
const STEP = BOX.width + BOX.gap;
/** Characters in one line of a box. */
const LINE = 25;
const CAUSE = 90;

export function row(hops: readonly Hop[]): Html {
  const width = hops.length * STEP - BOX.gap + 2;
  const hasCause = hops.some(({ cause }) => cause !== undefined);
  const height = BOX.top + BOX.height + (hasCause ? 44 : 4);
  return html`<svg class="path row" viewBox="0 0 ${width} ${height}" aria-hidden="true">
<text class="small" x="1" y="12">asked over HTTP</text><text class="small" x="${STEP + 1}" y="12">walked from where the checker runs</text>
${hops.map((hop, index) => box(hop, index))}${hops.slice(1).map((hop, index) => connector(hop, index))}${hops.map((hop, index) => causeOf(hop, index, hops.length))}</svg>`;
}

function box(hop: Hop, index: number): Html {
  const x = 1 + index * STEP;
  return html`<g class="${colourOf(hop)}"><rect class="hop ${hop.state}" x="${x}" y="${BOX.top}" width="${BOX.width}" height="${BOX.height}" rx="6"/>
${mark(hop, { x: x + 10, y: BOX.top + 9 })}<text class="strong" x="${x + 32}" y="${BOX.top + 22}">${hop.name}</text><text class="plain" x="${x + BOX.width - 9}" y="${BOX.top + 22}" text-anchor="end">${timing(hop)}</text>
<text class="strong" x="${x + 10}" y="${BOX.top + 44}">${label(hop.word, LINE - 2)}</text>
${hop.about.slice(0, 2).map((text, line) => html`<text class="small" x="${x + 10}" y="${BOX.top + 63 + line * 16}">${label(text, LINE)}</text>`)}</g>
`;
}

/** A line to a hop, in the hop's color. Shows a gap if the path is broken. */
function connector(hop: Hop, before: number): Html {
  const x = 1 + before * STEP + BOX.width;
  const y = BOX.top + BOX.height / 2;
  return html`<path class="way ${hop.state} ${colourOf(hop)}" d="M${x} ${y}h${BOX.gap}"/>
`;
}

/** Places the text on the side with more room: to the right in the left half. */
function causeOf({ cause, ...hop }: Hop, index: number, count: number): Html {
  if (cause === undefined) return html``;
  const middle = 1 + index * STEP + BOX.width / 2;
  const isLeft = index < count / 2;
  const bottom = BOX.top + BOX.height;
  return html`<g class="${colourOf(hop)}"><path class="way" d="M${middle} ${bottom}v20h${isLeft ? 12 : -12}"/>
<text class="cause" x="${middle + (isLeft ? 18 : -18)}" y="${bottom + 25}" text-anchor="${isLeft ? 'start' : 'end'}">${label(cause, CAUSE)}</text></g>
`;
}
